"""Acts that begin a matter, join matters, and pass them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.norms.model import FieldText
from zeren.records import clock, packs, refs
from zeren.records.actor import WRITES, Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, acts, checks, events, secrecy
from zeren.records.matters.events import Entry
from zeren.records.matters.models import HandOver, Matter, MatterLink, MatterSubject
from zeren.records.matters.numbers import next_number
from zeren.records.obligations import refresh
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.recusals import queries as recusals
from zeren.records.scope import columns_of
from zeren.records.search import indexing
from zeren.records.trail import acts as trail


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new matter is. ``mark`` (青纪问) gives the next number of its series; ``number`` is one given on paper.

    ``taken_over``: the day from which the log is complete, for a case that was open before.
    """

    pack: str
    procedure: str
    organ: int
    title: str
    subjects: Sequence[str]
    opened: date
    mark: str = ""
    number: str = ""
    handler: int | None = None
    facts: Mapping[str, FieldText] | None = None
    subject_facts: Mapping[str, Mapping[str, FieldText]] | None = None
    facts_day: date | None = None
    taken_over: date | None = None
    classification: str = ""
    parents: Sequence[tuple[int, str]] = ()


def open_matter(actor: Actor, asked: Opening) -> Matter:
    """Open a matter, with its first entry on the chain. Raises Refused with everything that is false."""
    with transaction.atomic():
        organ = _organ(actor, asked)
        version = _check(asked)
        number = asked.number or next_number(organ, asked.opened.year, asked.mark)
        _number_is_free(organ, number)
        matter = Matter(
            number=number,
            title=asked.title.strip(),
            organ=organ,
            handler_id=asked.handler or actor.person,
            pack=asked.pack,
            version=version,
            procedure=asked.procedure,
            opened=asked.opened,
            facts_day=asked.facts_day,
            taken_over=asked.taken_over,
            classification=asked.classification,
            **columns_of(organ),
        )
        matter.save(force_insert=True)
        _add_subjects(matter, asked.subjects)
        for parent, kind in asked.parents:
            _join(actor, access.locked(actor, parent), matter, kind)
        _first_entries(actor, matter, asked)
        indexing.put("matter", matter.pk, f"{matter.number} {matter.title}")
    return matter


def take_over(actor: Actor, asked: Opening, known: Iterable[Entry] = ()) -> Matter:
    """Open a case that was already under way: what is known of it is recorded as it happened.

    ``asked.taken_over`` must be set: steps before that day that are not recorded are undetermined (接管前).
    """
    if asked.taken_over is None:
        raise Refused([Problem("taken_over", "缺接管日", "the day of the takeover is missing")])
    with transaction.atomic():
        matter = open_matter(actor, asked)
        for entry in sorted(known, key=lambda e: e.at):
            whole, _ = acts.checked(actor, matter, entry, ())
            acts.write(actor, matter, whole, "event_recorded")
    return matter


def link(actor: Actor, parent_id: int, child_id: int, kind: str) -> MatterLink:
    """Join two matters. Raises Refused where it would make a circle."""
    with transaction.atomic():
        first, second = sorted((parent_id, child_id))
        rows = {pk: access.locked(actor, pk) for pk in (first, second)}
        return _join(actor, rows[parent_id], rows[child_id], kind, say=True)


def hand_over(actor: Actor, matter_ids: Sequence[int], taker: int, on: date, *, reason: str = "") -> int:
    """Pass matters to another handler; the worklist follows at once. Answers how many."""
    with transaction.atomic():
        problems = Problems()
        checks.check_at(on.isoformat(), "on", problems)
        person = Person.objects.filter(pk=taker, left__isnull=True).first()
        if person is None:
            problems.add("taker", "没有这名接手人员", "there is no such person to take over")
        problems.refuse()
        for matter_id in sorted(set(matter_ids)):
            matter = access.locked(actor, matter_id)
            wrong = recusals.taker_problem(matter, taker)
            if wrong is not None:
                raise Refused([wrong])
            _hand(actor, matter, taker, on, reason)
        return len(set(matter_ids))


def _hand(actor: Actor, matter: Matter, taker: int, on: date, reason: str) -> None:
    HandOver.objects.create(
        matter=matter, giver_id=matter.handler_id, taker_id=taker, on=on, reason=reason, account=actor.account
    )
    fields = {"from": f"person:{matter.handler_id}" if matter.handler_id else "", "to": f"person:{taker}"}
    matter.handler_id = taker
    clean = {name: text for name, text in fields.items() if text}
    acts.write(
        actor, matter, Entry(events.HANDED, on.isoformat(), clean, reason=reason), "matter_handed_over"
    )


# ---------------------------------------------------------------- parts


