"""From opening to handing over: words, codes, casting, paper, counts that agree or not, the result, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from records.support_ballots import again, came, close, held, matter_of, meeting, open_with, reveal, state_of
from zeren.norms.model import State as Status
from zeren.records import clock, evaluation, vault
from zeren.records.actor import SYSTEM
from zeren.records.ballots import acts, casting, closing, counting, handing, queries, sealing
from zeren.records.ballots.handing import Handing
from zeren.records.ballots.models import Ballot, BallotCode, BallotPaper, BallotPaperCount
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import events
from zeren.records.matters.models import Event
from zeren.records.matters.queries import entries
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def refused(call: Any, *args: Any) -> dict[str, str]:
    with pytest.raises(Refused) as told:
        call(*args)
    return {problem.field: problem.zh for problem in told.value.problems}


@pytest.fixture
def place(county: Any) -> Any:
    """Opened with six codes."""
    return open_with(meeting(county), 6)


# ---------------------------------------------------------------- words and codes


def test_codes_want_both_tellers_words_first_and_are_the_tellers_to_make(county: Any) -> None:
    place = open_with(meeting(county), 0)
    pk = place.ballot.pk
    assert refused(casting.make_codes, place.first, pk, 3) == {"number": "两位监票人都领了开票口令，才能发码"}
    first = casting.take_half(place.first, pk)
    assert len(first) == 4 and casting.take_half(place.first, pk) != first
    assert set(refused(casting.make_codes, place.first, pk, 3)) == {"number"}
    casting.take_half(place.second, pk)
    for number in (0, -1, 5001):
        assert set(refused(casting.make_codes, place.second, pk, number)) == {"number"}
    codes = casting.make_codes(place.second, pk, 30)
    assert len(set(codes)) == 30 and {len(code) for code in codes} == {8}
    assert len(casting.make_codes(place.first, pk, 2)) == 2 and again(place).ballot.made == 32
    assert refused(casting.take_half, place.first, pk) == {"words": "已经发码，开票口令不能再换"}
    for call in (casting.take_half, lambda who, pk: casting.make_codes(who, pk, 1), casting.void_codes):
        assert refused(call, county.zhao, pk) == {"actor": "由监票人办理"}
        with pytest.raises(OutOfSight):
            call(county.zhou, pk)


def test_codes_are_kept_as_keyed_digests_in_an_order_of_their_own(place: Any) -> None:
    kept = list(BallotCode.objects.values_list("digest", flat=True))
    assert sorted(kept) == sorted(sealing.digest_of(code) for code in place.codes)
    assert not any(code in str(BallotCode.objects.values()) for code in place.codes)
    assert sealing.digest_of("k7p4 2m9q") == sealing.digest_of("Ｋ7P4-2M9Q") != sealing.digest_of("K7P42M9R")
    noted = TrailEntry.objects.filter(act="ballot_codes_made").values_list("detail", flat=True)
    assert list(noted) == ["6"]


def test_voided_codes_are_good_no_more_and_those_used_stay_counted(place: Any) -> None:
    casting.cast(place.codes[0], (1, 1))
    assert casting.void_codes(place.first, place.ballot.pk) == 5
    assert again(place).ballot.made == 1
    assert "投票码不对" in refused(casting.cast, place.codes[1], (1, 1))["code"]
    assert queries.cast_so_far(place.ballot) == 1


# ---------------------------------------------------------------- casting


def test_a_code_is_good_once_in_whatever_way_it_is_written(place: Any) -> None:
    one = place.codes[0]
    casting.cast(f" {one[:4].lower()}-{one[4:]} ", (1, 0))
    assert refused(casting.cast, one, (2, 2)) == {"code": "这个码已经投过，不能再用"}
    assert refused(queries.of_code, one) == {"code": "这个码已经投过，不能再用"}
    for wrong in ("", "   ", "AAAA2222", one[:7]):
        assert "投票码不对" in refused(casting.cast, wrong, (1, 1))["code"]
    assert queries.of_code(place.codes[1]).pk == place.ballot.pk
    assert queries.cast_so_far(place.ballot) == 1


def test_what_is_no_slip_is_not_cast_and_the_code_stays_good(place: Any) -> None:
    for choices in ((), (1,), (1, 1, 1), (5, 1), (-1, 1)):
        assert set(refused(casting.cast, place.codes[0], choices)) == {"choices"}
    assert not BallotPaper.objects.exists()
    casting.cast(place.codes[0], (4, 0))


def test_before_the_day_and_after_closing_nothing_is_cast(county: Any, settings: Any) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    place = open_with(meeting(county, day=tomorrow), 2)
    assert refused(casting.cast, place.codes[0], (1, 1)) == {"code": f"评议日是 {tomorrow}，还没有到"}
    settings.ZEREN = replace(settings.ZEREN, today=tomorrow)
    casting.cast(place.codes[0], (1, 1))
    came(place, 2)
    close(place)
    assert set(refused(casting.cast, place.codes[1], (1, 1))) == {"code"}
    assert not BallotCode.objects.exists()


def test_attendance_is_of_those_listed_and_saved_as_a_whole(county: Any, place: Any) -> None:
    came(place, 5)
    came(place, 3)
    assert place.ballot.voters.filter(attended=True).count() == 3
    assert set(refused(casting.attend, place.first, place.ballot.pk, [county.people["li"].pk])) == {
        "attended"
    }
    casting.attend(county.zhao, place.ballot.pk, [])
    assert not place.ballot.voters.filter(attended=True).exists()


def test_who_is_excluded_is_not_there_to_attend(county: Any) -> None:
    place = meeting(county)
    from records.support_ballots import asked

    out = place.people[4].pk
    acts.change(county.zhao, place.ballot.pk, asked(county, place, excluded={out: "请假"}))
    open_with(place, 0)
    assert set(refused(casting.attend, place.first, place.ballot.pk, [out])) == {"attended"}


# ---------------------------------------------------------------- closing, paper, counts


def test_both_tellers_close_with_the_same_counts_or_not_at_all(county: Any, place: Any) -> None:
    pk = place.ballot.pk
    assert refused(closing.close, county.zhao, pk, 0, 0) == {"actor": "由监票人办理"}
    assert set(refused(closing.close, place.first, pk, 7, -1)) == {"left", "given"}
    assert not closing.close(place.first, pk, 1, 2)
    # One alone closes nothing, however often.
    assert not closing.close(place.first, pk, 1, 2)
    casting.cast(place.codes[0], (1, 1))
    told = refused(closing.close, place.second, pk, 2, 2)
    assert told == {"left": "没有抽走的小条：您填 2，另一位填 1，请一起清点，由填错的一位改"}
    assert state_of(place) == Ballot.State.OPEN
    assert not closing.close(place.first, pk, 2, 2)
    assert closing.close(place.second, pk, 2, 2)
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert entry.type == events.BALLOT_CLOSED
    assert {name: entry.fields[name] for name in ("eligible", "drawn", "given", "cast")} == {
        "eligible": "12", "drawn": "4", "given": "2", "cast": "1",
    }  # fmt: skip
    assert set(refused(closing.close, place.first, pk, 2, 2)) == {"state"}


PAPER = ((1, 1, 0, 0, 0), (0, 2, 0, 0, 0))


def test_paper_counts_only_where_two_tellers_entered_the_same(county: Any, place: Any) -> None:
    for code in place.codes[:4]:
        casting.cast(code, (1, 2))
    came(place, 7)
    close(place, left=2, given=3)
    pk = place.ballot.pk
    assert set(refused(reveal, place)) == {"paper"}
    assert set(refused(closing.enter_paper, county.zhao, pk, 3, 1, PAPER)) == {"actor"}
    assert not closing.enter_paper(place.first, pk, 3, 1, ((2, 0, 0, 0, 0), (0, 2, 0, 0, 0)))
    assert not closing.enter_paper(place.second, pk, 3, 1, PAPER)
    mine, theirs = queries.paper_counts(again(place).ballot).values()
    assert mine != theirs and place.ballot.back is None
    # What each counted is sealed until then.
    assert not any(b"[3, 1" in bytes(row.sealed) for row in BallotPaperCount.objects.all())
    assert closing.enter_paper(place.first, pk, 3, 1, PAPER)
    assert again(place).ballot.back == 3 and place.ballot.paper_void == 1
    assert refused(closing.enter_paper, place.first, pk, 3, 1, PAPER) == {"back": "纸票已经核对一致"}
    reveal(place)
    result = queries.result_of(again(place).ballot)
    assert result is not None and (result.valid, result.void) == (6, 1)
    assert [row.cells for row in result.rows] == [(5, 1, 0, 0, 0), (0, 6, 0, 0, 0)]
    assert not BallotPaperCount.objects.exists()


def test_a_count_of_paper_that_does_not_add_up_is_refused(place: Any) -> None:
    close(place, left=6, given=3)
    for back, void, rows, field in (
        (-1, 0, PAPER, "back"),
        (3, 4, PAPER, "void"),
        (3, 1, PAPER[:1], "rows"),
        (3, 1, ((2, 0), (2, 0)), "rows"),
        (3, 1, ((3, -1, 0, 0, 0), PAPER[1]), "rows"),
        (3, 1, ((1, 0, 0, 0, 0), PAPER[1]), "row-1"),
        (3, 1, (PAPER[0], (2, 1, 0, 0, 0)), "row-2"),
    ):
        found = refused(closing.enter_paper, place.first, place.ballot.pk, back, void, rows)
        assert set(found) == {field}, (back, void, rows)
    assert not BallotPaperCount.objects.exists()


def test_counts_that_differ_open_only_with_both_tellers_reasons_and_these_stand_on_the_result(
    county: Any, place: Any
) -> None:
    casting.cast(place.codes[0], (1, 1))
    came(place, 5)
    close(place)
    told = refused(reveal, place)["reason"]
    assert "发出 6，签到 5" in told and "钱承办、票001" in told
    closing.give_reason(place.first, place.ballot.pk, "一人多抽了一张")
    assert "由票001记明原因" in refused(reveal, place)["reason"]
    assert set(refused(closing.give_reason, place.second, place.ballot.pk, "")) == {"reason"}
    closing.give_reason(place.second, place.ballot.pk, "同上，已经收回")
    reveal(place)
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert entry.fields["unmet"] == ("发出 6，签到 5",)
    assert set(entry.fields["reasons"]) == {"一人多抽了一张", "同上，已经收回"}
    assert [reason for _, _, reason in queries.reasons(again(place).ballot)] == [
        "一人多抽了一张",
        "同上，已经收回",
    ]


def test_the_result_opens_with_both_tellers_own_words_and_not_before(county: Any, place: Any) -> None:
    for code in place.codes:
        casting.cast(code, (2, 0))
    came(place, 6)
    assert set(refused(reveal, place)) == {"state"}
    close(place)
    first, second = place.words
    for words, wrong in (
        (("", ""), {"words-1", "words-2"}), ((second, first), {"words-1", "words-2"}), ((first, first), {"words-2"}), ((first,), {"words-2"}),
    ):  # fmt: skip
        assert set(refused(closing.open_result, place.first, place.ballot.pk, words)) == wrong
    assert refused(closing.open_result, county.zhao, place.ballot.pk, place.words) == {
        "actor": "由监票人办理"
    }
    spaced = f" {first[:2]}、{first[2:4]} {first[4:]}"
    closing.open_result(place.second, place.ballot.pk, (spaced, second))
    again(place)
    assert place.ballot.state == Ballot.State.COUNTED
    assert not BallotPaper.objects.exists() and not any(bytes(t.sealed) for t in place.ballot.tellers.all())
    assert set(refused(reveal, place)) == {"state"}


def test_a_slip_that_was_taken_away_or_altered_is_told_and_wants_reasons(place: Any) -> None:
    for code in place.codes:
        casting.cast(code, (1, 2))
    rows = list(BallotPaper.objects.all())
    rows[0].delete()
    BallotPaper.objects.filter(pk=rows[1].pk).update(sealed=bytes(rows[2].sealed))
    came(place, 6)
    place.codes.append(casting.make_codes(place.first, place.ballot.pk, 1)[0])
    casting.cast(place.codes[-1], (1, 2))
    assert BallotPaper.objects.filter(pk=rows[1].pk).exists()
    close(place, left=0)
    closing.give_reason(place.first, place.ballot.pk, "一张不见")
    closing.give_reason(place.second, place.ballot.pk, "一张打不开")
    reveal(place)
    result = queries.result_of(again(place).ballot)
    # What was gone before closing shows among the counts, what can't be opened apart.
    assert result is not None and (result.valid, result.damaged) == (5, 1)
    assert "屏投的票有 1 张缺、多或者不能打开" in entries(SYSTEM, place.matter.pk)[-1].fields["unmet"]


def test_a_ballot_on_paper_alone_needs_no_words(county: Any) -> None:
    place = open_with(meeting(county), 0)
    came(place, 3)
    close(place, given=3)
    for one in (place.first, place.second):
        closing.enter_paper(one, place.ballot.pk, 3, 1, PAPER)
    reveal(place)
    assert queries.result_of(again(place).ballot) is not None


# ---------------------------------------------------------------- the result


SLIPS = [(1, 1)] * 6 + [(1, 2)] * 2 + [(2, 3)] * 2 + [(0, 0)]


def test_the_result_shows_no_figure_below_five_and_no_points_that_give_it_away(county: Any) -> None:
    place = held(SLIPS, county)
    result = queries.result_of(place.ballot)
    assert result is not None and (result.valid, result.void) == (10, 1)
    sun, li = result.rows
    assert [(p.span, p.count) for p in sun.pieces] == [(2, 10), (1, 0), (1, 0), (1, 0)]
    assert [(p.span, p.count) for p in li.pieces] == [(3, 10), (1, 0), (1, 0)]
    assert sun.points is None and sun.withheld and li.withheld
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert entry.fields["shown"] == (
        "好、较好合计 10，一般 0，较差 0，弃权 0",
        "好、较好、一般合计 10，较差 0，弃权 0",
    )
    assert entry.fields["seal"] == result.seal
    assert not queries.sees_exact(county.zhao, place.ballot)


def test_figures_of_five_and_more_are_told_with_their_points(county: Any) -> None:
    place = held([(1, 1)] * 5 + [(2, 1)] * 5, county)
    result = queries.result_of(place.ballot)
    assert result is not None
    sun, li = result.rows
    assert sun.points and counting.in_full(sun.points.value) == "90" and sun.points.total == 900
    assert li.points and li.points.value == 100 and not li.withheld


def test_exact_points_are_for_the_organiser_where_it_was_set_before(county: Any) -> None:
    place = held(SLIPS, county, exact=True)
    assert queries.sees_exact(county.zhao, place.ballot)
    assert not any(queries.sees_exact(one, place.ballot) for one in (county.viewer, place.second))
    result = queries.result_of(place.ballot, exact=True)
    assert result is not None and result.rows[0].points is not None
    assert result.rows[0].points.value == Fraction(960, 10)


def test_a_result_that_was_altered_is_noticed(county: Any) -> None:
    place = held([(1, 1)] * 5, county)
    said = entries(county.zhao, place.matter.pk)[-1].fields["seal"]
    row = place.ballot.result
    vault.write(row, queries.result_place(place.ballot.pk), json.dumps({"valid": 5, "void": 0, "damaged": 0, "rows": [[0, 5, 0, 0, 0]] * 2}).encode())  # fmt: skip
    row.save()
    result = queries.result_of(again(place).ballot)
    assert result is not None and result.seal != said


# ---------------------------------------------------------------- handing over


HAND = Handing("balloted", "points", "office", {"secret": "yes", "valid": "valid", "good": "1"})


def test_the_result_becomes_the_step_of_the_regulation_for_each_person(county: Any) -> None:
    place = held([(1, 1)] * 5 + [(2, 1)] * 5, county)
    assert [step.id for step in handing.steps_of(place.matter)] == ["balloted"]
    written = handing.hand_over(county.zhao, place.ballot.pk, HAND)
    found = [entry for entry in entries(county.zhao, place.matter.pk) if entry.type == "balloted"]
    assert [(entry.subjects, dict(entry.fields)) for entry in found] == [
        ((county.sun,), {"secret": "yes", "points": "90", "valid": "10", "good": "5"}),
        ((county.li,), {"secret": "yes", "points": "100", "valid": "10", "good": "10"}),
    ]
    assert [entry.seq for entry in found] == [event.seq for event in written]
    assert again(place).ballot.handed == " ".join(str(event.seq) for event in written)
    place.matter.refresh_from_db()
    grades = {f.subject: f.value for f in evaluation.findings_of(place.matter) if f.norm == "grade" and f.status is Status.MET}  # fmt: skip
    assert grades == {county.sun: "好", county.li: "好"}
    assert refused(handing.hand_over, county.zhao, place.ballot.pk, HAND)["hand"]


def test_points_that_give_a_figure_away_are_handed_over_only_where_it_was_set(county: Any) -> None:
    place = held(SLIPS, county)
    told = refused(handing.hand_over, county.zhao, place.ballot.pk, HAND)
    assert told == {"points": "各对象的得分都可倒推小格，会前没有设定承办人可见准确得分"}
    assert not Event.objects.filter(type="balloted").exists()


def test_of_two_the_one_whose_points_may_be_told_is_handed_over(county: Any) -> None:
    place = held([(1, 1)] * 5 + [(1, 2)] * 2, county)
    (event,) = handing.hand_over(county.zhao, place.ballot.pk, HAND)
    entry = next(e for e in entries(county.zhao, place.matter.pk) if e.seq == event.seq)
    assert entry.subjects == (county.sun,) and entry.fields["points"] == "100"


def test_a_fraction_without_end_is_recorded_exactly(county: Any) -> None:
    place = held([(1, 1)] * 3 + [(2, 1)] * 3 + [(3, 1)], county, exact=True)
    handing.hand_over(county.zhao, place.ballot.pk, HAND)
    entry = next(e for e in entries(county.zhao, place.matter.pk) if e.type == "balloted")
    assert entry.fields["points"] == "600/7"


def test_what_can_not_be_handed_over_is_refused(county: Any) -> None:
    none = {"options": (("好", ""), ("差", "")), "basis": "", "abstain": ""}
    place = held([(1, 1)] * 5, county, **none)
    assert refused(handing.hand_over, county.zhao, place.ballot.pk, HAND) == {
        "points": "会前没有设定折算，没有得分可以送交"
    }
    with pytest.raises(OutOfSight):
        handing.hand_over(county.zhou, place.ballot.pk, HAND)
    assert set(refused(handing.hand_over, county.viewer, place.ballot.pk, HAND)) == {"actor"}
    assert not handing.steps_of(matter_of(county.organs["QJ"], [county.sun], "hearing"))


def test_a_field_that_takes_no_such_thing_is_refused(county: Any) -> None:
    place = held([(1, 1)] * 5, county)
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"step": "reported"}, "step"),
        ({"step": "none"}, "step"),
        ({"points": "valid"}, "points"),
        ({"more": {"points": "valid"}}, "more"),
        ({"more": {"good": "5"}}, "more"),
        ({"more": {"good": "yes"}}, "more"),
        ({"more": {"secret": "1"}}, "more"),
        ({"more": {"none": "yes"}}, "more"),
        ({"by": "nobody"}, "by"),
    )
    for differs, field in wrong:
        assert field in refused(handing.hand_over, county.zhao, place.ballot.pk, replace(HAND, **differs))
    assert not Event.objects.filter(type="balloted").exists()


def test_of_a_matter_whose_contents_were_destroyed_no_ballot_remains(county: Any) -> None:
    place = held([(1, 1)] * 5, county)
    acts.forget(place.matter)
    assert not Ballot.objects.exists()
    assert state_of_nothing()


def state_of_nothing() -> bool:
    from zeren.records.ballots import models

    return not any(
        model.objects.exists() for name, model in vars(models).items() if name.startswith("Ballot")
    )
