"""Entering the demonstration: registers, accounts, matters — all through the acts that people use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zeren.access.accounts import acts as accounts
from zeren.cli.demo import county, plans
from zeren.cli.demo.plans import Act, Plan
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.matters import acts, opening
from zeren.records.matters.opening import Opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

MARKS = {
    "person": "青纪问",
    "organization": "青纪问",
    "removal": "青委问",
    "handling": "青组处",
    "pursuit": "青责追",
    "interview": "青约",
}
ROUND = timedelta(days=60)
HANDLED_BY = {"removal": "Q", "handling": "Q"}
"""The organ that handles a story's matters; the county commission where nothing is said."""


@dataclass(frozen=True, slots=True)
class Login:
    """One account of the demonstration: whose, where, with which role and which roles of the regulations."""

    signin: str
    label: str
    role: Role
    organ: str
    seat: str = ""
    functions: tuple[str, ...] = ()

    @property
    def password(self) -> str:
        """Printed with the account; refused beyond loopback."""
        return f"qinglan-{self.signin}"


LOGINS = (
    Login("chengban", "党风政风监督室", Role.CASE_HANDLER, "Q-JW", "R277", ("discipline_commission", "investigation_team", "deciding_organ")),
    Login("chengban2", "第一监督检查室", Role.CASE_HANDLER, "Q-JW", "R254", ("discipline_commission", "investigation_team", "deciding_organ")),
    Login("fenguan", "县纪委副书记", Role.LEADER_IN_CHARGE, "Q-JW", "", ("discipline_commission", "leader_in_charge")),
    Login("jiwei", "县纪委书记", Role.PRINCIPAL, "Q-JW", "", ("discipline_principal", "discipline_secretary")),
    Login("shuji", "县委书记", Role.PRINCIPAL, "Q", "", ("committee_principal", "party_committee")),
    Login("dangban", "县委办公室", Role.COMMITTEE_OFFICE, "Q", "", ("party_committee",)),
    Login("zuzhi", "县委组织部", Role.ORGANIZATION_OFFICER, "Q", "", ("organization_department",)),
    Login("lianluo", "县住建局联络员", Role.UNIT_LIAISON, "Q-01", ""),
    Login("danwei", "县住建局党组书记", Role.PRINCIPAL, "Q-01", ""),
    Login("benren", "本人", Role.SUBJECT, "Q-01", ""),
    Login("jiandu", "干部监督科", Role.SUPERVISION_OFFICER, "Q-ZZ", "R117", ("organization_department",)),
    Login("buzhang", "县委组织部部长", Role.PRINCIPAL, "Q-ZZ", "R021", ("organization_department",)),
    Login("ganjian", "县委组织部副部长", Role.LEADER_IN_CHARGE, "Q-ZZ", "R023"),
    Login("shouli", "12380 受理", Role.COMPLAINT_OFFICER, "Q-ZZ", "R140"),
    Login("xuncha", "县委第一巡察组", Role.TEAM_MEMBER, "Q-01", "R118"),
    Login("shiwei", "市委书记", Role.PRINCIPAL, "C", "R001", ("superior_principal",)),
    Login("chayue", "查阅", Role.VIEWER, "Q"),
    Login("xitong", "系统管理员", Role.SYSTEM_ADMIN, "Q"),
    Login("baomi", "安全保密管理员", Role.SECURITY_ADMIN, "Q"),
    Login("shenji", "安全审计员", Role.AUDIT_ADMIN, "Q"),
)  # fmt: skip

SEAT_OF = {
    "fenguan": ("Q-JW", "member"),
    "jiwei": ("Q-JW", "principal"),
    "shuji": ("Q", "principal"),
    "dangban": ("Q-BG", "member"),
    "zuzhi": ("Q-ZZ", "member"),
    "lianluo": ("Q-01", "other"),
    "danwei": ("Q-01", "principal"),
    "benren": ("Q-01", "member"),
}


