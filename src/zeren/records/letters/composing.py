"""What a reminder letter says: what is due on which provision, the day with its arithmetic, what follows by the text.

No blame and no threat: past its day is 「已过期限 2 日，未见记录；仍应作出」, and what comes next stands only as far as the
regulation itself says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.law import citing
from zeren.law.packs.form import Duty, Norm, OpenExpired, OpenOn
from zeren.norms.model import Finding
from zeren.records import packs, refs
from zeren.records.calendars import calendar, working_days_left
from zeren.records.letters.models import Colour
from zeren.records.letters.recipients import Open
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.packs import Words

MOST_NEXT = 3
CONVENTION = "起算与顺延条文未写，按民法典第二百零一条至第二百零三条推定"


@dataclass(frozen=True, slots=True)
class Content:
    """Title, the arithmetic of the day in one sentence, and the paragraphs, which contain it."""

    title: str
    arithmetic: str
    paragraphs: tuple[str, ...]


def compose(
    matter: Matter,
    row: Obligation,
    finding: Finding | None,
    light: Colour,
    today: date,
    unknown: Sequence[Open] = (),
    note: str = "",
) -> Content:
    """The letter about one obligation, as of today."""
    words = words_of(matter, row.pack)
    act = act_of(words, row.act.split()) or row.norm
    sum_ = _arithmetic(finding)
    lines = (
        _what(matter, row, words, act),
        f"到期日为{_cn(_due(row))}（含当日）{'，暂定' if row.provisional else ''}；"
        f"截至{_cn(today)}，{state_of(_due(row), light, today)}{sum_}",
        *_next(words, row, act),
        _asks(_due(row), light),
        note.strip(),
        *(f"另应送{one.capacity.label}，待查明：{one.why}（{one.who}）。" for one in unknown),
        "特此函达。",
    )
    return Content(f"关于提醒{act}的函", sum_, tuple(line for line in lines if line))


def words_of(matter: Matter, ref: str) -> Words | None:
    """The words of the version that an obligation rests on; else of the matter's own."""
    slug, _, day = ref.partition("@")
    found = packs.words(slug, date.fromisoformat(day), matter.procedure) if day else None
    return found or packs.words(matter.pack, matter.version, matter.procedure)


def act_of(words: Words | None, names: Iterable[str]) -> str:
    """The acts that would fulfil it, by their labels: 甲或者乙."""
    labels = [_label(words, name) for name in names]
    return "或者".join(filter(None, ("、".join(labels[:-1]), *labels[-1:])))


def state_of(due: date, light: Colour, today: date) -> str:
    """How it stands on the day of issue, in the words of the worklist."""
    if light is Colour.RED:
        return f"已过期限 {(today - due).days} 日，未见记录；仍应作出。"
    if due < today:
        return f"已到期 {(today - due).days} 日（暂定），未见记录。"
    if due == today:
        return "到期日即为今日，未见记录。"
    left = working_days_left(today, due, calendar())
    return (
        f"余 {left} 个工作日，未见记录。" if left else f"余 {(due - today).days} 日（均为休息日），未见记录。"
    )


def _what(matter: Matter, row: Obligation, words: Words | None, act: str) -> str:
    """Which matter, on which provision, by whom, what."""
    cited = _cited(words, row.cites.split())
    who = "、".join(_role(words, name) for name in row.who.split()[:2])
    several = matter.subjects.count() > 1 and row.subject
    whom = f"（{refs.names_of([row.subject]).get(row.subject, row.subject)}）" if several else ""
    ground = f"依据{cited}，" if cited else ""
    return f"{matter.number}“{matter.title}”一事，{ground}应当{f'由{who}' if who else ''}{act}{whom}。"


def _cited(words: Words | None, cites: Sequence[str]) -> str:
    """《题名》第二条、第三条."""
    if words is None or not cites:
        return ""
    places = "、".join(citing.place(words.pack, at.rpartition("#")[2]) for at in cites)
    return f"《{words.pack.title}》{places}"


def _arithmetic(finding: Finding | None) -> str:
    """The sum in one sentence, with the convention where something was counted or rolled by it."""
    steps = [step.text for step in finding.steps] if finding else []
    assumed = f"（{CONVENTION}）" if finding and finding.conventions and len(steps) > 1 else ""
    return f"计算：{'，'.join(steps)}{assumed}。" if steps else ""


def _next(words: Words | None, row: Obligation, act: str) -> Iterator[str]:
    """What the regulation lets follow, in one sentence each: from the act, or from the end of the period."""
    found: dict[tuple[str, str, str], list[str]] = {}
    names = set(row.act.split())
    for norm in words.pack.norms if words else ():
        said = _follows(norm, names, row.norm)
        if said and words and isinstance(norm.body, Duty):
            roles = "、".join(_role(words, name) for name in norm.body.by[:2])
            at = citing.place(words.pack, norm.cite[0]) if norm.cite else ""
            place = (act if said == "done" else "期满", roles, at)
            found.setdefault(place, []).append(act_of(words, norm.body.act.names))
    for (after, roles, at), does in list(found.items())[:MOST_NEXT]:
        whose = f"由{roles}" if roles else ""
        yield f"{after}以后，{whose}{'、'.join(dict.fromkeys(does))}{f'（{at}）' if at else ''}。"


def _follows(norm: Norm, acts: set[str], expired: str) -> str:
    """Whether a duty opens with one of the acts, or with the end of the period itself."""
    opener = norm.body.opener if isinstance(norm.body, Duty) else None
    if isinstance(opener, OpenOn) and acts & set(opener.events):
        return "done"
    return "expired" if isinstance(opener, OpenExpired) and opener.norm == expired else ""


def _asks(due: date, light: Colour) -> str:
    if light is Colour.RED:
        return "请办理并登记；已经办理的，请如实补录时间并说明情况。"
    return f"请于{_cn(due)}（含当日）以前办理并登记。"


def _label(words: Words | None, name: str) -> str:
    step = words.step(name.rpartition(".")[2]) if words else None
    return step.label if step else name


def _role(words: Words | None, name: str) -> str:
    role = words.role(name) if words else None
    return role.label if role else name


def _due(row: Obligation) -> date:
    assert row.due is not None
    return row.due


def _cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
