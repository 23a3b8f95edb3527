"""From opening to closing: the tellers' halves, codes, casting, attendance.

A cast writes nothing but that its code is used, and the sealed slips of the ballot anew, all of them, in an order drawn
by lot under ids drawn by lot: neither rows nor ids nor the version stamps of the rows tell which came when, or last.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q

from zeren.records.actor import Actor
from zeren.records.ballots import doors, queries, sealing
from zeren.records.ballots.models import Ballot, BallotCode, BallotPaper, BallotTeller
from zeren.records.ballots.setting import MOST_VOTERS
from zeren.records.ciphers import Unreadable
from zeren.records.errors import Problem, Refused
from zeren.records.trail import acts as trail

State = Ballot.State
LOT = secrets.SystemRandom()


def take_half(actor: Actor, ballot_id: int) -> tuple[str, ...]:
    """A teller's half of the lock; answers the words that open it, this once. Anew as long as there is no code."""
    with transaction.atomic():
        _, ballot, teller = doors.as_teller(actor, ballot_id, State.OPEN)
        if ballot.made:
            zh = "已经发码，开票口令不能再换"
            raise Refused([Problem("words", zh, "codes were made, the words stay")])
        words = sealing.take_half(teller)
        teller.save()
        trail.write(actor, "ballot_half_taken", "ballot", ballot.pk)
        return words


def make_codes(actor: Actor, ballot_id: int, number: int) -> tuple[str, ...]:
    """So many new codes, in an order that no table has; kept nowhere but as digests. To be printed at once."""
    with transaction.atomic():
        _, ballot, _ = doors.as_teller(actor, ballot_id, State.OPEN)
        if any(teller.public is None for teller in ballot.tellers.all()):
            zh = "两位监票人都领了开票口令，才能发码"
            raise Refused([Problem("number", zh, "both tellers need their words first")])
        most = MOST_VOTERS - ballot.made
        if not 1 <= number <= most:
            raise Refused([Problem("number", f"请写发码个数，1 至 {most}", f"expected 1 to {most}")])
        made = {sealing.digest_of(code): code for code in _codes(number)}
        # By digest: the order of the rows says nothing of the order of the slips.
        BallotCode.objects.bulk_create(BallotCode(digest=one, ballot=ballot) for one in sorted(made))
        ballot.made += number
        ballot.save(update_fields=["made"])
        trail.write(actor, "ballot_codes_made", "ballot", ballot.pk, detail=str(number))
    codes = list(made.values())
    LOT.shuffle(codes)
    return tuple(codes)


def _codes(number: int) -> Iterable[str]:
    found: set[str] = set()
    while len(found) < number:
        found.add(sealing.new_code())
    return found


def void_codes(actor: Actor, ballot_id: int) -> int:
    """Void every code that is not used (a print was lost): whoever holds one draws another. Answers how many."""
    with transaction.atomic():
        _, ballot, _ = doors.as_teller(actor, ballot_id, State.OPEN)
        number, _ = ballot.codes.filter(used=False).delete()
        ballot.made -= number
        ballot.save(update_fields=["made"])
        trail.write(actor, "ballot_codes_voided", "ballot", ballot.pk, detail=str(number))
        return number


def attend(actor: Actor, ballot_id: int, people: Iterable[int]) -> None:
    """Who came, the whole list at once. Nothing says who took a code and who paper."""
    came = set(people)
    with transaction.atomic():
        _, ballot = doors.as_either(actor, ballot_id, State.OPEN)
        voters = ballot.voters.filter(excluded="")
        unknown = came - set(voters.values_list("person", flat=True))
        if unknown:
            zh = "签到的人不在可以领票的名单"
            raise Refused([Problem("attended", zh, f"{sorted(unknown)} are no voters")])
        voters.update(attended=False)
        voters.filter(person__in=came).update(attended=True)
        trail.write(actor, "ballot_attended", "ballot", ballot.pk, detail=str(len(came)))


def cast(code: str, choices: Sequence[int]) -> None:
    """Cast a slip: for each who is voted on the place of the option from 1, 0 for abstaining. Without an actor.

    On return the slip is on the disk and the code void. Raises Refused: no such code, used, not the day, not a slip.
    """
    ballot_id = queries.of_code(code).pk
    with transaction.atomic():
        ballot = doors.lock(ballot_id)
        row = BallotCode.objects.select_for_update().filter(digest=sealing.digest_of(code)).first()
        if row is None or ballot.state != State.OPEN:
            raise Refused([Problem("code", "评议已经闭票，没有投出", "the ballot is closed")])
        queries.usable(ballot, row)
        _fits(ballot, choices)
        _use_up(ballot, row)
        _put(ballot, sealing.seal_slip(ballot.pk, _publics(ballot), choices))


def _fits(ballot: Ballot, choices: Sequence[int]) -> None:
    options = ballot.options.count()
    if len(choices) != ballot.voted.count() or not all(0 <= choice <= options for choice in choices):
        zh = "选票不完整，没有投出；请重新输码再选"
        raise Refused([Problem("choices", zh, "not a slip of this ballot")])


def _use_up(ballot: Ballot, row: BallotCode) -> None:
    """Mark the code, and write every code of the ballot anew: no version stamp of a row tells which was used when."""
    used = ExpressionWrapper(Q(used=True) | Q(digest=row.digest), BooleanField())
    ballot.codes.update(used=used)


def _publics(ballot: Ballot) -> list[bytes]:
    rows = BallotTeller.objects.filter(ballot=ballot).order_by("place")
    return [bytes(one.public or b"") for one in rows]


def _put(ballot: Ballot, slip: bytes) -> None:
    """Lay every slip of the ballot anew with this one among them."""
    slips, altered = [slip], []
    for row in ballot.papers.all():
        try:
            slips.append(sealing.take(row))
        except Unreadable:
            # By a database tool: it stays as it is, and the opening of the result tells of it.
            altered.append(row.pk)
    ballot.papers.exclude(pk__in=altered).delete()
    LOT.shuffle(slips)
    BallotPaper.objects.bulk_create(_paper(ballot, one) for one in slips)


def _paper(ballot: Ballot, slip: bytes) -> BallotPaper:
    paper = BallotPaper(id=uuid.UUID(bytes=secrets.token_bytes(16)), ballot=ballot)
    sealing.lay(paper, slip)
    return paper
