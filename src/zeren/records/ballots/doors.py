"""Who may do what to a ballot, with its matter and itself locked in one order. Raises OutOfSight, Refused."""

from __future__ import annotations

from zeren.records.actor import Actor
from zeren.records.ballots import queries
from zeren.records.ballots.models import Ballot, BallotTeller
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access
from zeren.records.matters.models import Matter

State = Ballot.State


def as_organiser(actor: Actor, ballot_id: int, *states: Ballot.State) -> tuple[Matter, Ballot]:
    """Whoever records on the matter."""
    seen = _seen(actor, ballot_id)
    if not queries.organises(actor, seen):
        raise Refused([Problem("actor", "由承办本事项的人办理", "this is for who records on the matter")])
    return access.locked(actor, seen.matter_id), _locked(ballot_id, states)


def as_teller(actor: Actor, ballot_id: int, *states: Ballot.State) -> tuple[Matter, Ballot, BallotTeller]:
    """One of the two tellers, whether he sees the matter or not."""
    seen = _seen(actor, ballot_id)
    teller = queries.teller_of(actor, seen)
    if teller is None:
        raise Refused([Problem("actor", "由监票人办理", "this is for the tellers")])
    return _matter(seen), _locked(ballot_id, states), teller


def as_either(actor: Actor, ballot_id: int, *states: Ballot.State) -> tuple[Matter, Ballot]:
    """A teller, or whoever records on the matter."""
    seen = _seen(actor, ballot_id)
    if queries.teller_of(actor, seen) is None:
        return as_organiser(actor, ballot_id, *states)
    return _matter(seen), _locked(ballot_id, states)


def lock(ballot_id: int) -> Ballot:
    """The ballot for writing."""
    return Ballot.objects.select_for_update().get(pk=ballot_id)


def _seen(actor: Actor, ballot_id: int) -> Ballot:
    found = queries.visible_to(actor).select_related("matter").filter(pk=ballot_id).first()
    if found is None:
        raise OutOfSight(f"ballot {ballot_id}")
    return found


def _matter(ballot: Ballot) -> Matter:
    matter = access.lock(ballot.matter_id)
    assert matter is not None
    if matter.disposed:
        raise Refused([Problem("matter", "此事项已经销毁，不能再记", "this matter was destroyed")])
    return matter


def _locked(ballot_id: int, states: tuple[Ballot.State, ...]) -> Ballot:
    ballot = lock(ballot_id)
    if ballot.state not in states:
        zh = f"评议{ballot.get_state_display()}，这一步不能办"
        raise Refused([Problem("state", zh, f"the ballot is {ballot.state}")])
    return ballot
