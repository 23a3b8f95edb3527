"""Announcing, drawing, replacing: what is frozen, who is kept off and why, what is refused, and that replay agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from records import support_packs
from records.support_draws import TOMORROW, asked, drawn, enter_pool, inspection, programme
from zeren.law.packs.form import Pack
from zeren.records import clock, evaluation, packs, rebuild, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.beside import RulesError
from zeren.records.draws import acts, log, queries, rules
from zeren.records.draws.models import Draw, TeamSeat
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import queries as matter_queries
from zeren.records.organs.models import Organ
from zeren.records.pool import acts as pool
from zeren.records.recusals import acts as recusals
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real(pack: Any) -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def people(county: Any) -> dict[str, Any]:
    """Twelve in the commission's pool; the first three may be head."""
    return enter_pool(county)


@pytest.fixture
def matter(county: Any, people: Any) -> Any:
    """An inspection of the bureau."""
    return inspection(county)


def held(matter: Any) -> log.Held:
    (*_, last) = queries.of_matter(SYSTEM, matter.pk)
    return last


def refused(call: Any, *args: Any) -> dict[str, str]:
    with pytest.raises(Refused) as told:
        call(*args)
    return {problem.field: problem.zh for problem in told.value.problems}


def test_announcing_freezes_the_list_with_its_digest_and_says_whence_the_seed_comes(
    county: Any, matter: Any, people: dict[str, Any]
) -> None:
    event = acts.announce(county.zhao, matter.pk, asked(county))
    found = held(matter)
    assert (found.seq, found.kind, found.known_on) == (event.seq, "witnessed", clock.today())
    assert found.digest == sha256(found.text.encode()).hexdigest()
    assert found.text.splitlines()[:6] == [
        "zeren-draw-1", f"matter {matter.number}", "seed 当众掷骰三次",
        "seat heads 1 qualified", "seat deputies 1", "seat inspectors 3",
    ]  # fmt: skip
    assert found.text.splitlines()[6] == "person R001 qualified" and len(found.people) == 12
    assert TrailEntry.objects.filter(act="draw_announced", target=str(matter.pk)).count() == 1


def test_a_later_change_of_the_pool_does_not_touch_the_list(county: Any, matter: Any, people: Any) -> None:
    acts.announce(county.zhao, matter.pk, asked(county))
    before = held(matter)
    for member in queries.standing(county.zhao, matter, county.organs["QJ"].pk)[:6]:
        pool.end(county.zhao, member.member.pk, clock.today(), "岗位调整")
    assert held(matter) == before
    acts.draw(county.zhao, matter.pk, "4 2 6", ["钱承办"])
    assert held(matter).agrees()


def test_the_draw_takes_the_first_by_rank_seat_by_seat(county: Any, matter: Any, people: Any) -> None:
    drawn(county, matter, "4 2 6")
    found = held(matter)
    assert found.result is not None and found.result.witnesses == ("钱承办",)
    order = sorted(people, key=lambda code: sha256(f"4 2 6\n{matter.number}\n{code}".encode()).hexdigest())
    head = next(code for code in order if code in ("R001", "R002", "R003"))
    rest = [code for code in order if code != head]
    expected = {"heads": [head], "deputies": rest[:1], "inspectors": rest[1:4]}
    assert {s: [found.codes[p] for p in ids] for s, ids in found.result.seats.items()} == expected
    assert found.agrees()


def test_a_draw_records_no_step_but_the_form_knows_what_it_says(
    county: Any, matter: Any, people: Any
) -> None:
    event = drawn(county, matter)
    found = matter_queries.entries(SYSTEM, matter.pk)
    assert [entry.type for entry in found] == ["_opened", "_draw_announced", "_drawn"]
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    known = queries.known_of(words.pack, words.procedure, "team_drawn", found)
    assert known == {
        "heads": ("1", event.seq), "deputies": ("1", event.seq), "inspectors": ("3", event.seq),
        "from_pool": ("yes", event.seq), "random": ("yes", event.seq),
    }  # fmt: skip
    assert queries.known_of(words.pack, words.procedure, "team_trained", found) == {}
    assert not any(f.act == ("team_drawn",) and f.done for f in evaluation.findings_of(matter))


