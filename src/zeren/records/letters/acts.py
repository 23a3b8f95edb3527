"""提醒函: issued by people and never by itself, numbered without gaps, kept as entries of the matter's log.

Each act is one transaction: check, write, trail, refresh. Raises everywhere: OutOfSight, Refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problems
from zeren.records.letters import drafting, queries
from zeren.records.letters.drafting import Draft, Key
from zeren.records.letters.lights import GROUP, MOST, Thresholds
from zeren.records.letters.models import Letter
from zeren.records.matters import access, acts, checks, events
from zeren.records.matters.events import Entry, event_id
from zeren.records.matters.models import Event, Matter
from zeren.records.matters.numbers import next_number
from zeren.records.organs.models import Organ
from zeren.records.parameters import acts as parameters

SETS = frozenset({Role.PRINCIPAL, Role.LEADER_IN_CHARGE, Role.COMMITTEE_OFFICE})
"""Who sets an organ's figures."""

LONGEST = 2000


def preview(actor: Actor, key: Key, *, owes: int | None = None, note: str = "") -> Draft:
    """The letter as it would be issued now; nothing is written and no number is used."""
    matter = access.visible_to(actor).filter(pk=key.matter).select_related("organ", "handler").first()
    if matter is None:
        raise OutOfSight(f"matter {key.matter}")
    return drafting.draft(matter, key, owes=owes, note=note)


def issue(
    actor: Actor,
    key: Key,
    *,
    owes: int | None = None,
    note: str = "",
    expected: str = "",
    idempotency: str = "",
) -> Letter:
    """Issue a letter about an obligation today. ``expected``: the light of the preview; another one is refused.

    The same ``idempotency`` key again answers the letter of the first time.
    """
    with transaction.atomic():
        matter = access.locked(actor, key.matter)
        token = f"letter/{actor.account}/{idempotency}"[:80] if idempotency else None
        before = acts.recorded_before(matter, token)
        if before:
            return Letter.objects.get(matter=matter, seq=before.seq)
        made = drafting.draft(matter, key, owes=owes, note=note)
        if expected and expected != made.light:
            raise drafting.changed(f"预览以后已经变为{made.light.label}灯，请核对后再发")
        drafting.check_again(made)
        today = clock.today()
        number = next_number(matter.organ, today.year, made.thresholds.mark)
        event = acts.write(actor, matter, _entry(made, number, note, today), "reminder_issued", token)
        return Letter.objects.get(matter=matter, seq=event.seq)


def receive(actor: Actor, matter_id: int, seq: int) -> None:
    """Note that a recipient read the letter here: once for each, whoever stands for a unit."""
    wanting = [one for one in queries.mine_of(actor, matter_id, seq) if one.received is None]
    if not wanting:
        return
    with transaction.atomic():
        matter, letter = _locked_as_recipient(actor, matter_id, seq)
        for one in queries.mine_of(actor, matter_id, seq):
            if one.received is None and letter.withdrawn is None:
                fields = {"recipient": one.ref}
                _about(actor, matter, letter, events.REMINDER_RECEIVED, fields, "reminder_received")


def answer(actor: Actor, matter_id: int, seq: int, text: str, on: date | None = None) -> Event:
    """A recipient's answer, of a day between the letter's and today; more than one is kept."""
    with transaction.atomic():
        matter, letter = _locked_as_recipient(actor, matter_id, seq)
        problems, day = Problems(), on or clock.today()
        _written(text, "text", "请写明回复的内容", problems)
        checks.check_at(day.isoformat(), "on", problems)
        if day < letter.on:
            problems.add("on", f"回复日不能早于发函日 {letter.on}", "the answer is older than the letter")
        _in_force(letter, problems)
        problems.refuse()
        recipient = queries.mine_of(actor, matter_id, seq)[0]
        fields = {"recipient": recipient.ref, "text": text.strip()}
        return _about(actor, matter, letter, events.REMINDER_ANSWERED, fields, "reminder_answered", day)


def withdraw(actor: Actor, matter_id: int, seq: int, reason: str) -> Event:
    """Take back a letter that was issued by mistake; its number stays used, the letter stays to be read."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        letter = Letter.objects.filter(matter=matter, seq=seq).first()
        if letter is None:
            raise OutOfSight(f"letter {seq} of matter {matter_id}")
        problems = Problems()
        _written(reason, "reason", "请写明收回的理由", problems)
        _in_force(letter, problems)
        problems.refuse()
        return _about(
            actor, matter, letter, events.REMINDER_WITHDRAWN, {}, "reminder_withdrawn", reason=reason.strip()
        )


def set_thresholds(actor: Actor, organ_id: int, asked: Thresholds, since: date) -> None:
    """Set an organ's figures and mark from a day on, with the paper that set them (``asked.source``)."""
    with transaction.atomic():
        organ = Organ.objects.filter(pk=organ_id).first()
        if organ is None or not may_set(actor, organ):
            raise OutOfSight(f"organ {organ_id}")
        problems = Problems()
        _check_thresholds(asked, problems)
        problems.refuse()
        values = {"green": str(asked.green), "amber": str(asked.amber), "mark": asked.mark.strip()}
        parameters.set_own(actor, organ, GROUP, values, since, asked.source.strip())


