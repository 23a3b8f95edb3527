"""Matters on the own desk of the person concerned (benren): facts shown, an appeal that runs, a restriction that runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.cli.demo import county, loading, plans
from zeren.cli.demo.plans import Act, Plan
from zeren.norms import single
from zeren.norms.counting import Deadline
from zeren.records import calendars, clock, packs
from zeren.records.actor import SYSTEM, Actor
from zeren.records.matters import acts, files, opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

LEFT = 6
"""Days that the appeal has still to run."""

FACTS = "一、2 月至 5 月，饮水安全项目 3 次逾期未报进度。\n二、4 月 12 日调度会无故缺席。\n三、来信 14 件中 7 件超过承诺日期未答复。\n"
PAPERS = {
    "facts_shown": ("事实材料.txt", FACTS),
    "statement_recorded": (
        "陈述申辩记录.txt",
        "本人说明：4 月 12 日在外参加培训，其余属实。\n",
    ),
    "announced": ("问责决定书.txt", "决定书全文（样例）。\n"),
    "handling_announced": ("组织处理通知.txt", "通知全文（样例）。\n"),
}
"""What the showing acts put before the person: invented."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A story up to one of its acts, which happened so many days ago; ``without``: acts that were not done."""

    story: str
    handler: str
    until: str
    ago: int
    project: str
    without: tuple[str, ...] = ()


def enter() -> None:
    """Enter the three matters, through the acts that people use."""
    for scene in _scenes(clock.today()):
        _enter(scene, clock.today())


def _scenes(today: date) -> tuple[Scene, ...]:
    return (
        Scene("handling", "zuzhi", "personnel_filed", 60, "轮岗", ("appeal_filed",)),
        Scene("person", "chengban", "decision_received", _received(today), "农村饮水安全"),
        Scene("person", "chengban", "facts_shown", 2, "河道清淤"),
    )


def _received(today: date) -> int:
    """So many days ago the decision was received that the appeal ends in six days, or as near as the calendar lets."""
    pack = packs.installed().on("cn-2019-accountability", today)
    assert pack is not None
    norm = next(norm for norm in pack.norms if norm.id == "appeal-deadline")
    calendar = calendars.calendar()

    def away(ago: int) -> tuple[int, int]:
        found = single.single(pack, norm, today - timedelta(days=ago), calendar).reckoning
        assert isinstance(found, Deadline)
        due = found.due if not hasattr(found.due, "date") else found.due.date()
        return abs((due - today).days - LEFT), ago

    return min(range(15, 35), key=away)


def _enter(scene: Scene, today: date) -> None:
    story = plans.stories()[scene.story]
    last = next(act.day for act in story.acts if act.type == scene.until)
    began = today - timedelta(days=last + scene.ago)
    seat = next(s for s in county.seats() if (s.unit.code, s.part) == loading.SEAT_OF["benren"])
    plan = Plan(scene.story, seat, last, scene.project, handler=scene.handler)
    organ = organs.by_code(loading.HANDLED_BY.get(scene.story, "Q-JW"))
    login = next(login for login in loading.LOGINS if login.signin == scene.handler)
    handler, person = people.by_code(loading.person_of(login)), people.by_code(seat.person)
    assert organ is not None and handler is not None and person is not None
    actor = replace(SYSTEM, account=scene.handler, name=handler.name, person=handler.pk, organ=organ.pk)
    ref = f"person:{person.pk}"
    matter = opening.open_matter(
        actor,
        opening.Opening(
            pack=story.pack, procedure=story.procedure, organ=organ.pk,
            title=plans.filled(plan, story.title), subjects=[ref], opened=began,
            mark=loading.MARKS[scene.story], handler=handler.pk, facts=dict(story.matter),
            subject_facts={ref: dict(story.facts)}, facts_day=began - timedelta(days=90), classification="内部",
        ),
    )  # fmt: skip
    done = [act for act in story.acts if act.type not in scene.without]
    for act in done[: next(i for i, act in enumerate(done) if act.type == scene.until) + 1]:
        _record(actor, matter.pk, plan, act, began, ref)


def _record(actor: Actor, matter: int, plan: Plan, act: Act, began: date, ref: str) -> None:
    name, text = PAPERS.get(act.type, ("", ""))
    papers = [files.add_attachment(actor, matter, name, text.encode()).pk] if name else []
    acts.record_event(
        actor, matter, act.type, began + timedelta(days=act.day), plans.fields_of(plan, act, began),
        subjects=[ref], by=act.by, attachments=papers,
    )  # fmt: skip
