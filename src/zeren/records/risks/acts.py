"""The only writers of the register: enter, change, review, sign, lift, restore, and the look at names.

Every act is a version of its own; the one before stays in the log. Raises everywhere: OutOfSight (not there, or not
this actor's to see), Refused (with everything that is false).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.risks import queries
from zeren.records.risks.content import Content
from zeren.records.risks.drafting import Drafting, Given
from zeren.records.risks.log import Writer
from zeren.records.risks.models import Act, Risk, State
from zeren.records.risks.names import Known
from zeren.records.risks.owners import Owners

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class _Held:
    """A risk with its version and its organ's writer, locked."""

    writer: Writer
    risk: Risk
    content: Content


def enter(actor: Actor, organ_id: int, given: Given) -> Risk:
    """Enter a risk point of a post (甘肃省委意见 二之3（3）). It waits for the signature of the member in charge."""
    with transaction.atomic():
        organ, problems = _organ(actor, organ_id), Problems()
        content = Drafting(given, Owners(organ), None, problems).content()
        problems.refuse()
        assert content is not None
        writer = Writer(actor, organ)
        risk = writer.new()
        writer.add(risk, Act.ENTERED, asked(Known(actor), content))
        writer.finish()
        return risk


def change(actor: Actor, risk_id: int, given: Given, reason: str = "", seen: int | None = None) -> Risk:
    """Change a risk; the version before is kept. One that was signed wants the reason, and is signed anew unless only
    the days of carrying out differ. ``seen``: the version that the form showed. Nothing differs: nothing is written."""
    with _held(actor, risk_id, seen) as held:
        problems = Problems()
        _standing(held.content, problems)
        new = Drafting(given, Owners(held.risk.organ), held.content, problems).content()
        substance = new is not None and new.signed_words() != held.content.signed_words()
        _reasoned(reason, problems, needed=substance and held.content.state == State.SIGNED)
        problems.refuse()
        assert new is not None
        add_change(held.writer, held.risk, held.content, new, Known(actor), reason.strip())
    return held.risk


def add_change(
    writer: Writer, risk: Risk, before: Content, new: Content, known: Known, reason: str = ""
) -> bool:
    """A version where something differs; whether it does."""
    carried = new.signed_words() == before.signed_words()
    if carried:
        new = replace(new, state=before.state, signed_on=before.signed_on, signed_by=before.signed_by)
    new = asked(known, new, reason)
    if replace(new, asks=()) == replace(before, asks=()):
        return False
    writer.add(risk, Act.CARRIED_OUT if carried else Act.CHANGED, new, reason)
    return True


def asked(known: Known, content: Content, reason: str = "") -> Content:
    """The version with the words that look like somebody."""
    return replace(content, asks=known.asked((*content.texts(), reason), content.cleared))


def review(actor: Actor, risk_id: int, following: date, said: str = "") -> Risk:
    """Record that the risk was looked at again, and the next day of review (at least once a year: our own target)."""
    with _held(actor, risk_id) as held:
        problems = Problems()
        _standing(held.content, problems)
        if following <= clock.today():
            problems.add("review", "下次复核日应晚于今日", "the next day of review should lie after today")
        _reasoned(said, problems)
        problems.refuse()
        new = replace(held.content, review=following, reviewed_on=clock.today())
        held.writer.add(held.risk, Act.REVIEWED, asked(Known(actor), new, said), said.strip())
    return held.risk


def sign(actor: Actor, risk_id: int, seen: int | None = None) -> Risk:
    """签字背书 by the member in charge: of the organ's leading group, or in charge of it by the division of work.

    Nobody is registered as such: whoever holds the role signs, and the page says that the division of work is missing.
    """
    with _held(actor, risk_id, seen, signing=True) as held:
        problems = Problems()
        _standing(held.content, problems)
        if held.content.state == State.SIGNED:
            problems.add("sign", "这一版已经签字", "this version is signed")
        leading = queries.in_charge(held.risk.organ)
        if leading and actor.person not in leading:
            who = "、".join(person.name for person in Person.objects.filter(pk__in=leading).order_by("pk"))
            zh = f"由本单位班子成员或者分管领导签字（{who}）"
            problems.add("sign", zh, "signed by a member of the leading group or who is in charge")
        problems.refuse()
        new = replace(held.content, state=State.SIGNED, signed_on=clock.today(), signed_by=actor.person)
        held.writer.add(held.risk, Act.SIGNED, new)
    return held.risk


