"""Announcing, drawing, replacing: the only writers of draws. Each is an entry of the matter's log.

Two acts, so that nobody chooses the list or the seed knowing the other: :func:`announce` freezes the list and says
whence the seed will come, :func:`draw` takes the seed. No draw records a step of the procedure; people do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from zeren.norms import drawing
from zeren.norms.drawing import BadText, Candidate, Roll, Seat
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.draws import log, projection, queries
from zeren.records.draws.log import Exclusion, Held, SeedKind, Why
from zeren.records.draws.queries import Standing
from zeren.records.draws.rules import DrawRules, rules_of
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.matters import access, acts, events
from zeren.records.matters import log as logs
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Event, Matter
from zeren.records.pool import queries as pools

MOST_SEATS, MOST_WITNESSES = 99, 20
LONGEST_REASON, LONGEST_NAME = 200, 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be announced: whose pool, how many for each seat, whence the seed comes and from which day on it is
    known, whom people keep off the list and why; ``reason``: why it is announced anew."""

    pool: int
    seats: Mapping[str, int]
    kind: str
    source: str
    known_on: date | None
    excluded: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""


def announce(actor: Actor, matter_id: int, asked: Asked) -> Event:
    """Freeze the list of candidates with its digest, today (2015 办法 二之四：从人才库中随机抽调).

    Raises OutOfSight; Refused with everything that is wrong: no draw in this procedure, no such pool, seats that are
    none, too few candidates for a seat (how many are missing), no source or a day on which the seed is known already,
    an exclusion without its reason, announced before and no reason to do so anew.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        return _write(actor, matter, _prepared(actor, matter, asked), "draw_announced")


def check(actor: Actor, matter_id: int, asked: Asked) -> None:
    """Hold an announcement against all that :func:`announce` does; nothing is written. Raises OutOfSight, Refused."""
    with transaction.atomic():
        _prepared(actor, access.locked(actor, matter_id), asked)


def _prepared(actor: Actor, matter: Matter, asked: Asked) -> Entry:
    rules, problems = _rules(matter), Problems()
    seats = _seats(rules, asked.seats, problems)
    stand = _standing(actor, matter, asked.pool, problems)
    excluded = _excluded(stand, asked.excluded, problems)
    away = {one.person for one in excluded}
    chosen = [one for one in stand if one.member.person_id not in away]
    _enough(rules, seats, [_candidate(one) for one in chosen], problems)
    source = _source(asked, problems)
    _anew(_held(matter), asked.reason, problems)
    problems.refuse()
    return _announcement(asked, _roll(matter, source, seats, chosen), chosen, excluded)


def draw(actor: Actor, matter_id: int, seed: str, witnesses: Sequence[str]) -> Event:
    """Take the seed and draw by it from the frozen list, today.

    Raises OutOfSight; Refused: nothing announced or drawn already, the seed's day has not come, a seed that does not
    stand in one line, no witness or the recorder as a witness, a list that has no longer its digest.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        _rules(matter)
        every = _held(matter)
        held = log.in_force(every)
        if held is None or held.result is not None:
            zh = "已经抽取；有人不能参加的，逐人替补" if held else "还没有公布名单"
            raise Refused([Problem("draw", zh, "drawn already" if held else "no list was announced")])
        problems = Problems()
        if clock.today() < held.known_on:
            zh = f"名单写明种子在 {held.known_on.isoformat()} 产生，此前不能抽取"
            problems.add("seed", zh, f"the seed comes on {held.known_on}, not before")
        clean = _line("seed", seed, "种子", "seed", problems)
        _not_used(every, clean, problems)
        seen = _witnesses(actor, witnesses, problems)
        if held.roll.digest() != held.digest:
            problems.add("draw", "名单与公布的摘要不符", "the list does not have its digest any more")
        problems.refuse()
        drawn = drawing.fill(held.roll.seats, drawing.ranking(held.roll, clean))
        fields: dict[str, FieldText] = {
            "announced": str(held.seq),
            "seed": clean,
            "witnesses": seen,
            "drawn": tuple(f"{seat} person:{held.people[c]}" for seat, codes in drawn.items() for c in codes),
        }
        return _write(actor, matter, Entry(events.DRAWN, _today(), fields), "team_drawn")