def may_set(actor: Actor, organ: Organ) -> bool:
    """Whether the actor sets the figures of the organ: its leaders and its committee's office, or those above it."""
    return actor.system or any(getattr(organ, f"a{depth}") == pk for pk, depth in actor.scopes(SETS))


# ---------------------------------------------------------------- parts


def _entry(made: Draft, number: str, note: str, today: date) -> Entry:
    """The entry: what the letter is about, whom it goes to, what it says, so that it prints the same for ever."""
    row, owes = made.row, made.owes.unit
    to: dict[str, tuple[str, ...]] = {}
    for one in made.recipients.to:
        to[one.capacity.value] = (*to.get(one.capacity.value, ()), one.ref)
    fields: dict[str, FieldText] = {
        "number": number,
        "light": made.light.value,
        "due": row.due.isoformat() if row.due else "",
        "owes": f"organ:{owes.pk}" if owes else "",
        **to,
        "unknown": tuple(f"{one.capacity.label}：{one.why}（{one.who}）" for one in made.recipients.unknown),
        "left": tuple(f"{one.capacity.label}{one.name}：{one.why}" for one in made.recipients.left),
        "title": made.content.title,
        "text": made.content.paragraphs,
        "arithmetic": made.content.arithmetic,
        "note": note.strip(),
        "pack": row.pack,
        "norm": row.norm,
        "key": row.key,
        "act": tuple(row.act.split()),
        "cites": tuple(row.cites.split()),
    }
    kept = {name: value for name, value in fields.items() if value}
    return Entry(events.REMINDED, today.isoformat(), kept, (row.subject,) if row.subject else ())


def _locked_as_recipient(actor: Actor, matter_id: int, seq: int) -> tuple[Matter, Letter]:
    """The matter locked for an act of a recipient, who need not see it. Raises OutOfSight."""
    if not queries.mine_of(actor, matter_id, seq):
        raise OutOfSight(f"letter {seq} of matter {matter_id}")
    matter = access.lock(matter_id)
    letter = Letter.objects.filter(matter=matter_id, seq=seq).first()
    if matter is None or letter is None or matter.disposed:
        raise OutOfSight(f"letter {seq} of matter {matter_id}")
    return matter, letter


def _about(
    actor: Actor,
    matter: Matter,
    letter: Letter,
    type: str,
    fields: Mapping[str, FieldText],
    act: str,
    day: date | None = None,
    reason: str = "",
) -> Event:
    on = (day or clock.today()).isoformat()
    entry = Entry(type, on, fields, re=event_id(matter.pk, letter.seq), reason=reason)
    return acts.write(actor, matter, entry, act)


def _written(text: str, where: str, zh: str, problems: Problems) -> None:
    if not text.strip():
        problems.add(where, zh, "it is empty")
    elif len(text) > LONGEST:
        problems.add(where, f"超过 {LONGEST} 字", f"longer than {LONGEST} signs")


def _in_force(letter: Letter, problems: Problems) -> None:
    if letter.withdrawn is not None:
        problems.add("letter", f"{letter.number} 已于 {letter.withdrawn} 收回", "the letter was withdrawn")


def _check_thresholds(asked: Thresholds, problems: Problems) -> None:
    if not 0 < asked.amber <= MOST:
        problems.add("amber", f"黄灯应为 1 至 {MOST} 个工作日", f"amber must be 1 to {MOST} working days")
    if not asked.amber < asked.green <= MOST:
        zh = f"绿灯应当多于黄灯，至多 {MOST} 个工作日"
        problems.add("green", zh, f"green must exceed amber, {MOST} working days at most")
    if not asked.mark.strip() or len(asked.mark.strip()) > 20 or "〔" in asked.mark:
        problems.add("mark", "代字写 1 至 20 字，不含年份和括号，如：督提", "the mark has 1 to 20 signs")
    if not asked.source.strip():
        problems.add("source", "缺依据文号", "the paper that set it is missing")
    elif len(asked.source) > 200:
        problems.add("source", "依据文号超过 200 字", "the paper's number is longer than 200 signs")
