"""Builds the page 抽调 from the log, the pool and what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.http import QueryDict
from django.utils.timezone import localtime

from zeren.desk import links
from zeren.desk.components import Citation, FindingBox, Light, Link, Notice, Sign
from zeren.desk.draws import checking, words
from zeren.desk.draws.page import (
    Announced,
    AnnounceForm,
    AwayRow,
    Drawn,
    DrawPage,
    Earlier,
    ListedRow,
    PoolRow,
    RankRow,
    SeatField,
    SeatRow,
)
from zeren.desk.matters.case import Case
from zeren.desk.matters.frame import frame
from zeren.norms.model import Event, State
from zeren.records import clock, evaluation, refs
from zeren.records.draws import log, queries
from zeren.records.draws.log import Exclusion, Held, SeedKind, Why
from zeren.records.draws.queries import Standing
from zeren.records.draws.rules import DrawRules
from zeren.records.errors import Problem
from zeren.records.matters import queries as matters
from zeren.records.matters.events import day_of
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.pool import queries as pools

SEAT, OUT = "n-", "out-"
"""What the form's fields for numbers, and for whom people keep off the list, begin with."""

NO_POOL = "您看得到的人才库中，没有可供本案抽调的：应当是承办机关、其上级或者同一党委所属机关保管的人才库，且库中有人。"


def page_of(
    case: Case,
    notices: tuple[Notice, ...] = (),
    given: QueryDict | None = None,
    wrong: str = "",
    problems: Sequence[Problem] = (),
    pool: str = "",
) -> DrawPage:
    """The page; after a refusal with what was given (``wrong`` names the form) and what is wrong with it."""
    rules = case.draw_rules
    assert rules is not None
    held = log.draws_in(case.entries)
    now = log.in_force(held)
    people = queries.people_of(now) if now else {}
    writes = case.may_write and case.today >= clock.today()
    announcing = given if wrong == "announce" else None
    form = _announce_form(case, rules, now, announcing, pool) if writes else None
    numbers = _numbers(rules, announcing, now)
    return DrawPage(
        **frame(case, "draw"),
        pk=case.matter.pk,
        title=case.act_label(rules.step),
        cite=_cite(case, rules.cite),
        pool_cite=_cite(case, rules.pool),
        boxes=_boxes(case, rules, numbers) if numbers else (),
        may_write=writes,
        announce=form,
        announced=_announced(case, rules, now, people) if now else None,
        drawn=_drawn(case, rules, now, people) if now and now.result else None,
        check=checking.check_of(now) if now else None,
        earlier=tuple(_earlier(case, one) for one in held if one.superseded),
        notices=(*notices, *_disagrees(now)),
        given=given.dict() if given else {},
        wrong=wrong,
        errors=tuple((_anchor(problem.field), problem.zh) for problem in problems),
        no_pool=NO_POOL if writes and form is None else "",
    )


def _cite(case: Case, at: str) -> Citation | None:
    return case.cite((at,))


def _anchor(name: str) -> str:
    return name if name.startswith(OUT) else f"f-{name}"


def _disagrees(now: Held | None) -> tuple[Notice, ...]:
    if now is None or now.agrees():
        return ()
    return (
        Notice(
            "stop", "按名单和种子重算，与记录不符。", "请安全审计员校验记录；在查明以前不按这一结果组队。"
        ),
    )


# ---------------------------------------------------------------- announcing


def _announce_form(
    case: Case, rules: DrawRules, now: Held | None, given: QueryDict | None, asked: str
) -> AnnounceForm | None:
    """The form; None where no pool in sight serves this matter."""
    organs = pools.pools_for(case.actor, case.matter)
    if not organs:
        return None
    chosen = (given.get("pool", "") if given else asked) or str(now.pool if now else "")
    pool = next((organ for organ in organs if str(organ.pk) == chosen), organs[0])
    rows = tuple(_pool_row(one, given) for one in queries.standing(case.actor, case.matter, pool.pk))
    free = [row for row in rows if not row.against and not row.given.strip()]
    kind = given.get("kind", "") if given else ""
    today = clock.today()
    return AnnounceForm(
        pools=tuple((str(organ.pk), organ.name, organ == pool) for organ in organs),
        rows=rows,
        free=len(free),
        heads=sum(1 for row in free if row.head),
        seats=tuple(SeatField(s.id, s.label, given.get(SEAT + s.id, "") if given else "", _only(s.qualified)) for s in rules.seats),
        kinds=tuple((one.value, label, one == kind) for one, label in words.KINDS.items()),
        today=today.isoformat(),
        tomorrow=(today + timedelta(days=1)).isoformat(),
        again=now is not None,
        open=now is None or given is not None or bool(asked),
        given=given.dict() if given else {},
    )  # fmt: skip