# ---------------------------------------------------------------- who is kept off


def reasons(county: Any, matter: Any, person: Any) -> list[tuple[str, str, str]]:
    rows = queries.standing(county.zhao, matter, county.organs["QJ"].pk)
    (found,) = [one.against for one in rows if one.member.person_id == person.pk]
    return [(one.why.value, one.text, one.record) for one in found]


def test_who_keeps_away_from_the_matter_is_no_candidate(county: Any, matter: Any, people: Any) -> None:
    declared = recusals.declare(SYSTEM, matter.pk, people["R004"].pk, "kin", "配偶在该局")
    assert reasons(county, matter, people["R004"]) == [("recusal", "回避本案：亲属关系", declared.source)]
    acts.announce(county.zhao, matter.pk, asked(county))
    found = held(matter)
    assert "R004" not in found.people
    assert [(one.person, one.why, one.record) for one in found.excluded] == [
        (people["R004"].pk, "recusal", declared.source)
    ]


def test_of_a_private_declaration_only_that_it_touches_the_matter_is_told(
    county: Any, matter: Any, people: Any
) -> None:
    officer = county.actor("r5", Role.CASE_HANDLER, "QJ", "")
    officer = replace(officer, person=people["R005"].pk)
    recusals.declare_about(officer, county.people["sun"].pk, "kin", "申报表")
    assert reasons(county, matter, people["R005"]) == [("recusal", "本人申报的回避涉及本案对象", "")]
    recusals.declare_about(officer, county.people["zhou"].pk, "kin")
    assert len(reasons(county, matter, people["R005"])) == 1


def test_a_person_concerned_is_no_candidate_nor_who_keeps_away_from_him(county: Any, people: Any) -> None:
    matter = inspection(county, person=people["R010"])
    officer = replace(county.actor("r5", Role.CASE_HANDLER, "QJ"), person=people["R005"].pk)
    recusals.declare_about(officer, people["R010"].pk, "kin")
    assert reasons(county, matter, people["R010"]) == [("subject", "是本案对象", "")]
    assert reasons(county, matter, people["R005"]) == [("recusal", "本人申报的回避涉及本案对象", "")]
    acts.announce(county.zhao, matter.pk, asked(county))
    assert not {"R005", "R010"} & set(held(matter).people)


def test_what_was_only_asked_for_or_is_over_keeps_nobody_off(
    county: Any, matter: Any, people: Any, settings: Any
) -> None:
    recusals.challenge(county.zhao, matter.pk, people["R004"].pk, "有过纠纷")
    officer = replace(county.actor("r5", Role.CASE_HANDLER, "QJ"), person=people["R005"].pk)
    about = recusals.declare_about(officer, county.people["sun"].pk, "kin")
    recusals.end_about(officer, about.pk)
    settings.ZEREN = replace(settings.ZEREN, today=clock.today() + TOMORROW)
    assert reasons(county, matter, people["R004"]) == reasons(county, matter, people["R005"]) == []


def test_who_works_in_an_inspected_unit_or_under_it_is_no_candidate(county: Any, people: Any) -> None:
    under = {"code": "QT1", "name": "交通局运管所", "level": "county", "kind": "unit", "superior": "QT"}
    assert registers.import_rows(SYSTEM, "organs", [under]).written
    post = {"code": "P9", "organ": "QT", "name": "挂职副局长"}
    assert registers.import_rows(SYSTEM, "posts", [post]).written
    rows = [{"code": "R006", "name": "人R006", "organ": "QT1"}]
    assert registers.import_rows(SYSTEM, "people", rows).written
    held_ = [{"person": "R007", "post": "P9", "start": "2026-01-01", "main": "否"}]
    ended = [{"person": "R008", "post": "P9", "start": "2025-01-01", "end": "2026-01-01", "main": "否"}]
    assert registers.import_rows(SYSTEM, "appointments", [*held_, *ended]).written
    county.organs["QT1"] = Organ.objects.get(code="QT1")
    matter = inspection(county)
    assert reasons(county, matter, people["R006"]) == [("unit", "交通局运管所，在青县交通局之下", "")]
    assert reasons(county, matter, people["R007"]) == [("unit", "青县交通局", "")]
    assert reasons(county, matter, people["R008"]) == []
    assert reasons(county, inspection(county, unit="QT1"), people["R007"]) == []


