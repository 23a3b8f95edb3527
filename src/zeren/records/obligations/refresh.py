"""Writing the projections of one matter: what is wanted, who is barred, what stands in its row of the ledger.

Runs in the act's own transaction; equal to what ``zeren rebuild`` computes from the log alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from zeren.law.packs.form import Force, Kind
from zeren.norms.model import Barring, Finding, State
from zeren.records import clock, evaluation, packs, refs
from zeren.records.engine import Judged
from zeren.records.letters import projecting as letters
from zeren.records.matters import log as logs
from zeren.records.matters import own_rules, showing
from zeren.records.matters.log import Around
from zeren.records.matters.models import Matter, MatterLink, MatterSubject
from zeren.records.obligations.models import Obligation, Want
from zeren.records.restrictions.models import Restriction
from zeren.records.scope import columns_of
from zeren.records.shares import projection as shares
from zeren.records.situations import projecting as situations

HARD = (Force.MUST, Force.SHOULD)
ORDER = {State.BREACHED: 0, State.CONFLICT: 1, State.UNDETERMINED: 2, State.PENDING: 3}


def matter(found: Matter, *, save: bool = False, as_of: date | None = None) -> Around:
    """Evaluate the matter and write its projections; ``save`` also writes the matter's own row."""
    day = as_of or clock.today()
    around = logs.around(found)
    log = logs.log_of(around)
    judged = evaluation.judge(log, evaluation.packs_of(found), day)
    reasoned = evaluation.reasoned_norms(log)
    rows = [row for finding in judged.findings for row in row_of(found, finding, reasoned)]
    _replace(Obligation.objects.filter(matter=found), rows, _obligation_key)
    bars = [bar_of(found, bar) for bar in judged.bars]
    if _replace(Restriction.objects.filter(matter=found), bars, _restriction_key):
        _others_follow(found, day)
    _desks(found, around)
    shares.project(found, around.subjects, around.entries)
    letters.project(found, around.entries, judged.findings)
    situations.project(found, around.entries, judged.findings)
    _summary(found, rows, judged, day)
    if save:
        found.save()
    return around


def with_relatives(found: Matter, act: str = "") -> None:
    """The matter, then those of its parents and children whose norms read the act. They are locked with it.

    ``act`` empty: whatever they read (the contents of the whole log changed).
    """
    if _waiting.get() is not None:
        found.save()
        _wait(found.pk, act)
        return
    matter(found, save=True)
    family = _following(found, act)
    for other in Matter.objects.filter(pk__in=family).order_by("pk") if family else ():
        matter(other, save=True)


def _following(found: Matter, act: str) -> set[int]:
    """The relatives that look different after an act of this matter."""
    rows = MatterLink.objects.filter(Q(parent=found) | Q(child=found)).select_related("parent", "child")
    up = {row.parent_id for row in rows if row.child_id == found.pk and logs.reads(row.parent, found, act)}
    down = {
        row.child_id
        for row in rows
        if row.parent_id == found.pk and (not act or logs.reads_above(row.child, act))
    }
    return up | down


