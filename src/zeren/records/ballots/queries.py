"""Reading ballots: of matters in sight, and by their tellers. A slip is read by nothing but the opening of the result."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet

from zeren.records import clock, vault
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.ballots import counting, sealing
from zeren.records.ballots.counting import Counts, Piece, Points, Tally
from zeren.records.ballots.models import Ballot, BallotCode, BallotPaperCount, BallotTeller, BallotVoted
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access, events, kept
from zeren.records.matters.models import Event, Matter

State = Ballot.State
Counted = tuple[int, int, tuple[tuple[int, ...], ...]]
"""One teller's count of the paper slips: put into the box, void, and for each row the options and abstentions."""


def visible_to(actor: Actor) -> QuerySet[Ballot]:
    """Ballots of matters in sight, and those where the actor is a teller; the three administrators see none."""
    if actor.has(*ADMINISTRATORS):
        return Ballot.objects.none()
    seen = Q(matter__in=access.visible_to(actor).values("pk"))
    if actor.person:
        near = Matter.objects.filter(kept.not_kept_from(actor)).values("pk")
        seen |= Q(pk__in=BallotTeller.objects.filter(person=actor.person).values("ballot"), matter__in=near)
    return Ballot.objects.filter(seen)


def get(actor: Actor, ballot_id: int) -> Ballot:
    """One ballot with its setting. Raises OutOfSight."""
    found = _with_setting(visible_to(actor).filter(pk=ballot_id)).first()
    if found is None:
        raise OutOfSight(f"ballot {ballot_id}")
    return found


def listed(actor: Actor) -> QuerySet[Ballot]:
    """Every ballot in sight, the newest day first."""
    return visible_to(actor).select_related("matter").prefetch_related("tellers__person")


def of_matter(matter: Matter) -> list[Ballot]:
    """The ballots of a matter that is in sight, the newest day first."""
    return list(matter.ballots.prefetch_related("tellers__person", "voted"))


def any_of(matter: Matter) -> bool:
    """Whether a matter has a ballot."""
    return matter.ballots.exists()