def lift(actor: Actor, risk_id: int, reason: str) -> Risk:
    """The risk is none any more (post abolished, power moved): it leaves the standing register and is kept."""
    with _held(actor, risk_id) as held:
        problems = Problems()
        _standing(held.content, problems)
        _reasoned(reason, problems, needed=True)
        problems.refuse()
        new = replace(held.content.unsigned(), state=State.LIFTED)
        held.writer.add(held.risk, Act.LIFTED, asked(Known(actor), new, reason), reason.strip())
    return held.risk


def restore(actor: Actor, risk_id: int, reason: str) -> Risk:
    """Put a lifted risk back; it is signed anew."""
    with _held(actor, risk_id) as held:
        problems = Problems()
        if held.content.state != State.LIFTED:
            problems.add("restore", "仍在册", "stands in the register")
        _reasoned(reason, problems, needed=True)
        problems.refuse()
        new = asked(Known(actor), held.content.unsigned(), reason)
        held.writer.add(held.risk, Act.RESTORED, new, reason.strip())
    return held.risk


def clear(actor: Actor, risk_id: int, reason: str) -> Risk:
    """Say that the words asked about are no person's name; they are not asked about again in this risk."""
    with _held(actor, risk_id) as held:
        problems = Problems()
        if not held.content.asks:
            problems.add("clear", "没有要核对的字样", "nothing is asked about")
        _reasoned(reason, problems, needed=True)
        problems.refuse()
        cleared = (*held.content.cleared, *held.content.asks)
        held.writer.add(
            held.risk, Act.CLEARED, replace(held.content, asks=(), cleared=cleared), reason.strip()
        )
    return held.risk


# ---------------------------------------------------------------- parts


@contextmanager
def _held(actor: Actor, risk_id: int, seen: int | None = None, *, signing: bool = False) -> Iterator[_Held]:
    """The risk, locked by its register; what was added is written when the act is over."""
    with transaction.atomic():
        found = queries.one(actor, risk_id)
        if found is None:
            raise OutOfSight(f"risk {risk_id}")
        may = queries.may_sign if signing else queries.may_keep
        if not may(actor, found.organ):
            zh = "由本单位班子成员或者分管领导签字" if signing else "您只能查看这一风险"
            raise Refused([Problem("actor", zh, "this risk is only the actor's to see")])
        writer = Writer(actor, found.organ)
        found = queries.one(actor, risk_id)
        assert found is not None
        if seen is not None and found.version != seen:
            zh = "打开以后有人改过，请看过新的一版再办"
            raise Refused([Problem("seen", zh, "somebody changed it after the page was read")])
        yield _Held(writer, found, queries.content_of(found))
        writer.finish()


def _organ(actor: Actor, pk: int) -> Organ:
    organ = Organ.objects.filter(pk=pk).first()
    if organ is None or not queries.may_keep(actor, organ):
        raise OutOfSight(f"organ {pk}")
    return organ


def _standing(content: Content, problems: Problems) -> None:
    if content.state == State.LIFTED:
        problems.add("state", "这一风险已解除，先恢复在册", "this risk was lifted")


def _reasoned(reason: str, problems: Problems, needed: bool = False) -> None:
    if needed and not reason.strip():
        problems.add("reason", "请写明理由", "the reason is missing")
    if len(reason.strip()) > LONGEST_REASON:
        problems.add("reason", f"超过 {LONGEST_REASON} 字", f"longer than {LONGEST_REASON} signs")
