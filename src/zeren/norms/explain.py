"""A finding in Chinese: its sentence, its citations, its steps. Rendered when somebody asks, never before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from zeren.law import citing
from zeren.law.packs.form import Bar, Duty, Force, Kind, Norm, Pack
from zeren.norms.counting import Deadline
from zeren.norms.counting_steps import period_text
from zeren.norms.failing import figure
from zeren.norms.judged import BEFORE_TAKEOVER
from zeren.norms.messages import SENTENCES, USES
from zeren.norms.model import Finding, Missing, State
from zeren.norms.view import day_of
from zeren.norms.wording import Words, day_words

SUBJECT = "subject"
"""The role of the person or organ concerned: the name says it already."""
ACTS = frozenset({Kind.REQUIRE, Kind.CHOICE, Kind.AUTHORITY, Kind.BAR})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding, ready to be read: the sentence, each citation with its label, the steps, what is missing and who
    can supply it, the reading taken, and the conventions that the text does not lay down itself.
    """

    sentence: str
    citations: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    reading: str | None
    assumed: tuple[str, ...]


def explain(
    finding: Finding,
    pack: Pack,
    names: Mapping[str, str] | None = None,
    as_of: date | datetime | None = None,
    packs: Iterable[Pack] = (),
) -> Explanation:
    """Everything a reader is told about a finding.

    Parameters: ``pack``, the one the finding names; ``names``, people and organs by id; ``as_of``, the day asked
    about (for elapsed days); ``packs``, the others at hand, for findings that cite two regulations.
    """
    words = Words(pack, names)
    steps = tuple(step.text for step in finding.steps)
    failed = tuple(words.failed(leaf) for leaf in finding.failed)
    return Explanation(
        sentence(finding, pack, names, as_of, packs),
        tuple((citing.citation(pack, a), citing.label(pack, a) or "") for a in finding.cites),
        (*steps, *failed),
        tuple((words.missing(m), words.roles(m.who)) for m in finding.missing),
        finding.reading,
        assumed(finding, pack),
    )


def assumed(finding: Finding, pack: Pack) -> tuple[str, ...]:
    """The conventions a finding rests on that the text itself does not lay down."""
    found = (pack.conventions.get(name) for name in finding.conventions)
    return tuple(
        SENTENCES["assumed"].format(use=USES.get(c.use, c.use))
        for c in found
        if c is not None and c.basis == "assumed"
    )


def sentence(
    finding: Finding,
    pack: Pack,
    names: Mapping[str, str] | None = None,
    as_of: date | datetime | None = None,
    packs: Iterable[Pack] = (),
) -> str:
    """The one sentence of a finding (section 6 of the pack format)."""
    words = Words(pack, names)
    code = _code(finding, pack)
    slots = _slots(finding, pack, words, as_of, tuple(packs))
    return SENTENCES[code].format(**slots)


# ---------------------------------------------------------------- which sentence


def _code(finding: Finding, pack: Pack) -> str:
    status, kind = finding.status, finding.kind
    if status is State.CONFLICT:
        return "conflict" if kind is Kind.DUTY else "conflict.two"
    if status is State.UNDETERMINED:
        return "undetermined.taken" if BEFORE_TAKEOVER in finding.note else "undetermined"
    if status is State.NOT_TRIGGERED:
        return _not_triggered(finding)
    if status is State.STANDING:
        return "standing" if kind is Kind.STANDING else "standing.conduct"
    if status is State.MET and "已说明理由" in finding.note:
        return "departed"
    if kind is Kind.DUTY:
        return _duty(finding, pack)
    if kind is Kind.BAR:
        return _bar(finding, pack)
    return _other(finding)


