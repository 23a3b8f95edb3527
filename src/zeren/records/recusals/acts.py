"""回避: declared by oneself, asked for by the person concerned, decided by the principal of the handling organ.

市约谈办法 第十二条第二款 says who withdraws and leaves open which relations count, who decides and until when; the
other texts are silent. That the organ's principal decides is therefore a setting of this system.
"""

from __future__ import annotations

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, acts, events, kept
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.people.models import Person
from zeren.records.recusals.models import Recusal, Relation
from zeren.records.trail import acts as trail

State = Recusal.State
ON_TRAIL = {
    events.RECUSED: "recusal_declared",
    events.CHALLENGED: "recusal_asked",
    events.RULED: "recusal_decided",
}


def declare(actor: Actor, matter_id: int, person_id: int, relation: str, reason: str) -> Recusal:
    """A person keeps away from a matter from today on, by own declaration or recorded by who handles it.

    Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        _checked(matter, person_id, relation, reason)
        return _enter(actor, matter, person_id, relation, reason, State.IN_FORCE, events.RECUSED)


def challenge(actor: Actor, matter_id: int, person_id: int | None, reason: str) -> Recusal:
    """The person concerned (or a handler for them) asks that somebody keep away; None: the handler.

    Raises OutOfSight, Refused: no reason, nobody to keep away, or asked for already.
    """
    with transaction.atomic():
        matter = _locked_for_either(actor, matter_id)
        person_id = person_id or matter.handler_id
        if person_id is None:
            raise Refused([Problem("person", "本案还没有承办人", "the matter has no handler yet")])
        _checked(matter, person_id, Relation.OTHER, reason)
        return _enter(actor, matter, person_id, Relation.OTHER, reason, State.ASKED, events.CHALLENGED)


def decide(actor: Actor, recusal_id: int, granted: bool, reason: str) -> Recusal:
    """Decide what was asked for, with reasons; what was granted holds from today on.

    Raises OutOfSight, Refused: not this actor's to decide, decided already, no reason.
    """
    with transaction.atomic():
        recusal, matter = _of_matter(actor, recusal_id)
        problems = Problems()
        if recusal.state != State.ASKED:
            problems.add("recusal", "这一申请已经决定", "this was decided already")
        _principal(actor, matter, recusal, problems)
        _reasoned(reason, problems)
        problems.refuse()
        recusal.state = State.IN_FORCE if granted else State.REFUSED
        recusal.since = clock.today()
        recusal.save(update_fields=["state", "since"])
        _tell(actor, matter, recusal, events.RULED, reason, "granted" if granted else "refused")
        return recusal


def end(actor: Actor, recusal_id: int, reason: str) -> Recusal:
    """The reason to keep away is gone: decided by the same principal; the matter opens again.

    Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        recusal, matter = _of_matter(actor, recusal_id)
        problems = Problems()
        if recusal.state != State.IN_FORCE:
            problems.add("recusal", "没有在执行的回避", "nobody keeps away")
        _principal(actor, matter, recusal, problems)
        _reasoned(reason, problems)
        problems.refuse()
        recusal.state, recusal.until = State.ENDED, clock.today()
        recusal.save(update_fields=["state", "until"])
        _tell(actor, matter, recusal, events.RULED, reason, "ended")
        return recusal


def declare_about(actor: Actor, person_id: int, relation: str, source: str = "") -> Recusal:
    """The actor keeps away from everything about another person, now and later: one declaration for all matters.

    Raises Refused: nobody in the register, oneself, declared already.
    """
    with transaction.atomic():
        problems = Problems()
        if not actor.person:
            problems.add("actor", "账号没有对应的人员登记", "the account is nobody of the register")
        elif person_id == actor.person or not Person.objects.filter(pk=person_id).exists():
            problems.add("about", "没有这名人员", "there is no such person")
        elif kept.in_force(actor.person, clock.today()).filter(about=person_id).exists():
            problems.add("about", "已经申报过", "declared already")
        _known_relation(relation, problems)
        problems.refuse()
        recusal = Recusal.objects.create(
            person_id=actor.person, about_id=person_id, relation=relation, state=State.IN_FORCE,
            since=clock.today(), source=source.strip()[:80],
        )  # fmt: skip
        trail.write(actor, "recusal_declared", "person", person_id, detail=str(recusal.pk))
        return recusal


