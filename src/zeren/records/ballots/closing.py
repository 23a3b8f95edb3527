"""From closing to the result: both tellers close, both count the paper, both give reasons where counts differ, both
open."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import transaction

from zeren.records import vault
from zeren.records.actor import Actor
from zeren.records.ballots import acts, counting, doors, log, queries, sealing
from zeren.records.ballots.counting import Check, Tally
from zeren.records.ballots.models import Ballot, BallotAssent, BallotPaperCount, BallotResult
from zeren.records.ballots.queries import Counted
from zeren.records.ballots.setting import REASON, tidy
from zeren.records.ciphers import Unreadable
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.matters import events
from zeren.records.matters.models import Event
from zeren.records.trail import acts as trail

State = Ballot.State
MOST = 100_000


def close(actor: Actor, ballot_id: int, left: int, given: int) -> bool:
    """A teller closes, with how many slips nobody drew and how many of paper were handed out.

    Answers whether the other said the same before, and the ballot is closed now: no code is good any more.
    """
    with transaction.atomic():
        matter, ballot, teller = doors.as_teller(actor, ballot_id, State.OPEN)
        problems = Problems()
        _number("left", left, ballot.made, "没有抽走的小条", problems)
        _number("given", given, MOST, "发出的纸票", problems)
        problems.refuse()
        BallotAssent.objects.update_or_create(
            ballot=ballot, act=BallotAssent.Act.CLOSE, person_id=teller.person_id, defaults={"left": left, "given": given}
        )  # fmt: skip
        if not _both_close(ballot, teller.person_id, left, given):
            trail.write(actor, "ballot_close_asked", "ballot", ballot.pk)
            return False
        _close(ballot, left, given)
        counts = queries.counts_of(ballot)
        assert counts is not None
        event = acts.write(actor, matter, events.BALLOT_CLOSED, log.closed(ballot, counts), "ballot_closed")
        ballot.closed = event.seq
        ballot.save()
        return True


def _both_close(ballot: Ballot, mine: int, left: int, given: int) -> bool:
    """Whether the other teller closed with the same figures. Raises Refused where they differ."""
    other = ballot.assents.filter(act=BallotAssent.Act.CLOSE).exclude(person=mine).first()
    if other is None:
        return False
    problems = Problems()
    for where, said, theirs, what in (("left", left, other.left, "没有抽走的小条"), ("given", given, other.given, "发出的纸票")):  # fmt: skip
        if said != theirs:
            zh = f"{what}：您填 {said}，另一位填 {theirs}，请一起清点，由填错的一位改"
            problems.add(where, zh, f"{said}, the other teller says {theirs}")
    problems.refuse()
    return True


def _close(ballot: Ballot, left: int, given: int) -> None:
    ballot.state, ballot.left, ballot.given = State.CLOSED, left, given
    ballot.attended = ballot.voters.filter(attended=True).count()
    ballot.cast = queries.cast_so_far(ballot)
    if not given:
        ballot.back, ballot.paper_void = 0, 0
    ballot.codes.all().delete()


def _number(where: str, number: int, most: int, zh: str, problems: Problems) -> None:
    if not 0 <= number <= most:
        problems.add(where, f"请写{zh}，0 至 {most}", f"{where}: expected 0 to {most}")


# ---------------------------------------------------------------- paper


def enter_paper(actor: Actor, ballot_id: int, back: int, void: int, rows: Sequence[Sequence[int]]) -> bool:
    """A teller's own count of the paper slips: put into the box, void, each row's options and abstentions.

    Answers whether it is the other's, cell by cell: then it counts.
    """
    with transaction.atomic():
        _, ballot, teller = doors.as_teller(actor, ballot_id, State.CLOSED)
        if ballot.back is not None:
            raise Refused([Problem("back", "纸票已经核对一致", "the paper slips were agreed on")])
        mine: Counted = (back, void, tuple(tuple(cells) for cells in rows))
        _adds_up(ballot, mine)
        row, _ = BallotPaperCount.objects.get_or_create(ballot=ballot, person_id=teller.person_id)
        vault.write(row, queries.count_place(row), json.dumps(mine).encode())
        row.save()
        found = queries.paper_counts(ballot)
        agreed = len(found) == 2 and len(set(found.values())) == 1
        if agreed:
            ballot.back, ballot.paper_void = back, void
            ballot.save(update_fields=["back", "paper_void"])
        trail.write(actor, "ballot_paper_counted", "ballot", ballot.pk)
        return agreed


def _adds_up(ballot: Ballot, mine: Counted) -> None:
    """Every row has as many marks as there are valid slips."""
    back, void, rows = mine
    problems = Problems()
    _number("back", back, MOST, "收回的纸票", problems)
    _number("void", void, max(back, 0), "无效的纸票", problems)
    voted, cells = list(ballot.voted.select_related("person", "organ")), ballot.options.count() + 1
    if len(rows) != len(voted) or any(len(row) != cells or min(row) < 0 for row in rows):
        problems.add("rows", "每格都要写，没有的写 0", "every cell is wanted")
    problems.refuse()
    for place, (one, row) in enumerate(zip(voted, rows, strict=True), start=1):
        if sum(row) != back - void:
            zh = f"{one.name}各格合计 {sum(row)}，应为有效纸票 {back - void}"
            problems.add(f"row-{place}", zh, f"adds up to {sum(row)}, expected {back - void}")
    problems.refuse()


# ---------------------------------------------------------------- the result


def give_reason(actor: Actor, ballot_id: int, reason: str) -> None:
    """Why the counts differ, in one teller's words; it stands on the result."""
    with transaction.atomic():
        _, ballot, teller = doors.as_teller(actor, ballot_id, State.CLOSED)
        if not 1 <= len(tidy(reason)) <= REASON:
            raise Refused([Problem("reason", f"请写原因，不超过 {REASON} 字", "a reason is wanted")])
        BallotAssent.objects.update_or_create(
            ballot=ballot, act=BallotAssent.Act.REASON, person_id=teller.person_id, defaults={"reason": tidy(reason)}
        )  # fmt: skip
        trail.write(actor, "ballot_reasoned", "ballot", ballot.pk)