def test_who_is_in_another_team_of_the_same_round_is_no_candidate(county: Any, people: Any) -> None:
    round_ = programme(county)
    first, second, apart = inspection(county, round_), inspection(county, round_), inspection(county)
    event = drawn(county, first)
    seated = [person for person in people.values() if person.pk in held(first).seated()]
    told = [("team", f"已抽入{first.number}", f"m{first.pk}e{event.seq}")]
    assert all(reasons(county, second, person) == told for person in seated)
    assert not any(reasons(county, apart, person) for person in seated)
    away = seated[0]
    acts.replace(county.zhao, first.pk, away.pk, "另有任务")
    assert reasons(county, second, away) == []
    acts.announce(county.zhao, first.pk, asked(county, reason="改由另一组承担"))
    assert not any(reasons(county, second, person) for person in seated)


def test_a_team_out_of_sight_is_not_named(county: Any, people: Any) -> None:
    round_ = programme(county)
    first, second = inspection(county, round_), inspection(county, round_)
    drawn(county, first)
    (person, *_) = [p for p in people.values() if p.pk in held(first).seated()]
    recusals.declare(SYSTEM, first.pk, county.people["zhao"].pk, "other", "另有理由")
    assert reasons(county, second, person) == [("team", "已抽入同一上级事项的另一组", "")]


def test_who_has_left_is_no_candidate(county: Any, matter: Any, people: Any) -> None:
    rows = [{"code": "R006", "name": "人R006", "organ": "QJ", "left": "2026-03-16"}]
    assert registers.import_rows(SYSTEM, "people", rows).written
    assert reasons(county, matter, people["R006"]) == [("left", "登记为 2026-03-16 调离", "")]


def test_whom_people_keep_off_needs_a_reason(county: Any, matter: Any, people: Any) -> None:
    away = people["R009"].pk
    told = refused(acts.announce, county.zhao, matter.pk, asked(county, excluded={away: "  "}))
    assert told == {f"out-{away}": "请写不列入人R009的理由"}
    acts.announce(county.zhao, matter.pk, asked(county, excluded={away: "正在 休产假\n"}))
    (one,) = held(matter).excluded
    assert (one.person, one.why, one.text) == (away, "stated", "正在 休产假")
    stranger = {county.people["sun"].pk: "甲"}
    again = asked(county, excluded=stranger, reason="补充")
    assert set(refused(acts.announce, county.zhao, matter.pk, again)) == {"excluded"}


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"pool": 10**9}, "pool"),
        ({"seats": {}}, "seats"),
        ({"seats": {"heads": 1, "drivers": 1}}, "seats"),
        ({"seats": {"heads": -1, "deputies": 1}}, "heads"),
        ({"seats": {"heads": 1, "deputies": 100}}, "deputies"),
        ({"kind": "chosen"}, "kind"),
        ({"source": " "}, "source"),
        ({"source": "甲\n乙"}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"known_on": None}, "known_on"),
        ({"known_on": date(2026, 3, 15)}, "known_on"),
        ({"kind": "public"}, "known_on"),
    ],
)
def test_what_is_wrong_with_an_announcement_is_told_at_its_field(
    county: Any, matter: Any, differs: dict[str, Any], field: str
) -> None:
    assert set(refused(acts.announce, county.zhao, matter.pk, asked(county, **differs))) == {field}
    assert not Draw.objects.exists()


def test_too_few_are_told_by_seat_with_how_many_are_missing(county: Any, matter: Any, people: Any) -> None:
    told = refused(acts.announce, county.zhao, matter.pk, asked(county, seats={"heads": 5, "inspectors": 10}))
    assert told == {
        "heads": "组长缺 2 人：可任组长的候选人不够",
        "inspectors": "巡察员缺 1 人：候选人不够",
    }


