"""What is checked before material opens: the same list for the approver's eyes and for the act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zeren.access.accounts.models import Account
from zeren.access.accounts.queries import name_of
from zeren.access.consulting import approving
from zeren.access.consulting.models import ConsultDecision, ConsultRequest
from zeren.law.packs.consulting import Limit, MaterialKind, Way
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.materials import kinds
from zeren.records.materials import queries as materials
from zeren.records.matters.models import MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people

WITHIN = ("handling_organ", "same_level_committee")
"""按照干部管理权限, read as: managed by the organ itself or by the committee that it serves (the text says no more)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing held against its provision. ``ok`` None: a person has to see for it; ``note``: what it rests on."""

    code: str
    ok: bool | None
    zh: str
    note: str = ""
    cited: bool = False


def way_of(request: ConsultRequest) -> tuple[MaterialKind, Way] | None:
    """The kind and the way as they stand today; None where the text no longer gives the organ this purpose."""
    kind = kinds.on().get(request.kind)
    way = kind.way(request.organ.kind, request.purpose) if kind else None
    return (kind, way) if kind and way else None


def checks_of(request: ConsultRequest, approver: Account, actor: Actor) -> tuple[Check, ...]:
    """Everything, in the order of the page; ``actor`` is who is to approve."""
    way = way_of(request)
    found = [_approver(request, approver, actor), _purpose(request, way[1] if way else None)]
    if way is not None:
        found.append(
            limit(way[1], request.organ, request.person_id, request.matter_id, request.matter_number)
        )
    found += [_apart(request, approver), _recusals(request, approver), _exists(request), _days(request)]
    return (*found, _before(request))


def _approver(request: ConsultRequest, approver: Account, actor: Actor) -> Check:
    if approving.is_principal(actor, request.organ_id):
        return Check("approver", True, "您是本机关主要负责人", cited=True)
    names = named(approving.approvers_of(request)) or "本机关主要负责人（没有登记）"
    return Check("approver", False, f"您不是{request.organ.name}的主要负责人，应由{names}批", cited=True)


def named(listed: Iterable[Account]) -> str:
    """The names, as 冯某某、向某某."""
    return "、".join(map(name_of, listed))


def _purpose(request: ConsultRequest, way: Way | None) -> Check:
    if way is None:
        return Check("purpose", False, "条文没有给本机关这一用途", cited=True)
    return Check("purpose", True, f"用途属于“{way.purposes[request.purpose]}”")


def limit(way: Way, organ: Organ, person: int, matter: int | None, number: str) -> Check:
    """Whether the person is one about whom the organ may ask."""
    if way.limit is Limit.CASE_INVOLVEMENT:
        return _involved(person, matter, number)
    within = _managed(person, organ)
    if within is None:
        return Check("limit", False, "管理权限待查明：职务没有登记管理机关，由组织部门补登")
    note = f"{clock.today():%m-%d}"
    if within:
        return Check("limit", True, "本人在本机关的干部管理权限之内", note)
    return Check("limit", False, "本人不在本机关的干部管理权限之内", note)


def _managed(person: int, organ: Organ) -> bool | None:
    """Whether the person is managed by the organ or the committee it serves, as of today; None: not registered."""
    word, manager = people.management_of(person)
    if manager is not None:
        return manager in (organ.pk, organ.committee_id or organ.superior_id)
    return word in WITHIN if word else None


def _involved(person: int, matter: int | None, number: str) -> Check:
    if matter is not None:
        if MatterSubject.objects.filter(matter=matter, person=person).exists():
            return Check("limit", True, "本人是该案涉及的领导干部", number)
        return Check("limit", False, "本人不是该案涉及的领导干部", number)
    if not number:
        return Check("limit", False, "没有写明职务犯罪案件的编号")
    return Check("limit", None, "案件不在本系统，是否涉及本人由您核对", number)


def _apart(request: ConsultRequest, approver: Account) -> Check:
    if approving.is_party(approver, approving.parties_of(request), request.person_id):
        return Check("apart", False, "批的人不能是申请人、查阅人或者本人")
    return Check("apart", True, "批的人不是申请人、查阅人或者本人")


def _recusals(request: ConsultRequest, approver: Account) -> Check:
    for one in (approver, *approving.parties_of(request)):
        why = approving.recusal(one, request.person_id, request.matter_id)
        if why:
            return Check("recusal", False, f"{named([one])}应当回避：{why}")
    return Check("recusal", True, "没有登记应回避的关系")


def _exists(request: ConsultRequest) -> Check:
    there = set(materials.years_of(request.person_id, request.kind))
    lacking = [str(year) for year in request.year_list if year not in there]
    if lacking:
        return Check("exists", None, f"没有收到 {'、'.join(lacking)} 年的材料")
    return Check("exists", True, "要看的材料在保管中")


def _days(request: ConsultRequest) -> Check:
    if request.ends < clock.today():
        return Check("days", False, "申请的期间已过，请退回重报")
    return Check("days", True, "期间没有过")


def _before(request: ConsultRequest) -> Check:
    """How often the same has been granted this year; it decides nothing."""
    rows = ConsultDecision.objects.filter(
        outcome=ConsultDecision.Outcome.GRANTED, on__year=clock.today().year, request__person=request.person_id,
        request__organ=request.organ_id, request__purpose=request.purpose,
    )  # fmt: skip
    return Check("before", None, f"同一人、同一用途，本年批过 {rows.exclude(request=request).count()} 次")