def _only(qualified: bool) -> str:
    return "只在可任组长的人中抽" if qualified else ""


def _pool_row(one: Standing, given: QueryDict | None) -> PoolRow:
    person = one.member.person
    return PoolRow(
        person.pk, person.name, person.code, _organ(person.organ), "", one.member.may_head,
        tuple(f"{words.WHYS[why.why]}：{why.text}" for why in one.against),
        given.get(f"{OUT}{person.pk}", "") if given else "",
    )  # fmt: skip


def _organ(organ: Organ | None) -> str:
    return (organ.short or organ.name) if organ else "没有登记"


def _numbers(rules: DrawRules, given: QueryDict | None, now: Held | None) -> dict[str, str]:
    """How many for each field of the step: as filled in, else as announced; nothing once the step is drawn."""
    if given is not None:
        found = {seat.fills: given.get(SEAT + seat.id, "").strip() for seat in rules.seats}
        return found if all(text.isdecimal() for text in found.values()) else {}
    if now is None or now.result is not None:
        return {}
    counts = {seat.id: str(seat.count) for seat in now.roll.seats}
    return {seat.fills: counts.get(seat.id, "0") for seat in rules.seats}


def _boxes(case: Case, rules: DrawRules, numbers: Mapping[str, str]) -> tuple[FindingBox, ...]:
    """What the regulation's own norms say of a team of these numbers; what only the drawn people can tell is left."""
    draft = Event(
        id="draft", type=rules.step, at=clock.today(), by=case.words.procedure.steps[rules.step].by,
        subject=case.around.subjects, fields={**rules.known, **numbers},
    )  # fmt: skip
    verdict = evaluation.draft_allowed(case.matter, draft, clock.today())
    wrong = (f for f in (*verdict.blocks, *verdict.warns) if f.status is State.BREACHED)
    return tuple(_of_draft(case.boxes.box(f)) for f in wrong)


def _of_draft(box: FindingBox) -> FindingBox:
    """Nothing is recorded yet: there is no entry to name and nothing to explain."""
    lines = tuple(line for line in box.lines if line.term not in ("记录", "影响"))
    return replace(box, lines=lines, acts=(), aside="尚未记录")


# ---------------------------------------------------------------- the frozen list


def _announced(case: Case, rules: DrawRules, now: Held, people: Mapping[int, Person]) -> Announced:
    rows = (
        ListedRow(place, one.code, _name(people, now.people[one.code]), _place(people, now.people[one.code]), one.qualified)
        for place, one in enumerate(now.roll.candidates, start=1)
    )  # fmt: skip
    return Announced(
        seq=now.seq,
        record_url=case.record_url(now.seq),
        who=_who(now.person, now.account),
        when=f"{localtime(now.recorded):%Y-%m-%d %H:%M}",
        pool=refs.names_of([f"organ:{now.pool}"]).get(f"organ:{now.pool}", ""),
        seats="、".join(f"{rules.seat(seat.id).label} {seat.count} 人" for seat in now.roll.seats),
        source=f"{words.KINDS[SeedKind(now.kind)]}：{now.roll.seed_from}",
        known_on=now.known_on.isoformat(),
        waits=clock.today() < now.known_on,
        digest=now.digest,
        file_url=links.named("matter-draw-list", case.matter.pk, now.seq),
        rows=tuple(rows),
        away=tuple(_away(case, one, people) for one in now.excluded),
        reason=now.reason,
    )


def _away(case: Case, one: Exclusion, people: Mapping[int, Person]) -> AwayRow:
    person = people.get(one.person)
    sign = Sign.SEALED if one.why is Why.RECUSAL else Sign.LAPSED
    code = person.code if person else ""
    return AwayRow(
        _name(people, one.person), code, Light(sign, words.WHYS[one.why]), one.text, _record(case, one.record)
    )