def _other(finding: Finding) -> str:
    status, kind = finding.status, finding.kind
    if kind is Kind.AUTHORITY:
        if status is State.MET:
            return "authority.met"
        if "有权者为" not in finding.note:
            return "authority.breached.form"
        return "authority.breached.short" if _SHORT.search(finding.note) else "authority.breached"
    if kind is Kind.CHOICE and status is State.MET:
        return "choice.met"
    if kind in (Kind.REQUIRE, Kind.CHOICE):
        return f"act.{'met' if status is State.MET else 'lapsed' if status is State.LAPSED else 'breached'}"
    if kind is Kind.DEFINE and finding.value is None:
        return "define.met.yes"
    return f"{kind.value}.met"


def _not_triggered(finding: Finding) -> str:
    for mark, code in (
        ("除外", "except"),
        ("另依", "elsewhere"),
        ("已由", "settled"),
        ("另有规定", "set_aside"),
    ):
        if mark in finding.note:
            return f"not_triggered.{code}"
    return "not_triggered.if" if finding.because or finding.subject else "not_triggered"


def _norm(finding: Finding, pack: Pack) -> Norm | None:
    return next((n for n in pack.norms if n.id == finding.norm), None)


def _duty(finding: Finding, pack: Pack) -> str:
    status = finding.status
    if status is State.MET:
        return "duty.met" if finding.due is not None else "duty.met.open"
    if status is State.BREACHED:
        return "duty.breached.undone" if finding.done is None else "duty.breached.late"
    if status is State.LAPSED:
        if finding.force is Force.AIM:
            return "duty.lapsed.aim"
        return "duty.lapsed" if finding.done is None else "duty.lapsed.late"
    if finding.due is not None:
        return {Force.MAY: "duty.pending.may", Force.AIM: "duty.pending.aim"}.get(
            finding.force, "duty.pending"
        )
    norm = _norm(finding, pack)
    body = norm.body if norm is not None else None
    if finding.missing:
        return "duty.pending.unset"
    if finding.force in (Force.MAY, Force.AIM):
        return f"duty.pending.open.{finding.force.value}"
    return "duty.pending.prompt" if isinstance(body, Duty) and body.promptly else "duty.pending.open"


def _bar(finding: Finding, pack: Pack) -> str:
    norm = _norm(finding, pack)
    body = norm.body if norm is not None else None
    if isinstance(body, Bar) and body.conduct:
        return "bar.breached.conduct"
    if finding.starts is None:
        return "bar.met.act" if finding.status is State.MET else "bar.breached.act"
    if finding.status is State.PENDING:
        return "bar.pending" if finding.ends is not None else "bar.pending.open"
    return "bar.met" if finding.status is State.MET else "bar.breached"


# ---------------------------------------------------------------- what stands in it


def _slots(
    finding: Finding, pack: Pack, words: Words, as_of: date | datetime | None, packs: tuple[Pack, ...]
) -> dict[str, str]:
    deadline = finding.reckoning if isinstance(finding.reckoning, Deadline) else None
    return {
        "cite": words.cite(_own(finding, pack)),
        "other": _others(finding, pack, words, packs),
        "who": _who(finding, words),
        "act": _act(finding, pack, words),
        "done": day_words(finding.done),
        "due": day_words(finding.due),
        "late": _late(finding, as_of),
        "over": _over(finding, as_of),
        "elapsed": _elapsed(finding, as_of),
        "roll": _roll(deadline),
        "faults": words.faults(finding) or "不合要求",
        "doer": words.note(finding.note.partition("由")[2].partition("作出")[0]) or "-",
        "entitled": words.roles(finding.who),
        "short": _short(finding, words),
        "first": day_words(finding.starts),
        "last": day_words(finding.ends) or "（止日待定）",
        "source": words.act(_sources(finding, pack)),
        "limits": _limits(finding, words),
        "cause": words.act(_causes(finding, pack)) or "其所指事项",
        "value": _value(finding),
        "matter": words.act(finding.act) or "此项",
        "missing": "、".join(dict.fromkeys(words.missing(m) for m in finding.missing)) or "有关事实",
        "ask": _ask(finding.missing, words),
    }


def _act(finding: Finding, pack: Pack, words: Words) -> str:
    if finding.note.startswith("认定："):
        return words.note(finding.note.partition("：")[2])
    norm = _norm(finding, pack)
    if norm is not None and isinstance(norm.body, Duty):
        return words.demanded(norm.body)
    return words.act(finding.act) or "此事"