def test_everything_that_is_wrong_is_told_at_once(county: Any, matter: Any, people: Any) -> None:
    wrong = asked(county, seats={"heads": 5}, kind="", source="", known_on=None)
    assert list(refused(acts.announce, county.zhao, matter.pk, wrong)) == [
        "heads",
        "kind",
        "source",
        "known_on",
    ]
    assert set(refused(acts.check, county.zhao, matter.pk, wrong)) == {"heads", "kind", "source", "known_on"}
    acts.check(county.zhao, matter.pk, asked(county))
    assert not Draw.objects.exists() and queries.of_matter(SYSTEM, matter.pk) == ()


def test_the_seed_waits_for_its_day(county: Any, matter: Any, settings: Any) -> None:
    later = asked(county, kind="public", source="3月17日某彩票开奖号码", known_on=clock.today() + TOMORROW)
    acts.announce(county.zhao, matter.pk, later)
    told = refused(acts.draw, county.zhao, matter.pk, "1 2 3", ["钱承办"])
    assert told == {"seed": "名单写明种子在 2026-03-17 产生，此前不能抽取"}
    settings.ZEREN = replace(settings.ZEREN, today=clock.today() + TOMORROW)
    acts.draw(county.zhao, matter.pk, "1 2 3", ["钱承办"])


@pytest.mark.parametrize(
    ("seed", "witnesses", "field"),
    [
        ("", ["钱承办"], "seed"),
        ("1\n2", ["钱承办"], "seed"),
        ("1", [" "], "witnesses"),
        ("1", ["zhao"], "witnesses"),
        ("1", ["钱承办", "zhao〔zhao〕"], "witnesses"),
        ("1", ["x" * 61], "witnesses"),
    ],
)
def test_a_seed_needs_a_line_and_another_who_saw_it(
    county: Any, matter: Any, seed: str, witnesses: list[str], field: str
) -> None:
    acts.announce(county.zhao, matter.pk, asked(county))
    assert set(refused(acts.draw, county.zhao, matter.pk, seed, witnesses)) == {field}
    assert Draw.objects.get().state == "announced"


def test_nothing_is_drawn_unannounced_or_twice(county: Any, matter: Any) -> None:
    assert refused(acts.draw, county.zhao, matter.pk, "1", ["钱承办"]) == {"draw": "还没有公布名单"}
    drawn(county, matter)
    told = refused(acts.draw, county.zhao, matter.pk, "2", ["钱承办"])
    assert told == {"draw": "已经抽取；有人不能参加的，逐人替补"}


def test_announcing_anew_needs_a_reason_and_keeps_what_was_before(county: Any, matter: Any) -> None:
    drawn(county, matter)
    assert set(refused(acts.announce, county.zhao, matter.pk, asked(county))) == {"reason"}
    event = acts.announce(county.zhao, matter.pk, asked(county, reason="记录的种子有误"))
    before, now = queries.of_matter(county.zhao, matter.pk)
    assert (before.superseded, now.superseded, now.reason) == (event.seq, 0, "记录的种子有误")
    assert before.result is not None and now.result is None
    assert list(Draw.objects.order_by("entry").values_list("state", flat=True)) == ["superseded", "announced"]


def test_a_new_list_is_not_drawn_from_by_a_seed_that_was_known(county: Any, matter: Any, people: Any) -> None:
    event = drawn(county, matter, "4 2 6")
    acts.announce(county.zhao, matter.pk, asked(county, reason="漏列一人"))
    told = refused(acts.draw, county.zhao, matter.pk, " 4 2 6 ", ["钱承办"])
    assert told == {"seed": f"这一种子在第 {event.seq} 号已经用过，另行公布的名单须用新的种子"}
    acts.draw(county.zhao, matter.pk, "4 2 5", ["钱承办"])
    other = inspection(county)
    drawn(county, other, "4 2 6")


def test_a_procedure_without_a_draw_has_none(county: Any, people: Any) -> None:
    told = refused(acts.announce, county.zhao, programme(county).pk, asked(county))
    assert told == {"draw": "本程序没有随机抽调"}


