"""The page of a duty list, from the records: groups of rows, and the duty that is looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Citation, Light, Link, Sign
from zeren.desk.duties.cells import Asked, Cell, cells_of
from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.duties import judging, naming, norms, queries, register
from zeren.records.duties.judging import Standing
from zeren.records.duties.models import Duty, DutyHolder, DutyList
from zeren.records.duties.norms import Owed
from zeren.records.duties.standing import of_duty

SHARED = {
    "leading_group": "集体责任", "plenary": "全委会", "principal": "第一责任", "member": "一岗双责",
    "discipline_group": "监督责任", "discipline_head": "监督责任", "discipline_member": "监督责任",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One duty as the table shows it; ``kind``: how it stands as a whole (``standing.ORDER``)."""

    number: int
    title: str
    who: str
    amount: str
    cells: tuple[Cell, ...]
    cite: Citation | None
    signed: Light
    url: str
    task: str = ""
    countersign: bool = False
    kind: str = "none"
    explained: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to say: a standing duty without a record, one that nothing has triggered."""
        bare = all(cell.count is None or cell.count.text == "0" for cell in self.cells)
        return self.kind == "none" or (self.kind == "standing" and bare)


LAST = {"none": 1, "standing": 2}
"""In a group those come first that are judged, then what nothing has triggered, then what is only recorded."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one capacity, with what is said of it."""

    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """A list as looked at on a day, by what the register then told (``known``); ``said``: what was said of missed
    periods, by duty."""

    lst: DutyList
    day: date
    groups: tuple[Group, ...]
    known: register.Register
    standings: Mapping[int, Standing] = field(default_factory=dict)
    said: Mapping[int, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return tuple(row for group in self.groups for row in group.rows)

    def only(self, kind: str) -> Sheet:
        """The rows that stand so, alone."""
        kept = (replace(g, rows=tuple(r for r in g.rows if r.kind == kind)) for g in self.groups)
        return replace(self, groups=tuple(g for g in kept if g.rows))

    def counts(self) -> Counter[str]:
        """How many duties stand how."""
        return Counter(row.kind for row in self.rows)


def capacity(word: str) -> str:
    """班子其他成员."""
    return naming.label(norms.HOLDERS, word)


def sheet(actor: Actor, lst: DutyList, day: date, *, who: str = "", heard: date | None = None) -> Sheet:
    """The list on a day. ``who``: one capacity alone; ``heard``: with the explanations until another day."""
    duties = [d for d in queries.duties_of(actor, lst) if not who or d.holder.capacity == who]
    known = register.around(lst.organ)
    holders = {d.holder_id: d.holder for d in duties}
    demanded: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for duty in duties:
        if duty.countersign:
            demanded[duty.holder_id].add((duty.pack, duty.norm))
    standings = {
        pk: judging.stand(known, lst, holder, day, frozenset(demanded[pk])) for pk, holder in holders.items()
    }
    owed = {(d.pack, d.norm): found for d in duties if (found := owed_of(d))}
    citer = Citer((o.pack.ref, [o.norm.cite[0]]) for o in owed.values() if o.norm.cite)
    base = links.named("duties-list", lst.organ_id, lst.year)
    asked = Asked(links.named("activities", lst.organ_id, lst.year), day)
    explained = explanations(lst, heard or day)
    groups: dict[str, list[Row]] = {}
    for duty in duties:
        row = _row(duty, standings[duty.holder_id], owed.get((duty.pack, duty.norm)), citer, asked, base)
        row = replace(row, explained=tuple(words for _, words in explained.get(duty.pk, ())))
        groups.setdefault(duty.holder.capacity, []).append(row)
    return Sheet(
        lst, day, tuple(_group(lst, word, rows, holders.values()) for word, rows in groups.items()), known, standings,
        explained,
    )  # fmt: skip


def owed_of(duty: Duty) -> Owed | None:
    """The norm of a duty, as the packs in force have it."""
    found = norms.owed(duty.holder.capacity, duty.list.year)
    return next((o for o in found if o.ref == (duty.pack, duty.norm)), None)


def _row(duty: Duty, standing: Standing, owed: Owed | None, citer: Citer, asked: Asked, base: str) -> Row:
    person = duty.holder.person
    several = duty.holder.capacity in ("member", "discipline_member")
    cite = citer.chip(owed.pack.ref, owed.norm.cite[0]) if owed and owed.norm.cite else None
    url = links.with_query(base, ("duty", str(duty.number)), ("day", asked.day.isoformat()))
    found = standing.of(duty.pack, duty.norm)
    return Row(
        duty.number, duty.title, person.name if person and several else "", naming.amount(owed) if owed else "",
        cells_of(duty, owed, found, asked), cite, signature(duty, asked.day), url,
        task=duty.task, countersign=duty.countersign, kind=of_duty(duty, found, asked.day),
    )  # fmt: skip


def explanations(lst: DutyList, day: date) -> dict[int, list[tuple[str, str]]]:
    """By duty, what was said of its missed periods until a day: (period, words), the earliest first."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = list(lst.explanations.filter(on__lte=day))
    names = refs.names_of(f"person:{row.person}" for row in rows)
    for row in rows:
        due = f"；新定 {days.in_cell(row.due, day)} 前补办" if row.due else ""
        who = names.get(f"person:{row.person}", "")
        words = f"{row.words.rstrip('。；')}{due}（{who} {days.in_cell(row.on, day)}）"
        found[row.duty_id].append((row.period, words))
    return found


def signature(duty: Duty, day: date) -> Light:
    """签字背书: the day, or that it is waited for."""
    if duty.signed is not None:
        return Light(Sign.DONE, days.in_cell(duty.signed_on, day))
    return Light(Sign.NEAR_INTERNAL, "待签")


def _group(lst: DutyList, word: str, rows: Sequence[Row], holders: Iterable[DutyHolder]) -> Group:
    people = [h for h in holders if h.capacity == word]
    said = [SHARED.get(word, "")]
    if len(people) == 1 and people[0].person:
        said.append(f"{people[0].person.name}，{people[0].post}")
    elif people and people[0].person:
        said.append(f"{len(people)} 人")
    else:
        said.append(lst.organ.name)
    ordered = sorted(rows, key=lambda row: LAST.get(row.kind, 0))
    return Group(capacity(word), "　·　".join(s for s in said if s), tuple(ordered))


def tabs(actor: Actor, lst: DutyList, who: str) -> list[tuple[str, str, int, bool]]:
    """Capacities with the number of their duties: (word, label, number, current)."""
    number = queries.numbers(actor, lst)
    first = ("", "全部", sum(number.values()), not who)
    return [first, *((word, capacity(word), count, word == who) for word, count in number.items())]


def link_of_records(lst: DutyList, number: int, text: str) -> Link:
    """One activity on its own page."""
    return Link(text, links.named("activity", lst.organ_id, lst.year, number))
