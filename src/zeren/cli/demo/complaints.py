"""Four made-up complaints in different states, one of them with a sealed reporter. Every name is invented."""

from __future__ import annotations

from datetime import timedelta

from zeren.access.accounts import queries as accounts
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import acts, queries, reporting
from zeren.records.complaints.log import Act, Written
from zeren.records.organs import queries as organs

OFFICER = "shouli"
WEB = (
    Written(
        "城关站　站长　曹某某", "今年四月定了三名站所负责人，听说没有开会讨论。其中一人的公示没有贴出来。"
    ),
    Written("某镇　副镇长", "六月的工程没有招标，是口头定的。亲眼看见的只有合同封面。"),
)


def enter_complaints() -> None:
    """By the public page and by the officer, as people would."""
    organ, account = organs.by_code("Q-ZZ"), accounts.find(OFFICER)
    assert organ is not None and account is not None
    officer = accounts.actor_of(account)
    for written in WEB:
        reporting.submit(reporting.Given(organ.pk, written, ""))
    second = queries.visible_to(officer).latest("pk")
    acts.look(officer, second.pk)
    acts.record(officer, second.pk, Act.ACCEPTED, clock.today(), "属于选人用人问题，由干部监督科核实。")
    acts.record(officer, second.pk, Act.ASKED, clock.today(), "合同封面上写的是哪一个工程？记得大概日期吗？")
    _by_officer(officer, organ.pk)


def _by_officer(officer: Actor, organ: int) -> None:
    today = clock.today()
    named = acts.take_in(
        officer,
        acts.Intake(
            organ, "visit", today - timedelta(days=9), Written("某局　副局长", "考察时本人说的经历与档案不一致。"),
            "佟晓禾", "县城东街 3 号，午后在家",
        ),
    )  # fmt: skip
    acts.record(officer, named.pk, Act.ACCEPTED, today - timedelta(days=8))
    acts.record(
        officer,
        named.pk,
        Act.VERIFIED,
        today - timedelta(days=4),
        "调阅了任职材料，与所说一致之处两处，待再核。",
    )
    acts.record(
        officer, named.pk, Act.REPRISAL, today - timedelta(days=1), "来访后被调离原岗位，没有说明理由。"
    )
    letter = acts.take_in(
        officer,
        acts.Intake(
            organ, "letter", today - timedelta(days=60), Written("某乡　干部", "年终推荐时有人打招呼。")
        ),
    )
    acts.record(officer, letter.pk, Act.ACCEPTED, today - timedelta(days=58))
    acts.record(officer, letter.pk, Act.VERIFIED, today - timedelta(days=40), "问了参加推荐的人，没有查实。")
    acts.record(
        officer, letter.pk, Act.CLOSED, today - timedelta(days=30), "没有查实，来信没有留下答复的办法。"
    )