def _with_setting(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return rows.select_related("matter").prefetch_related(
        "options", "voted__person", "voted__organ", "tellers__person", "voters__person__organ"
    )


def organises(actor: Actor, ballot: Ballot) -> bool:
    """Whether the actor prepares it and hands its result over: whoever records on the matter."""
    return access.may_write(actor, ballot.matter)


def teller_of(actor: Actor, ballot: Ballot) -> BallotTeller | None:
    """As which teller the actor stands there."""
    return next((one for one in ballot.tellers.all() if actor.person and one.person_id == actor.person), None)


# ---------------------------------------------------------------- the voter's page


def of_code(code: str) -> Ballot:
    """The ballot in which a code may be used now. Raises Refused: no such code, used, not the day yet."""
    row = BallotCode.objects.filter(digest=sealing.digest_of(code)).first() if code.strip() else None
    if row is None:
        zh = "投票码不对，请照小条再输一次；字母不分大小写"
        raise Refused([Problem("code", zh, "no such code")])
    ballot = _with_slip(Ballot.objects.filter(pk=row.ballot_id)).get()
    usable(ballot, row)
    return ballot


def usable(ballot: Ballot, code: BallotCode) -> None:
    """Whether a code may be used now. Raises Refused."""
    if code.used:
        raise Refused([Problem("code", "这个码已经投过，不能再用", "this code is used up")])
    if clock.today() < ballot.day:
        raise Refused([Problem("code", f"评议日是 {ballot.day}，还没有到", f"not before {ballot.day}")])


def _with_slip(rows: QuerySet[Ballot]) -> QuerySet[Ballot]:
    return rows.select_related("matter").prefetch_related("options", "voted__person", "voted__organ")


# ---------------------------------------------------------------- counts


def cast_so_far(ballot: Ballot) -> int:
    """How many slips are in the box."""
    return ballot.papers.count()


def counts_of(ballot: Ballot) -> Counts | None:
    """The counts, from closing on; paper slips that came back are 0 until both tellers agree."""
    if ballot.left is None:
        return None
    voters = list(ballot.voters.all())
    return Counts(
        eligible=len(voters),
        excluded=sum(1 for voter in voters if voter.excluded),
        attended=ballot.attended or 0,
        made=ballot.made,
        left=ballot.left,
        given=ballot.given or 0,
        cast=ballot.cast or 0,
        back=ballot.back or 0,
    )


def reasons(ballot: Ballot) -> list[tuple[int, str, str]]:
    """Why the counts differ, in each teller's words: person, name, reason."""
    found = ballot.assents.filter(act="reason").select_related("person").order_by("pk")
    return [(one.person_id, one.person.name, one.reason) for one in found]


def paper_counts(ballot: Ballot) -> dict[int, Counted]:
    """What each teller counted of the paper slips, by person. Raises Unreadable."""
    return {row.person_id: counted_in(row) for row in ballot.paper_counts.all()}


def counted_in(row: BallotPaperCount) -> Counted:
    """One teller's count."""
    back, void, rows = json.loads(vault.read(row, count_place(row)))
    return back, void, tuple(tuple(cells) for cells in rows)


def count_place(row: BallotPaperCount) -> str:
    """The place for which a count is sealed."""
    return f"ballot {row.ballot_id} count {row.person_id}"


# ---------------------------------------------------------------- the result


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one who is voted on. ``points``: None where none are set, or they are withheld because a small
    figure could be reckoned back from them (``withheld``)."""

    voted: BallotVoted
    pieces: tuple[Piece, ...]
    points: Points | None
    withheld: bool
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one viewer. ``damaged``: slips that are gone, too many, or don't open; ``seal``: a keyed digest."""

    valid: int
    void: int
    damaged: int
    rows: tuple[Row, ...]
    seal: str


def result_of(ballot: Ballot, exact: bool = False) -> Result | None:
    """The result, once it was opened. ``exact``: with points that would give a small figure away (:func:`sees_exact`).

    Raises Unreadable where it was altered.
    """
    held = getattr(ballot, "result", None)
    if held is None:
        return None
    text = vault.read(held, result_place(ballot.pk))
    data = json.loads(text)
    found = Tally(data["valid"], data["void"], tuple(tuple(row) for row in data["rows"]))
    rows = tuple(
        row_of(ballot, v, cells, exact) for v, cells in zip(ballot.voted.all(), found.rows, strict=True)
    )
    return Result(found.valid, found.void, data["damaged"], rows, seal_of(text))


def seal_in_log(ballot: Ballot) -> str:
    """The digest of the exact figures that the log holds; empty where its contents were destroyed."""
    rows = Event.objects.filter(matter=ballot.matter_id, seq=ballot.counted or 0).select_related("payload")
    found = next((events.read(row) for row in rows), None)
    return str(found.fields.get("seal", "")) if found else ""


def row_of(ballot: Ballot, voted: BallotVoted, cells: tuple[int, ...], exact: bool) -> Row:
    """One row of the result."""
    weights = [Fraction(one.points) for one in ballot.options.all() if one.points]
    found, as_zero = counting.pieces(cells), ballot.abstain == Ballot.Abstain.AS_ZERO
    points = counting.points(weights, cells[:-1], cells[-1], as_zero)
    withheld = points is not None and not exact and not counting.tells_all(found)
    return Row(voted, found, None if withheld else points, withheld, cells)


def sees_exact(actor: Actor, ballot: Ballot) -> bool:
    """Whether the actor sees every point: the organiser, where it was so set before opening."""
    return ballot.exact and organises(actor, ballot)


def result_place(ballot: int) -> str:
    """The place for which a result is sealed."""
    return f"ballot {ballot} result"


def seal_of(text: bytes) -> str:
    """The keyed digest of the exact figures that stands in the log."""
    return vault.lookup("ballot result", text.decode())