_waiting: ContextVar[dict[int, set[str]] | None] = ContextVar("refresh_waiting", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Inside it matters are only noted; each is held against its packs once, when the outermost ends.

    For many acts in one transaction, which the caller opens around it: outside nobody sees anything in between.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        noted = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    for pk in sorted(_with_followers(noted)):
        matter(Matter.objects.get(pk=pk), save=True)


def _wait(pk: int, act: str) -> None:
    noted = _waiting.get()
    assert noted is not None
    noted.setdefault(pk, set()).add(act)


def _with_followers(noted: dict[int, set[str]]) -> set[int]:
    found = set(noted)
    for one in Matter.objects.filter(pk__in=noted):
        for act in noted[one.pk]:
            found |= _following(one, act)
    return found


def _others_follow(found: Matter, day: date) -> None:
    """A bar reaches across matters: open ones about the same people are evaluated again when next looked at."""
    people = MatterSubject.objects.filter(matter=found, person__isnull=False).values("person")
    others = MatterSubject.objects.filter(person__in=people).exclude(matter=found).values("matter")
    Matter.objects.filter(pk__in=others, state=Matter.State.OPEN).update(stale_on=day)


def _desks(found: Matter, around: Around) -> None:
    """Since when the matter stands on the own desk of each of its subjects."""
    words = packs.words(found.pack, found.version, found.procedure)
    rules = own_rules.rules_of(words.pack, words.procedure) if words else own_rules.NOTHING
    for row in found.subjects.all():
        day = showing.since(rules, row.ref, around.entries)
        if row.shown_on != day:
            MatterSubject.objects.filter(pk=row.pk).update(shown_on=day)


# ---------------------------------------------------------------- rows


def wanted(finding: Finding) -> Want | None:
    """What a finding wants of somebody, or nothing."""
    if finding.status is State.CONFLICT:
        return Want.SETTLE
    if (
        finding.kind is Kind.DUTY
        and finding.status in (State.PENDING, State.BREACHED)
        and finding.done is None
    ):
        return Want.DO if finding.force in HARD else Want.MAY
    if finding.force not in HARD:
        return None
    if finding.status is State.UNDETERMINED:
        return Want.SUPPLY
    return Want.EXPLAIN if finding.status is State.BREACHED else None


def row_of(found: Matter, finding: Finding, reasoned: frozenset[str]) -> Iterable[Obligation]:
    """The row of one finding, if it wants something (an act that was explained wants nothing more)."""
    want = wanted(finding)
    if want is None or (want is Want.EXPLAIN and evaluation.names(reasoned, finding)):
        return
    due = finding.due or finding.nominal
    yield Obligation(
        matter=found,
        organ_id=found.organ_id,
        handler_id=found.handler_id,
        restricted=found.restricted,
        want=want,
        pack=finding.pack,
        norm=finding.norm,
        key=finding.key or "",
        kind=finding.kind.value,
        force=finding.force.value,
        status=finding.status.value,
        act=_cut(" ".join(finding.act), 200),
        subject=finding.subject or "",
        cites=_cut(" ".join(finding.cites), 200),
        who=_cut(" ".join(finding.who), 200),
        missing=_cut("；".join(m.what for m in finding.missing), 400),
        note=_cut(finding.note, 400),
        opened=finding.starts,
        nominal=_day(finding.nominal),
        due=_day(due),
        due_at=_instant(due),
        provisional=finding.provisional,
        **columns_of(found),
    )


def bar_of(found: Matter, bar: Barring) -> Restriction:
    """The row of one bar of a matter, not written."""
    return Restriction(
        matter=found,
        subject=bar.person,
        person_id=_person(bar.person),
        act=bar.act,
        pack=bar.pack,
        norm=bar.norm,
        cites=_cut(" ".join(bar.cites), 200),
        source=bar.source,
        starts=bar.starts,
        ends=bar.ends,
        sure=bar.sure,
        missing=_cut("；".join(m.what for m in bar.missing), 400),
    )


def _person(ref: str) -> int | None:
    parsed = refs.parse(ref)
    return parsed[1] if parsed and parsed[0] == "person" else None


def _summary(found: Matter, rows: list[Obligation], judged: Judged, day: date) -> None:
    dues = [row.due for row in rows if row.want == Want.DO and row.due]
    found.next_due = min(dues, default=None)
    states = [State(row.status) for row in rows if row.want != Want.MAY]
    found.worst = min(states, key=lambda s: ORDER.get(s, 9)).value if states else ""
    found.stale_on = judged.next_change
    found.evaluated_on = day


OBLIGATION_COLUMNS = tuple(f.attname for f in Obligation._meta.concrete_fields if f.attname != "id")
RESTRICTION_COLUMNS = tuple(f.attname for f in Restriction._meta.concrete_fields if f.attname != "id")


def _obligation_key(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in OBLIGATION_COLUMNS)


def _restriction_key(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in RESTRICTION_COLUMNS)


def _replace(there: Any, rows: list[Any], key: Any) -> bool:
    """Only what differs is written, so that a row that stays keeps its place in every list. Whether any did."""
    old = {key(row): row.pk for row in there}
    new = {key(row): row for row in rows}
    gone = [pk for content, pk in old.items() if content not in new]
    if gone:
        there.filter(pk__in=gone).delete()
    there.model.objects.bulk_create(row for content, row in new.items() if content not in old)
    return bool(gone) or new.keys() != old.keys()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _day(at: date | datetime | None) -> date | None:
    return at.date() if isinstance(at, datetime) else at


def _instant(at: date | datetime | None) -> datetime | None:
    if not isinstance(at, datetime):
        return None
    return at if at.tzinfo else at.replace(tzinfo=clock.BEIJING)