def replace(actor: Actor, matter_id: int, person_id: int, reason: str, expected: int | None = None) -> Event:
    """Somebody drawn can't serve: the next of the same ranking takes the seat.

    ``expected``: who the page said would follow. Raises OutOfSight; Refused: not in the team, no reason, nobody left
    in the ranking who fits the seat, somebody else follows than was expected.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        rules, problems = _rules(matter), Problems()
        held = log.in_force(_held(matter))
        seat = held.seated().get(person_id) if held else None
        if held is None or seat is None:
            raise Refused([Problem("person", "此人不在抽出的组内", "is not in the drawn team")])
        _reasoned("reason", reason, "不能参加的理由", problems)
        follows = held.next_for(seat)
        if follows is None:
            zh = f"同一排序中没有可以替补{rules.seat(seat).label}的人，请另行公布名单"
            problems.add("person", zh, f"nobody is left in the ranking for seat {seat}")
        elif expected is not None and expected != follows:
            zh = "您打开本页以后已有人替补，下一名已经不同，请看过再办"
            problems.add("person", zh, "somebody else follows now than the page said")
        problems.refuse()
        fields: dict[str, FieldText] = {
            "announced": str(held.seq), "seat": seat, "person": f"person:{person_id}", "by": f"person:{follows}",
        }  # fmt: skip
        entry = Entry(events.DRAW_REPLACED, _today(), fields, reason=reason.strip())
        return _write(actor, matter, entry, "draw_replaced")


# ---------------------------------------------------------------- parts


def _write(actor: Actor, matter: Matter, entry: Entry, act: str) -> Event:
    event = acts.write(actor, matter, entry, act)
    projection.lay(matter)
    return event


def _today() -> str:
    # Neither act can be entered for another day: what is frozen and when the seed came must be what the clock says.
    return clock.today().isoformat()


def _rules(matter: Matter) -> DrawRules:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    rules = rules_of(words.pack, words.procedure) if words else None
    if rules is None:
        raise Refused([Problem("draw", "本程序没有随机抽调", "this procedure has no draw")])
    return rules


def _held(matter: Matter) -> tuple[Held, ...]:
    return log.draws_in(logs.entries_of([matter.pk])[matter.pk])


def _seats(rules: DrawRules, given: Mapping[str, int], problems: Problems) -> tuple[Seat, ...]:
    for name in sorted(set(given) - {seat.id for seat in rules.seats}):
        problems.add("seats", f"没有“{name}”这一席位", f"there is no seat '{name}'")
    seats = tuple(Seat(one.id, given.get(one.id, 0), one.qualified) for one in rules.seats)
    for seat in seats:
        if not 0 <= seat.count <= MOST_SEATS:
            zh = f"请写{rules.seat(seat.id).label}人数，0 至 {MOST_SEATS}"
            problems.add(seat.id, zh, f"{seat.id}: expected 0 to {MOST_SEATS}")
    if not any(seat.count for seat in seats) and not problems.found:
        problems.add("seats", "请写各席位抽调的人数", "no seat is to be filled")
    return seats


def _source(asked: Asked, problems: Problems) -> str:
    """Whence the seed comes; a public number must still lie ahead, dice may be thrown today."""
    if asked.kind not in list(SeedKind):
        problems.add("kind", "请选种子怎样产生", f"'{asked.kind}' is none of {', '.join(SeedKind)}")
    source = _line("source", asked.source, "种子的来源", "source of the seed", problems)
    first = clock.today()
    if asked.known_on is None:
        problems.add("known_on", "请写种子产生的日期", "the day of the seed is missing")
    elif asked.kind == SeedKind.PUBLIC and asked.known_on <= first:
        zh = "公开发布的数字应当在公布名单以后的日期产生"
        problems.add("known_on", zh, "a public number must come on a later day than the list")
    elif asked.known_on < first:
        problems.add("known_on", "种子产生的日期早于今日", "the seed's day lies before today")
    return source


def _standing(actor: Actor, matter: Matter, pool: int, problems: Problems) -> list[Standing]:
    if pool not in {organ.pk for organ in pools.pools_for(actor, matter)}:
        problems.add("pool", "没有可供本案抽调的这一人才库", "no such pool for this matter")
        return []
    return queries.listed(actor, matter, pool)


def _excluded(stand: Sequence[Standing], given: Mapping[int, str], problems: Problems) -> list[Exclusion]:
    """What the system found, then whom people keep off the list, each with the reason."""
    found = [one for each in stand for one in each.against]
    names = {each.member.person_id: each.member.person.name for each in stand}
    for person, reason in given.items():
        if person not in names:
            problems.add("excluded", "不列入的人不在这一人才库", f"person {person} is not in this pool")
            continue
        _reasoned(f"out-{person}", reason, f"不列入{names[person]}的理由", problems)
        found.append(Exclusion(person, Why.STATED, " ".join(reason.split())))
    return found


def _anew(held: Sequence[Held], reason: str, problems: Problems) -> None:
    if log.in_force(held) is not None:
        _reasoned("reason", reason, "另行公布的理由", problems)


def _enough(
    rules: DrawRules, seats: Sequence[Seat], candidates: Sequence[Candidate], problems: Problems
) -> None:
    if problems.found:
        return
    lacking = drawing.missing(seats, candidates)
    for seat, number in lacking.items():
        rule = rules.seat(seat)
        who = "可任组长的候选人" if rule.qualified else "候选人"
        problems.add(
            seat, f"{rule.label}缺 {number} 人：{who}不够", f"{seat}: {number} candidates are missing"
        )


def _roll(matter: Matter, source: str, seats: Sequence[Seat], chosen: Sequence[Standing]) -> Roll:
    try:
        return drawing.roll(matter.number, source, seats, (_candidate(one) for one in chosen))
    except BadText as wrong:
        raise Refused([Problem("pool", wrong.zh, str(wrong))]) from None


def _candidate(one: Standing) -> Candidate:
    return Candidate(one.member.person.code, one.member.may_head)


def _announcement(
    asked: Asked, roll: Roll, chosen: Sequence[Standing], excluded: Sequence[Exclusion]
) -> Entry:
    people = {one.member.person.code: one.member.person_id for one in chosen}
    assert asked.known_on is not None
    fields: dict[str, FieldText] = {
        "pool": f"organ:{asked.pool}",
        "kind": asked.kind,
        "known_on": asked.known_on.isoformat(),
        "list": roll.text(),
        "digest": roll.digest(),
        "candidates": tuple(f"person:{people[one.code]}" for one in roll.candidates),
        "excluded": tuple(one.packed() for one in excluded),
    }
    return Entry(events.DRAW_ANNOUNCED, _today(), fields, reason=asked.reason.strip())


def _line(where: str, text: str, zh: str, en: str, problems: Problems) -> str:
    try:
        return drawing.one_line(text, zh, en)
    except BadText as wrong:
        problems.add(where, wrong.zh, str(wrong))
        return ""


def _not_used(held: Sequence[Held], seed: str, problems: Problems) -> None:
    """A new list needs a new seed: under a known one the list could be made to fit."""
    used = next((one.result for one in held if one.result and one.result.seed == seed), None)
    if used is not None:
        zh = f"这一种子在第 {used.seq} 号已经用过，另行公布的名单须用新的种子"
        problems.add("seed", zh, f"this seed was used in entry {used.seq}")


def _witnesses(actor: Actor, given: Sequence[str], problems: Problems) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(name for text in given if (name := " ".join(text.split()))))
    if not found:
        problems.add("witnesses", "请写见证人", "the witnesses are missing")
    if len(found) > MOST_WITNESSES or any(len(name) > LONGEST_NAME for name in found):
        zh = f"见证人至多 {MOST_WITNESSES} 名，每名至多 {LONGEST_NAME} 字"
        problems.add("witnesses", zh, "too many witnesses, or a name that is too long")
    if actor.name and any(name.partition("〔")[0] == actor.name for name in found):
        problems.add("witnesses", "记录种子的人不能给自己见证", "the recorder is no witness to himself")
    return found


def _reasoned(where: str, reason: str, what: str, problems: Problems) -> None:
    if not reason.strip():
        problems.add(where, f"请写{what}", "the reason is missing")
    elif len(reason) > LONGEST_REASON:
        problems.add(
            where, f"{what}超过 {LONGEST_REASON} 字", f"the reason exceeds {LONGEST_REASON} characters"
        )