def end_about(actor: Actor, recusal_id: int) -> None:
    """The actor's own declaration about a person is over from tomorrow on. Raises OutOfSight: none, or taken back already."""
    with transaction.atomic():
        mine = Recusal.objects.select_for_update().filter(
            pk=recusal_id, person=actor.person, about__isnull=False, state=State.IN_FORCE, until__isnull=True
        )
        recusal = mine.first() if actor.person else None
        if recusal is None:
            raise OutOfSight(f"recusal {recusal_id}")
        recusal.until = clock.today()
        recusal.save(update_fields=["until"])
        trail.write(actor, "recusal_ended", "person", recusal.about_id, detail=str(recusal.pk))


# ---------------------------------------------------------------- parts


def _enter(
    actor: Actor, matter: Matter, person_id: int, relation: str, reason: str, state: Recusal.State, type: str
) -> Recusal:
    recusal = Recusal(matter=matter, person_id=person_id, relation=relation, state=state, since=clock.today())
    event = _tell(actor, matter, recusal, type, reason, relation)
    recusal.source = events.event_id(matter.pk, event.seq)
    recusal.save(force_insert=True)
    return recusal


def _tell(actor: Actor, matter: Matter, recusal: Recusal, type: str, reason: str, what: str) -> Event:
    fields = {"person": f"person:{recusal.person_id}", "what": what}
    entry = Entry(type, clock.today().isoformat(), fields, reason=reason.strip())
    return acts.write(actor, matter, entry, ON_TRAIL[type])


def _checked(matter: Matter, person_id: int, relation: str, reason: str) -> None:
    problems = Problems()
    if not Person.objects.filter(pk=person_id).exists():
        problems.add("person", "没有这名人员", "there is no such person")
    if MatterSubject.objects.filter(matter=matter, person=person_id).exists():
        problems.add("person", "对象本人不是回避的人", "the person concerned is nobody to keep away")
    there = Recusal.objects.filter(matter=matter, person=person_id, state__in=(State.ASKED, State.IN_FORCE))
    if there.exists():
        problems.add("person", "已经申报或者申请过", "declared or asked for already")
    _known_relation(relation, problems)
    _reasoned(reason, problems)
    problems.refuse()


def _known_relation(relation: str, problems: Problems) -> None:
    if relation not in Relation.values:
        known = "、".join(Relation.labels)
        problems.add(
            "relation", f"请选一项：{known}", f"'{relation}' is none of {', '.join(Relation.values)}"
        )


def _reasoned(reason: str, problems: Problems) -> None:
    if not reason.strip():
        problems.add("reason", "请写明理由", "the reasons are missing")
    elif len(reason) > 2000:
        problems.add("reason", "理由超过 2000 字", "the reasons exceed 2000 characters")


def _locked_for_either(actor: Actor, matter_id: int) -> Matter:
    # Asked first without a lock: what is out of sight takes the same questions as what is not there.
    if access.visible_to(actor).filter(pk=matter_id).exists():
        return access.locked(actor, matter_id)
    if access.on_own_desk(actor, matter_id):
        return access.locked_as_shown(actor, matter_id)
    raise OutOfSight(f"matter {matter_id}")


def _of_matter(actor: Actor, recusal_id: int) -> tuple[Recusal, Matter]:
    """The recusal of a matter that the actor may record on, both locked."""
    found = Recusal.objects.filter(pk=recusal_id, matter__isnull=False).first()
    if found is None or found.matter_id is None:
        raise OutOfSight(f"recusal {recusal_id}")
    matter = access.locked(actor, found.matter_id)
    return Recusal.objects.select_for_update().get(pk=recusal_id), matter


def _principal(actor: Actor, matter: Matter, recusal: Recusal, problems: Problems) -> None:
    """A principal of the handling organ or of one above it, and not the person in question."""
    if actor.system:
        return
    if not access.over(actor, frozenset({Role.PRINCIPAL}), matter):
        problems.add("actor", "由承办机关主要负责人决定", "the handling organ's principal decides")
    if actor.person == recusal.person_id:
        problems.add("actor", "本人不能决定自己的回避", "nobody decides on himself")
