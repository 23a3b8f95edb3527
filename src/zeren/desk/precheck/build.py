"""From answers to pages: each line in the words of its pack, each bar with the link to its record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from zeren.desk import links
from zeren.desk.citing import Citer, reading_of
from zeren.desk.components import Bit, Citation, Light, Link, Sign
from zeren.desk.days import in_sentence
from zeren.desk.precheck.page import LineView
from zeren.desk.wording import PackWords, joined
from zeren.desk.worklist.build import missing_words
from zeren.norms.messages import SUPPLIERS
from zeren.records.precheck.book import book
from zeren.records.precheck.model import Answer, Asked, Line, Weight
from zeren.records.precheck.rules import INTENTS

REGISTER = "register"
"""How the engine names the registers and the facts of a record among those who can supply what is missing."""
ONE_DAY = timedelta(days=1)
LIGHTS = {
    Weight.BAR: Light(Sign.OVER, "在限制期"),
    Weight.OPEN: Light(Sign.UNKNOWN, "待查明"),
    Weight.HINT: Light(Sign.NEAR, "提示"),
    Weight.TO_DO: Light(Sign.NEAR_INTERNAL, "待办"),
    Weight.DONE: Light(Sign.DONE, "已具备"),
}
FREE = Light(Sign.DONE, "没有限制")


def citer_of(answers: Iterable[Answer]) -> Citer:
    """The chips of every provision that the answers cite, in one query."""
    lines = (line for answer in answers for line in (*answer.lines, *answer.ended))
    return Citer(sorted({(line.pack, line.cites) for line in lines}))


def view(line: Line, asked: Asked, citer: Citer) -> LineView:
    """One line in words."""
    words = citer.words(line.pack)
    until, note, tone = _until(line, asked)
    return LineView(
        light=LIGHTS[line.weight],
        what=_what(line, words),
        cite=_cite(line, citer, words),
        source=_source(line, asked),
        since=line.since.isoformat() if line.since else "",
        until=until,
        note=note,
        who=_who(line, words),
        missing="；".join(dict.fromkeys(_missing(one.what, words) for one in line.missing))
        if line.norm
        else "",
        tone=tone,
    )


def _what(line: Line, words: PackWords | None) -> str:
    if words is None:
        return line.norm
    if not line.norm:
        return f"没有“{words.procedure(line.missing[0].what)}”的记录"
    if line.weight in (Weight.TO_DO, Weight.DONE):
        return words.provision(line.cites[0]) if line.cites else line.norm
    return f"不得{joined([_plain(words.act(act)) for act in line.acts], '、')}"


def lacking(lines: Iterable[Line], citer: Citer) -> str:
    """The records that are lacking, by the titles of their procedures."""
    named = [(citer.words(line.pack), line.missing[0].what) for line in lines]
    return joined([words.procedure(what) if words else what for words, what in named], "、")


def _plain(label: str) -> str:
    return label.removeprefix("决定") if label != "决定" else label


def _cite(line: Line, citer: Citer, words: PackWords | None) -> Citation | None:
    return citer.chip(line.pack, line.cites[0], reading_of(words, line.norm)) if line.cites else None


def _source(line: Line, asked: Asked) -> Link:
    """The record; where its file is out of sight, the person's axis on that day, where the effect is registered."""
    if line.source is None:
        return Link("没有记录")
    if not line.source.number:
        return Link(f"{line.source.organ}的案件", links.person(asked.person, day=asked.day.isoformat()))
    at = line.source.event
    address = links.matter(line.source.matter)
    return Link(line.source.number, f"{address}records?at={at}#e{at}" if at else address)


def _until(line: Line, asked: Asked) -> tuple[str, str, str]:
    """The last day, what follows from it for the day asked about, and the tone."""
    if line.weight in (Weight.TO_DO, Weight.DONE) or not line.norm:
        return "", "", ""
    if line.until is None:
        return "没有届满日", "至条件改变" if not _runs(line) else "至有权机关作出下一步决定", "slate"
    free = line.until + ONE_DAY
    if line.until < asked.day:
        return f"{line.until.isoformat()} 止", "前一日已满，当日不受此限", ""
    if line.until == asked.day:
        return f"{line.until.isoformat()} 止", f"当日是末日，仍受限；{free:%m-%d} 起不受此限", "red"
    if line.until == asked.day + ONE_DAY:
        return f"{line.until.isoformat()} 止", f"次日是末日；{free:%m-%d} 起不受此限", "red"
    return f"{line.until.isoformat()} 止", f"{free.isoformat()} 起不受此限", "red"