def _record(case: Case, event: str) -> Link:
    """The entry that tells a reason: of this matter, or of another in sight."""
    matter, _, seq = event.removeprefix("m").partition("e")
    if not seq:
        return Link("")
    if int(matter) == case.matter.pk:
        return Link(f"第 {seq} 号", case.record_url(int(seq)))
    if not matters.in_sight(case.actor, int(matter)):
        return Link("")
    return Link(f"该案第 {seq} 号", f"{links.matter(matter).rstrip('/')}/records?at={seq}#e{seq}")


def _name(people: Mapping[int, Person], pk: int) -> str:
    return people[pk].name if pk in people else "没有登记"


def _place(people: Mapping[int, Person], pk: int) -> str:
    return _organ(people[pk].organ) if pk in people else ""


def _who(person: int | None, account: str) -> str:
    ref = f"person:{person}"
    return refs.names_of([ref]).get(ref, account) if person else account


# ---------------------------------------------------------------- the result


def _drawn(case: Case, rules: DrawRules, now: Held, people: Mapping[int, Person]) -> Drawn:
    assert now.result is not None
    step = case.act_label(rules.step)
    return Drawn(
        seq=now.result.seq,
        record_url=case.record_url(now.result.seq),
        who=_who(now.result.person, now.result.account),
        when=f"{localtime(now.result.recorded):%Y-%m-%d %H:%M}",
        seed=now.result.seed,
        witnesses="、".join(now.result.witnesses),
        team=_team(case, rules, now, people),
        ranking=_ranking(rules, now, people),
        agrees=now.agrees(),
        step_url=""
        if rules.step in case.in_force or not case.may_write
        else f"{case.url}?act={rules.step}#act",
        step=step,
    )


def _team(case: Case, rules: DrawRules, now: Held, people: Mapping[int, Person]) -> tuple[SeatRow, ...]:
    order = {
        now.people[one.candidate.code]: (place, one.value) for place, one in enumerate(now.ranking(), start=1)
    }
    seated, came = now.seated(), {one.by: one for one in now.replaced}
    against = queries.against_seated(case.actor, case.matter, now)
    turn = {seat.id: place for place, seat in enumerate(rules.seats)}
    rows = []
    for pk in sorted(seated, key=lambda pk: (turn.get(seated[pk], 99), order[pk])):
        after = now.next_for(seated[pk])
        one = came.get(pk)
        note = f"替补{_name(people, one.person)}（第 {one.seq} 号：{one.reason}）" if one else ""
        rows.append(SeatRow(
            pk, rules.seat(seated[pk]).label, _name(people, pk), now.codes[pk], _place(people, pk), *order[pk], note,
            _name(people, after) if after else "", after or 0, tuple(f"{words.WHYS[a.why]}：{a.text}" for a in against.get(pk, ())),
        ))  # fmt: skip
    return tuple(rows)


def _ranking(rules: DrawRules, now: Held, people: Mapping[int, Person]) -> tuple[RankRow, ...]:
    seated, gone = now.seated(), {one.person: one for one in now.replaced}
    rows = []
    for place, one in enumerate(now.ranking(), start=1):
        pk = now.people[one.candidate.code]
        result = rules.seat(seated[pk]).label if pk in seated else ""
        if pk in gone:
            seat = rules.seat(gone[pk].seat).label
            result = f"{seat}，不能参加：{gone[pk].reason}"
        rows.append(
            RankRow(
                place,
                one.value,
                one.candidate.code,
                _name(people, pk),
                one.candidate.qualified,
                result,
                pk in seated,
            )
        )
    return tuple(rows)


def _earlier(case: Case, one: Held) -> Earlier:
    drawn = f"，第 {one.result.seq} 号抽取" if one.result else "，没有抽取"
    later = next(e for e in case.entries if e.seq == one.superseded)
    known = "（当时种子已到产生的日期）" if one.result is None and day_of(later.at) >= one.known_on else ""
    said = f"第 {one.seq} 号公布 {len(one.people)} 人的名单{drawn}；由第 {one.superseded} 号另行公布{known}"
    file = links.named("matter-draw-list", case.matter.pk, one.seq)
    return Earlier(said, later.reason, case.record_url(one.seq), file)
