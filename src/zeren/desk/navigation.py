"""What stands in the bar for whom: a menu only for what the viewer may do; and the page each begins the day with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zeren.desk import links
from zeren.records.absences import queries as absences
from zeren.records.actor import ADMINISTRATORS, SEES_TREE, Actor, Role
from zeren.records.bulletin import queries as bulletin
from zeren.records.duties import queries as duties
from zeren.records.materials import queries as materials
from zeren.records.packets import access as packets
from zeren.records.planning import queries as planning
from zeren.records.pool import queries as pool
from zeren.records.precheck import queries as precheck
from zeren.records.replies import queries as replies
from zeren.records.risks import queries as risks
from zeren.records.situations import queries as situations

STAFF = SEES_TREE | {Role.UNIT_LIAISON}
FILES = frozenset({Role.COMMITTEE_OFFICE, Role.ORGANIZATION_OFFICER, Role.PRINCIPAL})
OWN_DESK = frozenset({Role.SUBJECT, Role.UNIT_LIAISON})
"""Those to whom matters are shown: about themselves, about the unit that they answer for."""

ALONE = frozenset({Role.SUBJECT})
"""The role that has the own desk and nothing else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word in the bar, its route, for which roles; ``book``: behind the divider; ``when``: and only for whom there is
    something. Absent routes are not shown."""

    text: str
    route: str
    roles: frozenset[Role]
    book: bool = False
    when: Callable[[Actor], object] | None = None


ENTRIES = (
    Entry("待办", "worklist", STAFF),
    Entry("明责", "duties", STAFF),
    Entry("尽责", "gauge", STAFF),
    Entry("督责", "lists-overview", SEES_TREE),
    Entry("究责", "matters", STAFF),
    Entry("提醒函", "letters", STAFF),
    Entry("举报受理", "complaints", frozenset({Role.COMPLAINT_OFFICER})),
    Entry("与我有关", "own", OWN_DESK),
    Entry("我的责任清单", "duties", ALONE, when=duties.stands),
    Entry("材料", "own-materials", ALONE),
    Entry("个人事项报告", "own-reports", ALONE),
    Entry("我提交的", "own-submitted", ALONE),
    Entry("权限变更", "rights-changes", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    Entry("账号", "accounts", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    Entry("机关和职务", "organs", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    Entry("密钥和备份", "vault-keys", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    Entry("日志", "trail", frozenset({Role.AUDIT_ADMIN})),
    Entry("校验", "trail-verify", frozenset({Role.AUDIT_ADMIN})),
    Entry("三员的操作", "trail-administrators", frozenset({Role.AUDIT_ADMIN})),
    Entry("法规库", "library", frozenset(Role) - ADMINISTRATORS - ALONE, book=True),
    Entry("查条文", "library", ALONE, book=True),
    Entry("怎样办理", "own-help", ALONE, book=True),
    Entry("廉政档案", "cadres", STAFF, book=True),
    Entry("台账", "ledger", STAFF, book=True),
    Entry("保管和销毁", "retention", FILES, book=True),
)

EVERYBODY = frozenset(Role)
LIAISON = frozenset({Role.UNIT_LIAISON})
"""Has the own desk beside the organ's other work: what belongs to it stands behind the name, the bar holds no more."""
ASIDE = (
    Entry("口令和登录验证", "factors", EVERYBODY),
    Entry("我的权限", "own-rights", EVERYBODY),
    Entry("委托代批", "delegations", EVERYBODY - ADMINISTRATORS - OWN_DESK),
    Entry("待移交", "handover-left", frozenset({Role.PRINCIPAL, Role.LEADER_IN_CHARGE})),
    Entry("回避申报", "recusals", SEES_TREE),
    Entry("人才库", "pool", pool.SEES),
    Entry("廉政风险", "risks", risks.SEES),
    Entry("谈话与约谈事由", "situations", situations.SEES),
    Entry("任前核查", "precheck", precheck.ASKS),
    Entry("外出日历", "absences", absences.SEES),
    Entry("到期提示", "planning", planning.SEES),
    Entry("职数和编制", "quotas", planning.SEES),
    Entry("教育培训", "training", planning.SEES),
    Entry("选人用人监督", "selection", planning.SEES),
    Entry("我的个人有关事项报告", "own-reports", EVERYBODY - ADMINISTRATORS - ALONE),
    Entry("收到的报告", "reports-received", frozenset(materials.RECEIVES), when=materials.receiving_at),
    Entry("年度考核", "campaigns", SEES_TREE),
    Entry("考核得分", "scores", SEES_TREE),
    Entry("考核指标", "reviews", SEES_TREE),
    Entry("年度统计", "statistics", SEES_TREE),
    Entry("公文", "documents", SEES_TREE),
    Entry("警示教育刊物", "bulletin", bulletin.READS),
    Entry("廉政意见回复", "replies", replies.SEES, when=replies.organs_of),
    Entry("数据包", "packets", packets.LOOKS, when=packets.has_any),
    Entry("无记名评议", "ballots", EVERYBODY - ADMINISTRATORS - ALONE),
    Entry("与我有关的材料", "own-materials", LIAISON),
    Entry("我提交的", "own-submitted", LIAISON),
    Entry("怎样办理", "own-help", LIAISON),
    Entry("访问令牌、日历订阅", "tokens", EVERYBODY - ADMINISTRATORS - OWN_DESK),
)
"""What stands behind the viewer's name: own settings."""

HOMES = (
    ("worklist", STAFF),
    ("complaints", frozenset({Role.COMPLAINT_OFFICER})),
    ("own", OWN_DESK),
    ("rights-changes", frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})),
    ("trail", frozenset({Role.AUDIT_ADMIN})),
)
"""The first page of the first role in this order."""


def entries_of(actor: Actor) -> tuple[Entry, ...]:
    """The entries for an actor, in order; a page stands once, by the first of its words."""
    alone = own_only(actor)
    mine = [e for e in ENTRIES if (actor.has(*e.roles) or (alone and e.roles & ALONE)) and _there(e, actor)]
    return tuple(e for place, e in enumerate(mine) if e.route not in {other.route for other in mine[:place]})


def own_only(actor: Actor) -> bool:
    """Whether the own desk is all there is: the person concerned, or somebody whose roles have all ended.

    The desk follows the person and not the post: whoever was removed still sees, states and appeals.
    """
    return bool(actor.account) and not actor.system and not actor.has(*(frozenset(Role) - ALONE))


def aside_of(actor: Actor) -> tuple[Entry, ...]:
    """The entries behind the viewer's name."""
    return tuple(e for e in ASIDE if actor.has(*e.roles) and _there(e, actor))


def _there(entry: Entry, actor: Actor) -> bool:
    """Whether the page is served, and holds something for the actor where that is asked."""
    return bool(links.named(entry.route)) and (entry.when is None or bool(entry.when(actor)))


def home_of(actor: Actor) -> str:
    """The address of the page that the actor begins with; the worklist where no other is there."""
    if own_only(actor):
        return links.named("own")
    found = next((name for name, roles in HOMES if actor.has(*roles) and links.named(name)), "worklist")
    return links.named(found)