def open_result(actor: Actor, ballot_id: int, words: Sequence[str]) -> Event:
    """Both tellers open the box, each with the own words (in the order of the tellers), at one screen.

    Only where the counts agree, or both gave reasons. Slips, codes, halves and counts of paper are gone afterwards.
    """
    with transaction.atomic():
        matter, ballot, _ = doors.as_teller(actor, ballot_id, State.CLOSED)
        if ballot.back is None:
            raise Refused([Problem("paper", "纸票还没有核对一致", "the paper slips are not agreed on")])
        slips, damaged = _slips(ballot, words)
        unmet = _unmet(ballot, damaged)
        _reasons_wanted(ballot, unmet)
        voted, options = ballot.voted.count(), ballot.options.count()
        screen = counting.tally(slips, voted, options)
        total = screen.plus(_paper(ballot, voted, options))
        seal = _keep(ballot, total, damaged)
        rows = tuple(log.shown(counting.pieces(row), log.labels(ballot)) for row in total.rows)
        fields = log.counted(ballot, _figures(ballot, total), rows, unmet, seal)
        event = acts.write(actor, matter, events.BALLOT_COUNTED, fields, "ballot_counted")
        ballot.state, ballot.counted = State.COUNTED, event.seq
        ballot.save(update_fields=["state", "counted"])
        acts.empty(ballot)
        return event


def _slips(ballot: Ballot, words: Sequence[str]) -> tuple[list[tuple[int, ...]], int]:
    """Every slip that opens, and how many do not, are gone or too many."""
    rows = list(ballot.papers.all())
    if not rows and not ballot.cast:
        return [], 0
    halves, found, unreadable = _halves(ballot, words), [], 0
    for row in rows:
        try:
            found.append(sealing.open_slip(ballot.pk, halves, sealing.take(row)))
        except Unreadable:
            unreadable += 1
    return found, unreadable + abs((ballot.cast or 0) - len(rows))


def _halves(ballot: Ballot, words: Sequence[str]) -> list[bytes]:
    problems, halves = Problems(), []
    given = [*words, "", ""]
    for place, teller in enumerate(ballot.tellers.select_related("person"), start=1):
        try:
            halves.append(sealing.open_half(teller, given[place - 1]))
        except sealing.WrongWords:
            zh = f"{teller.person.name}的开票口令不对"
            problems.add(f"words-{place}", zh, f"teller {place}: wrong words")
        except Unreadable:
            zh = f"{teller.person.name}的开票口令打不开（记录被改动），请安全审计员核对"
            problems.add(f"words-{place}", zh, f"teller {place}: the half was altered")
    problems.refuse()
    return halves


def _unmet(ballot: Ballot, damaged: int) -> list[Check]:
    counts = queries.counts_of(ballot)
    assert counts is not None
    found = [check for check in counting.checks(counts) if not check.ok]
    if damaged:
        found.append(Check("damaged", False, f"屏投的票有 {damaged} 张缺、多或者不能打开"))
    return found


def _reasons_wanted(ballot: Ballot, unmet: Sequence[Check]) -> None:
    given = {person for person, _, _ in queries.reasons(ballot)}
    lacking = [one for one in ballot.tellers.select_related("person") if one.person_id not in given]
    if unmet and lacking:
        said, names = "；".join(check.zh for check in unmet), "、".join(one.person.name for one in lacking)
        zh = f"张数不相符（{said}）：由{names}记明原因以后才能开票"
        raise Refused([Problem("reason", zh, "the counts differ, both tellers must say why")])


def _paper(ballot: Ballot, voted: int, options: int) -> Tally:
    """The paper slips, as both tellers counted them."""
    found = next(iter(queries.paper_counts(ballot).values()), None)
    if found is None:
        return counting.nothing(voted, options)
    back, void, rows = found
    return Tally(back - void, void, rows)


def _keep(ballot: Ballot, total: Tally, damaged: int) -> str:
    """Seal the exact figures into their row; answers their keyed digest for the log."""
    data = {"valid": total.valid, "void": total.void, "damaged": damaged, "rows": total.rows}
    text, held = json.dumps(data).encode(), BallotResult(ballot=ballot)
    vault.write(held, queries.result_place(ballot.pk), text)
    held.save(force_insert=True)
    return queries.seal_of(text)


def _figures(ballot: Ballot, total: Tally) -> dict[str, int]:
    """The slips of the result, in all: of paper and screen apart only how many."""
    return {"cast": ballot.cast or 0, "back": ballot.back or 0, "void": total.void, "valid": total.valid}