def _runs(line: Line) -> bool:
    """Whether it is a bar that an act opened, not one that the act itself meets."""
    norm = book().norm(line.pack, line.norm)[1]
    return bool(getattr(norm.body, "from_", ())) if norm else True


def _missing(what: str, words: PackWords | None) -> str:
    return missing_words(what, words, {})


def _who(line: Line, words: PackWords | None) -> str:
    """Who could lift it; of what is not known, who can supply it; of what is to be done, who does it."""
    if words is None:
        return ""
    if line.weight is Weight.OPEN:
        roles = dict.fromkeys(role for missing in line.missing for role in missing.who)
        return joined([_supplier(role, line, words) for role in roles], "、") or "填写拟任职务的人"
    parts = []
    for lift in line.lifts:
        by = words.roles(lift.roles)
        parts.append(f"{by}（{words.act(lift.step)}）" if by else words.act(lift.step))
    if not parts and line.weight in (Weight.BAR, Weight.HINT):
        return "期满自行解除，没有提前解除的条文" if line.until else "条文没有写由谁解除"
    return "；".join(dict.fromkeys(parts))


def _supplier(role: str, line: Line, words: PackWords) -> str:
    """Who supplies it: a role of the pack; of a fact of the record, the organ that keeps it."""
    if role == REGISTER and line.source:
        return f"{line.source.organ}（记入案卷）"
    return SUPPLIERS.get(role) or words.role(role)


def views(lines: Sequence[Line], asked: Asked, citer: Citer) -> tuple[LineView, ...]:
    """Several lines."""
    return tuple(view(line, asked, citer) for line in lines)


def hints(answer: Answer, citer: Citer) -> tuple[LineView, ...]:
    """What is only told: norms that do not bind, and what ended the day before."""
    told = [view(line, answer.asked, citer) for line in answer.of(Weight.HINT)]
    ended = [view(line, answer.asked, citer) for line in answer.ended]
    done = Light(Sign.ELAPSED, "已满")
    return (*told, *(replace(line, light=done) for line in ended))


def sentence(answer: Answer) -> tuple[Bit, ...]:
    """2026年12月1日可否提拔：有 1 项限制在效，1 项待查明."""
    asked = answer.asked
    head = Bit(f"{in_sentence(asked.day)}可否{INTENTS[asked.intent]}：")
    said = []
    if answer.bars:
        said.append(Bit(f"有 {len(answer.bars)} 项限制在效", tone="red"))
    if answer.open:
        said.append(Bit(f"{len(answer.open)} 项待查明", tone="slate"))
    if waits := answer.of(Weight.TO_DO):
        said.append(Bit(f"{len(waits)} 项提交前要办", tone="amber"))
    if not said:
        return (head, Bit("没有限制在效"))
    body = [head]
    for place, bit in enumerate(said):
        body += [Bit("，"), bit] if place else [bit]
    return tuple(body)


def then(answer: Answer) -> str:
    """From when nothing forbids any more, as far as end days are known."""
    if not answer.bars:
        return ""
    if any(line.until is None for line in answer.bars):
        return "其中有没有届满日的，何时解除由有权机关决定。"
    free = max(line.until for line in answer.bars if line.until) + ONE_DAY
    return f"以上限制均满后，最早 {in_sentence(free)} 起不受这些限制；其后的请按那一日再核查。"


def light_of(answer: Answer) -> Light:
    """The state of one candidate: what forbids, else what is not known, else what is to be done. No order of people."""
    for weight in (Weight.BAR, Weight.OPEN, Weight.TO_DO):
        if answer.of(weight):
            return LIGHTS[weight]
    return FREE


def organ_words(person: Any) -> str:
    """The unit of a person, and since when one is out of service."""
    organ = person.organ
    unit = (organ.short or organ.name) if organ else "单位没有登记"
    gone = ((person.left, "调离"), (person.retired, "退休"))
    told = "，".join(f"{day.isoformat()} {what}" for day, what in gone if day)
    return f"{unit}（{told}）" if told else unit