def _organ(actor: Actor, asked: Opening) -> Organ:
    organ = Organ.objects.filter(pk=asked.organ).first()
    scopes = actor.scopes(WRITES)
    if organ is None or not (actor.system or any(getattr(organ, f"a{d}") == o for o, d in scopes)):
        raise OutOfSight(f"organ {asked.organ}")
    return organ


def _check(asked: Opening) -> date:
    """Everything that is false about the opening at once; answers the pack's version in force on the day."""
    problems = Problems()
    checks.check_at(asked.opened.isoformat(), "opened", problems)
    secrecy.check_level(asked.classification or secrecy.USUAL, problems)
    for name, day in (("taken_over", asked.taken_over), ("facts_day", asked.facts_day)):
        if day is not None:
            checks.check_at(day.isoformat(), name, problems)
    if not asked.title.strip():
        problems.add("title", "缺事由", "the title is missing")
    if not (asked.mark or asked.number):
        problems.add("mark", "缺发文代字或编号", "a mark or a number is missing")
    checks.check_exist(dict.fromkeys(asked.subjects, "subjects"), problems)
    if asked.handler is not None:
        checks.check_exist({f"person:{asked.handler}": "handler"}, problems)
    version = _procedure(asked, problems)
    problems.refuse()
    assert version is not None
    return version


def _procedure(asked: Opening, problems: Problems) -> date | None:
    pack = packs.installed().on(asked.pack, asked.opened)
    words = packs.words(asked.pack, pack.version, asked.procedure) if pack else None
    if pack is None or words is None:
        zh = f"{asked.opened} 没有施行中的 {asked.pack}（{asked.procedure}）"
        problems.add(
            "pack", zh, f"no version of {asked.pack} ({asked.procedure}) is in force on {asked.opened}"
        )
        return None
    acts.check_facts(words, asked.facts or {}, False, problems)
    for facts in (asked.subject_facts or {}).values():
        acts.check_facts(words, facts, True, problems)
    _subject_kinds(words, asked.subjects, problems)
    return pack.version


def _subject_kinds(words: packs.Words, subjects: Sequence[str], problems: Problems) -> None:
    procedure = words.procedure
    if not subjects:
        problems.add("subjects", "缺对象", "the subject is missing")
    if len(subjects) > 1 and not procedure.subject_many:
        problems.add("subjects", "本程序只能有一名对象", "this procedure takes one subject")
    if len(set(subjects)) != len(subjects):
        problems.add("subjects", "对象重复", "a subject is given twice")
    for ref in subjects:
        parsed = refs.parse(ref)
        if parsed is None or parsed[0] not in ("person", "organ"):
            problems.add(
                "subjects", f"“{ref}”不是已登记的人员或机关", f"'{ref}' is no registered person or organ"
            )


def _number_is_free(organ: Organ, number: str) -> None:
    if Matter.objects.filter(organ=organ, number=number).exists():
        raise Refused([Problem("number", f"编号“{number}”已用", f"number '{number}' is taken")])


def _add_subjects(matter: Matter, subjects: Iterable[str]) -> None:
    rows = []
    for place, ref in enumerate(subjects):
        parsed = refs.parse(ref)
        assert parsed is not None
        column = "person_id" if parsed[0] == "person" else "organ_id"
        rows.append(MatterSubject(matter=matter, place=place, **{column: parsed[1]}))
    MatterSubject.objects.bulk_create(rows)


def _first_entries(actor: Actor, matter: Matter, asked: Opening) -> None:
    day = asked.opened.isoformat()
    acts.write(
        actor,
        matter,
        Entry(events.OPENED, day, dict(asked.facts or {}), tuple(asked.subjects)),
        "matter_opened",
    )
    for subject, facts in (asked.subject_facts or {}).items():
        acts.write(actor, matter, Entry(events.FACTS, day, dict(facts), (subject,)), "facts_stated")


def _join(actor: Actor, parent: Matter, child: Matter, kind: str, say: bool = False) -> MatterLink:
    if _is_above(child.pk, parent.pk) or parent.pk == child.pk:
        zh = "关联成环：下级事项不能同时是上级事项"
        raise Refused([Problem("parent", zh, "the link would make a circle")])
    found, made = MatterLink.objects.get_or_create(parent=parent, child=child, defaults={"kind": kind})
    if made and say:
        day = clock.today().isoformat()
        acts.write(
            actor, parent, Entry(events.LINKED, day, {"child": child.number, "kind": kind}), "matter_linked"
        )
        refresh.matter(child, save=True)
    elif made:
        trail.write(actor, "matter_linked", "matter", parent.pk, detail=f"{child.pk} {kind}")
    return found


def _is_above(upper: int, lower: int) -> bool:
    """Whether ``upper`` is among the ancestors of ``lower``."""
    seen, todo = set(), {lower}
    while todo:
        todo = set(MatterLink.objects.filter(child__in=todo).values_list("parent", flat=True)) - seen
        if upper in todo:
            return True
        seen |= todo
    return False