def enter_registers() -> None:
    """Organs, people, posts and appointments, each as a unit's workbook would bring them."""
    for noun in ("organs", "people", "posts", "appointments"):
        report = registers.import_rows(SYSTEM, noun, getattr(county, noun)())
        assert not report.problems, report.problems[:3]


def make_accounts() -> tuple[Login, ...]:
    """The accounts of every role."""
    since = date(2024, 1, 1)
    for login in LOGINS:
        organ = organs.by_code(login.organ)
        assert organ is not None
        person = people.by_code(person_of(login))
        account = accounts.make_account(
            SYSTEM,
            login.signin,
            login.password,
            person=person,
            organ=organ,
            label=login.label,
            demonstration=True,
        )
        # 一次一授权: the team's authorisation over the unit that it inspects ends with the round.
        end = clock.today() + ROUND if login.role is Role.TEAM_MEMBER else None
        held = next(iter(people.posts_on(person.pk)), None) if person else None
        # Powers end with the appointment; the own desk of the person concerned stays.
        rests_on = held if login.role is not Role.SUBJECT else None
        accounts.give_role(
            SYSTEM,
            account,
            login.role,
            organ,
            since,
            end=end,
            functions=login.functions,
            appointment=rests_on,
        )
    return LOGINS


def person_of(login: Login) -> str:
    """The person code of an account; administrators and the viewer are nobody of the register."""
    if login.seat:
        return login.seat
    wanted = SEAT_OF.get(login.signin)
    return next((s.person for s in county.seats() if wanted and (s.unit.code, s.part) == wanted), "")


def enter_matters(today: date | None = None) -> Iterator[Plan]:
    """The sixty matters, one after the other (for a progress bar)."""
    day = today or clock.today()
    last = 0
    for plan in plans.plans():
        last = _enter(plan, day, last)
        yield plan


def _enter(plan: Plan, today: date, before: int) -> int:
    """Enter one matter; answers its id. ``before``: the one entered last, which a member's case belongs to."""
    story = plans.stories()[plan.story]
    began = today - timedelta(days=plan.age)
    organ = organs.by_code(HANDLED_BY.get(plan.story, "Q-JW"))
    handler = people.by_code(next(person_of(login) for login in LOGINS if login.signin == plan.handler))
    assert organ is not None and handler is not None
    actor = Actor(account=plan.handler, name=handler.name, person=handler.pk, organ=organ.pk, system=True)
    subject = _subject(plan)
    matter = opening.open_matter(
        actor,
        Opening(
            pack=story.pack,
            procedure=story.procedure,
            organ=organ.pk,
            title=plans.filled(plan, story.title),
            subjects=[subject],
            opened=began,
            mark=MARKS[plan.story],
            handler=handler.pk,
            facts=dict(story.matter),
            subject_facts={subject: dict(story.facts)},
            facts_day=began - timedelta(days=90),
            classification="内部",
            taken_over=began + timedelta(days=plans.TOOK_OVER_AFTER)
            if plan.turn == plans.TAKEN_OVER
            else None,
            parents=((before, plans.MEMBER),) if plan.turn == plans.MEMBER else (),
        ),
    )
    for act in plans.acts_of(plan):
        _record(actor, matter.pk, plan, act, began, subject)
    if plan.turn == plans.CLOSED:
        acts.close(actor, matter.pk, began + timedelta(days=plans.CLOSED_AFTER), reason="各项办理完毕")
    return matter.pk


def _subject(plan: Plan) -> str:
    if plan.story == "organization":
        organ = organs.by_code(plan.seat.unit.code)
        assert organ is not None
        return f"organ:{organ.pk}"
    person = people.by_code(plan.seat.person)
    assert person is not None
    return f"person:{person.pk}"


def _record(actor: Actor, matter: int, plan: Plan, act: Act, began: date, subject: str) -> None:
    at = began + timedelta(days=act.day)
    fields = plans.fields_of(plan, act, began)
    acts.record_event(actor, matter, act.type, at, fields, subjects=[subject], by=act.by)