def _own(finding: Finding, pack: Pack) -> tuple[str, ...]:
    """The norm's own citations; those of an exception or alternative stand apart."""
    norm = _norm(finding, pack)
    if norm is None or finding.status is not State.NOT_TRIGGERED:
        return finding.cites
    return norm.cite


def _others(finding: Finding, pack: Pack, words: Words, packs: tuple[Pack, ...]) -> str:
    """The other regulation or provision that the finding speaks of."""
    for ref in (*finding.because, *finding.note.split("：")):
        source, _, name = ref.rpartition("#")
        for other in (pack, *packs):
            if source and source not in (other.id, other.ref):
                continue
            norm = next((n for n in other.norms if n.id == name), None)
            if norm is not None and (other is not pack or norm.id != finding.norm):
                return Words(other, words.names).cite(norm.cite)
    return words.cite(finding.cites)


def _who(finding: Finding, words: Words) -> str:
    """Who owes it; for whom, where that is somebody."""
    who = words.roles(w for w in finding.who if w != SUBJECT or finding.subject is None)
    if finding.subject is None or finding.subject in finding.who:
        return who
    if finding.who == (SUBJECT,):
        return words.name(finding.subject)
    subject = words.name(finding.subject)
    return f"{who}（{subject}）" if who else f"就{subject}"


def _late(finding: Finding, as_of: date | datetime | None) -> str:
    end = finding.done or as_of
    if finding.due is None or end is None:
        return ""
    return str((day_of(end) - day_of(finding.due)).days)


def _over(finding: Finding, as_of: date | datetime | None) -> str:
    late = _late(finding, as_of)
    return f"，已过期限{late}日" if late and finding.done is None else ""


def _elapsed(finding: Finding, as_of: date | datetime | None) -> str:
    if as_of is None or finding.starts is None:
        return ""
    return f"，已历{(day_of(as_of) - finding.starts).days}日"


def _roll(deadline: Deadline | None) -> str:
    if deadline is None or not deadline.moved or deadline.period is None:
        return ""
    return SENTENCES["roll"].format(
        start=day_words(deadline.start), period=period_text(deadline.period), nominal=day_words(deadline.nominal),
        due=day_words(deadline.due),
    )  # fmt: skip


_SHORT = re.compile("；(未见在先的|不合要求)")


def _short(finding: Finding, words: Words) -> str:
    """What an entitled doer lacked: the approval before all."""
    rest = finding.note.partition("；有权者为")[2].split("；")[1:]
    told = [part for part in rest if part != "不合要求"] or rest
    return words.note("、".join(dict.fromkeys(told)))


def _limits(finding: Finding, words: Words) -> str:
    """Which acts the bar means."""
    told = "、".join(dict.fromkeys(words.limit(leaf) for leaf in finding.limits))
    return f"（限{told}的）" if told else ""


def _sources(finding: Finding, pack: Pack) -> tuple[str, ...]:
    if finding.cause is not None:
        return (finding.cause,)
    norm = _norm(finding, pack)
    return norm.body.from_ if norm is not None and isinstance(norm.body, Bar) else ()


def _causes(finding: Finding, pack: Pack) -> tuple[str, ...]:
    """What would have to happen for the norm to be asked at all."""
    norm = _norm(finding, pack)
    if norm is None:
        return finding.act
    if isinstance(norm.body, Duty):
        return getattr(norm.body.opener, "events", ())
    if isinstance(norm.body, Bar) and norm.body.from_:
        return norm.body.from_
    return finding.act if finding.kind in ACTS else ()


def _value(finding: Finding) -> str:
    value = finding.value
    if value is None:
        return "0"
    return value if isinstance(value, str) else figure(value)


def _ask(missing: tuple[Missing, ...], words: Words) -> str:
    who = tuple(dict.fromkeys(w for m in missing for w in m.who))
    return f"，可由{words.roles(who)}补充" if who else ""
