"""Preparing a ballot, opening it, calling it off, forgetting it: with ``casting``, ``closing`` and ``handing`` the only
writers of ballots.

Raises everywhere: OutOfSight (not this actor's to see), Refused (false or not this actor's to do; all at once).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from zeren.norms.model import FieldText
from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.ballots import doors, log, sealing
from zeren.records.ballots.models import (
    Ballot,
    BallotAssent,
    BallotOption,
    BallotTeller,
    BallotVoted,
    BallotVoter,
)
from zeren.records.ballots.setting import REASON, SELF_OUT, Asked, check, missing, tidy
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.matters import access, events
from zeren.records.matters import acts as matters
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Event, Matter
from zeren.records.trail import acts as trail

State = Ballot.State


def prepare(actor: Actor, matter_id: int, asked: Asked) -> Ballot:
    """Enter a ballot of a matter. Voters and tellers may come later; opening wants them."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        check(actor, matter, asked)
        assert asked.day is not None
        ballot = Ballot.objects.create(matter=matter, day=asked.day)
        _lay(ballot, asked)
        trail.write(actor, "ballot_prepared", "ballot", ballot.pk)
        return ballot


def change(actor: Actor, ballot_id: int, asked: Asked) -> Ballot:
    """Set it anew, before it is opened."""
    with transaction.atomic():
        matter, ballot = doors.as_organiser(actor, ballot_id, State.PREPARED)
        check(actor, matter, asked)
        for rows in (ballot.options, ballot.voted, ballot.voters, ballot.tellers):
            rows.all().delete()
        _lay(ballot, asked)
        trail.write(actor, "ballot_changed", "ballot", ballot.pk)
        return ballot


def open_ballot(actor: Actor, ballot_id: int) -> Event:
    """Freeze the setting, into the matter's log; from now on codes can be made and used on the day."""
    with transaction.atomic():
        matter, ballot = doors.as_organiser(actor, ballot_id, State.PREPARED)
        problems = Problems()
        for where, zh, en in missing(ballot):
            problems.add(where, zh, en)
        problems.refuse()
        ballot.state = State.OPEN
        event = write(actor, matter, events.BALLOT_OPENED, log.opened(ballot), "ballot_opened")
        ballot.opened = event.seq
        ballot.save(update_fields=["state", "opened"])
        return event


def call_off(actor: Actor, ballot_id: int, reason: str) -> bool:
    """Call it off, with the reason: before opening by one, afterwards by two, the organiser and the tellers.

    Answers whether it is off, or waits for the other. Once the result was opened it stays.
    """
    with transaction.atomic():
        matter, ballot = doors.as_either(actor, ballot_id, State.PREPARED, State.OPEN, State.CLOSED)
        _reasoned(reason)
        if ballot.state != State.PREPARED and not _second(actor, ballot, reason):
            trail.write(actor, "ballot_off_asked", "ballot", ballot.pk)
            return False
        if ballot.state == State.PREPARED:
            trail.write(actor, "ballot_called_off", "ballot", ballot.pk)
        else:
            fields: dict[str, FieldText] = {"ballot": str(ballot.pk), "reasons": _reasons_of(ballot)}
            write(actor, matter, events.BALLOT_OFF, fields, "ballot_called_off")
        ballot.state = State.OFF
        ballot.save(update_fields=["state"])
        empty(ballot)
        return True


def forget(matter: Matter) -> None:
    """The contents of the matter are destroyed: of its ballots none remain. Inside that act's transaction."""
    Ballot.objects.filter(matter=matter).delete()


# ---------------------------------------------------------------- shared by the writers


def write(actor: Actor, matter: Matter, type: str, fields: Mapping[str, FieldText], act: str) -> Event:
    """An entry of today in the matter's log; the matter is locked."""
    return matters.write(actor, matter, Entry(type, clock.today().isoformat(), fields), act)


def empty(ballot: Ballot) -> None:
    """Take away what the ballot needs no more: codes, slips, the tellers' halves and their counts of paper."""
    ballot.codes.all().delete()
    ballot.papers.all().delete()
    ballot.paper_counts.all().delete()
    for teller in ballot.tellers.all():
        sealing.forget_half(teller)
        teller.save()


def _lay(ballot: Ballot, asked: Asked) -> None:
    """The rows of a setting that was checked."""
    assert asked.day is not None
    ballot.title, ballot.at, ballot.day = tidy(asked.title), asked.at, asked.day
    ballot.basis, ballot.abstain = tidy(asked.basis), asked.abstain
    ballot.exact, ballot.self_out = asked.exact, asked.self_out
    ballot.save()
    BallotOption.objects.bulk_create(
        BallotOption(ballot=ballot, place=place, label=tidy(label), points=points.strip())
        for place, (label, points) in enumerate(asked.options, start=1)
    )
    BallotVoted.objects.bulk_create(
        _voted(ballot, place, ref, post) for place, (ref, post) in enumerate(asked.voted, start=1)
    )
    BallotTeller.objects.bulk_create(
        BallotTeller(ballot=ballot, place=place, person_id=pk)
        for place, pk in enumerate(asked.tellers, start=1)
    )
    _lay_voters(ballot, asked)


def _voted(ballot: Ballot, place: int, ref: str, post: str) -> BallotVoted:
    noun, pk = refs.parse(ref) or ("", 0)
    ids = {"person_id": pk} if noun == "person" else {"organ_id": pk}
    return BallotVoted(ballot=ballot, place=place, post=tidy(post), **ids)


def _lay_voters(ballot: Ballot, asked: Asked) -> None:
    voted = {f"person:{pk}" for pk, _ in asked.voters} & {ref for ref, _ in asked.voted}
    out = {int(ref.partition(":")[2]): SELF_OUT for ref in voted} if asked.self_out else {}
    out |= {pk: tidy(reason) for pk, reason in asked.excluded.items()}
    BallotVoter.objects.bulk_create(
        BallotVoter(ballot=ballot, place=place, person_id=pk, group=tidy(group), excluded=out.get(pk, ""))
        for place, (pk, group) in enumerate(asked.voters, start=1)
    )


def _second(actor: Actor, ballot: Ballot, reason: str) -> bool:
    """Note that this one wants it off; whether another did before."""
    if actor.person is None:
        raise Refused([Problem("actor", "账号没有对应的人员，不能作废", "the account stands for no person")])
    BallotAssent.objects.update_or_create(
        ballot=ballot, act=BallotAssent.Act.OFF, person_id=actor.person, defaults={"reason": tidy(reason)}
    )
    return ballot.assents.filter(act=BallotAssent.Act.OFF).count() > 1


def _reasons_of(ballot: Ballot) -> tuple[str, ...]:
    found = ballot.assents.filter(act=BallotAssent.Act.OFF).order_by("person")
    return tuple(found.values_list("reason", flat=True))


def _reasoned(reason: str) -> None:
    if not 1 <= len(tidy(reason)) <= REASON:
        raise Refused([Problem("reason", f"请写理由，不超过 {REASON} 字", "a reason is wanted")])