def test_only_who_records_on_the_matter_draws(county: Any, matter: Any) -> None:
    for actor in (county.zhou, county.subject, county.auditor):
        with pytest.raises(OutOfSight):
            acts.announce(actor, matter.pk, asked(county))
        with pytest.raises(OutOfSight):
            queries.of_matter(actor, matter.pk)
    assert set(refused(acts.announce, county.viewer, matter.pk, asked(county))) == {"actor"}
    assert set(refused(acts.draw, county.viewer, matter.pk, "1", ["钱承办"])) == {"actor"}


def test_another_organs_pool_is_none_for_this_matter(county: Any, matter: Any) -> None:
    enter_of = county.actor("b", Role.CASE_HANDLER, "BJ", "zhou")
    member = pool.Entering(county.organs["BJ"].pk, county.people["zhou"].pk, date(2026, 3, 2))
    pool.enter(enter_of, member)
    other = asked(county, pool=county.organs["BJ"].pk)
    assert set(refused(acts.announce, county.zhao, matter.pk, other)) == {"pool"}
    assert queries.standing(county.zhao, matter, county.organs["BJ"].pk) == []
    # Even who sees both does not draw the one county's team from the other's pool.
    city = county.actor("c", Role.PRINCIPAL, "C")
    assert set(refused(acts.announce, city, matter.pk, other)) == {"pool"}


# ---------------------------------------------------------------- replacing


def test_who_can_not_serve_is_replaced_by_the_next_of_the_same_ranking(
    county: Any, matter: Any, people: Any
) -> None:
    drawn(county, matter)
    before = held(matter)
    order = [before.people[one.candidate.code] for one in before.ranking()]
    away = before.result.seats["inspectors"][0]  # type: ignore[union-attr]
    follows = next(pk for pk in order if pk not in before.seated())
    event = acts.replace(county.zhao, matter.pk, away, "住院")
    now = held(matter)
    assert now.seated()[follows] == "inspectors" and away not in now.seated()
    assert [(one.seq, one.reason) for one in now.replaced] == [(event.seq, "住院")]
    assert list(TeamSeat.objects.filter(person=away).values_list("until", flat=True)) == [event.seq]
    second = next(pk for pk in order if pk not in {*now.seated(), away})
    acts.replace(county.zhao, matter.pk, follows, "出差")
    assert second in held(matter).seated() and held(matter).agrees()


def test_a_head_is_replaced_by_one_who_qualifies(county: Any, matter: Any, people: Any) -> None:
    acts.announce(county.zhao, matter.pk, asked(county, seats={"heads": 1, "inspectors": 1}))
    acts.draw(county.zhao, matter.pk, "4 2 6", ["钱承办"])
    qualified = {people[code].pk for code in ("R001", "R002", "R003")}
    while free := qualified - set(held(matter).seated()) - {one.person for one in held(matter).replaced}:
        (head,) = [person for person, seat in held(matter).seated().items() if seat == "heads"]
        acts.replace(county.zhao, matter.pk, head, "另有任务")
        assert {p for p, seat in held(matter).seated().items() if seat == "heads"} <= free
    (head,) = [person for person, seat in held(matter).seated().items() if seat == "heads"]
    told = refused(acts.replace, county.zhao, matter.pk, head, "另有任务")
    assert told == {"person": "同一排序中没有可以替补组长的人，请另行公布名单"}


def test_a_replacement_needs_a_reason_and_somebody_of_the_team(county: Any, matter: Any, people: Any) -> None:
    drawn(county, matter)
    (inside, *_), out = (
        held(matter).seated(),
        next(p.pk for p in people.values() if p.pk not in held(matter).seated()),
    )
    assert set(refused(acts.replace, county.zhao, matter.pk, inside, " ")) == {"reason"}
    assert set(refused(acts.replace, county.zhao, matter.pk, out, "住院")) == {"person"}


def test_who_follows_is_who_the_page_said(county: Any, matter: Any, people: Any) -> None:
    drawn(county, matter)
    before = held(matter)
    first, second = before.result.seats["inspectors"][:2]  # type: ignore[union-attr]
    follows = before.next_for("inspectors")
    acts.replace(county.zhao, matter.pk, first, "住院", follows)
    assert set(refused(acts.replace, county.zhao, matter.pk, second, "出差", follows)) == {"person"}
    acts.replace(county.zhao, matter.pk, second, "出差", held(matter).next_for("inspectors"))


def test_what_came_up_after_the_list_is_told_of_those_drawn(county: Any, matter: Any, people: Any) -> None:
    drawn(county, matter)
    person = next(iter(held(matter).seated()))
    assert queries.against_seated(county.zhao, matter, held(matter)) == {}
    recusals.declare(SYSTEM, matter.pk, person, "kin", "亲属调入该局")
    assert list(queries.against_seated(county.zhao, matter, held(matter))) == [person]


# ---------------------------------------------------------------- replay, destruction, the file beside the pack


def test_rebuilding_equals_what_the_acts_wrote(county: Any, people: Any) -> None:
    round_ = programme(county)
    first, second = inspection(county, round_), inspection(county, round_)
    drawn(county, first)
    acts.replace(county.zhao, first.pk, next(iter(held(first).seated())), "住院")
    acts.announce(county.zhao, second.pk, asked(county, reason=""))
    acts.announce(county.zhao, second.pk, asked(county, reason="少列一人"))
    while matters_catch_up():
        pass
    written = rebuild.contents()
    assert len(written["Draw"]) == 3 and len(written["TeamSeat"]) == 6
    TeamSeat.objects.all().delete()
    Draw.objects.update(state="announced")
    rebuild.rebuild()
    assert rebuild.contents() == written


def matters_catch_up() -> int:
    from zeren.records.obligations import acts as catching

    return catching.catch_up(SYSTEM)


def test_of_contents_that_were_destroyed_no_row_remains(county: Any, matter: Any) -> None:
    from zeren.records.draws import projection
    from zeren.records.matters.models import Disposal, Event, EventPayload

    drawn(county, matter)
    for event in Event.objects.filter(matter=matter):
        Disposal.objects.create(event=event, at=clock.now(), by="a", confirmed_by="b", basis="x")
    EventPayload.objects.filter(event__matter=matter).delete()
    projection.lay(matter)
    assert not Draw.objects.exists() and not TeamSeat.objects.exists()


def test_a_void_or_a_correction_does_not_reach_a_draw(county: Any, matter: Any) -> None:
    event = drawn(county, matter)
    assert set(refused(lambda: matters.void_event(county.zhao, matter.pk, event.seq, reason="甲"))) == {"seq"}


def test_no_draw_names_what_its_pack_does_not_have(real: packs.Installed) -> None:
    found = [(p, q, r) for p in real.packs for q in p.procedures.values() if (r := rules.rules_of(p, q))]
    assert {pack.id for pack, _, _ in found} >= {"zy-2015-inspection"}
    assert [fault for pack, procedure, rule in found for fault in rules.faults(rule, pack, procedure)] == []


def test_what_a_draw_names_wrongly_is_found(real: packs.Installed) -> None:
    pack: Pack = next(p for p in real.packs if p.id == "zy-2015-inspection")
    procedure = pack.procedures["inspection"]
    wrong = rules.read(
        {"step": "team_drawn", "cite": "9", "pool": "2.p4", "seats": {"a": {"label": "甲", "fills": "x"}}}
    )
    assert rules.faults(wrong, pack, procedure) == ["no field x", "no provision 9"]
    assert rules.faults(replace(wrong, step="none"), pack, procedure) == ["no step none"]


@pytest.mark.parametrize(
    "text",
    [
        "draws: [",
        "[]",
        "draws: {p: x}",
        "draws: {p: {step: a, cite: '1', pool: '1', seats: {}}}",
        "draws: {p: {step: a, cite: '1', seats: {a: {label: x, fills: y}}}}",
        "draws: {p: {step: a, cite: '1', pool: '1', seats: {a: {label: x, fils: y}}}}",
    ],
)
def test_a_file_that_can_not_be_used_is_told_before_anybody_records(
    home: Path, real: packs.Installed, text: str
) -> None:
    (home / "desk.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match="desk.yaml can't be used: "):
        rules.check([replace(real.packs[0], file=str(home / "2019-09-01.yaml"))])
