"""Who acts or looks: a plain value that ``access`` builds and every act and query is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """Roles of accounts. The three administrators see and change no business record."""

    CASE_HANDLER = "case_handler"
    SUPERVISION_OFFICER = "supervision_officer"
    TEAM_MEMBER = "team_member"
    COMPLAINT_OFFICER = "complaint_officer"
    LEADER_IN_CHARGE = "leader_in_charge"
    PRINCIPAL = "principal"
    COMMITTEE_OFFICE = "committee_office"
    ORGANIZATION_OFFICER = "organization_officer"
    UNIT_LIAISON = "unit_liaison"
    SUBJECT = "subject"
    VIEWER = "viewer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ROLE_LABELS = {
    Role.CASE_HANDLER: "承办人",
    Role.SUPERVISION_OFFICER: "监督室干部",
    Role.TEAM_MEMBER: "巡察组成员",
    Role.COMPLAINT_OFFICER: "举报受理",
    Role.LEADER_IN_CHARGE: "分管领导",
    Role.PRINCIPAL: "主要负责人",
    Role.COMMITTEE_OFFICE: "党委办公室",
    Role.ORGANIZATION_OFFICER: "组织部门干部",
    Role.UNIT_LIAISON: "单位联络员",
    Role.SUBJECT: "本人",
    Role.VIEWER: "查阅",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全保密管理员",
    Role.AUDIT_ADMIN: "安全审计员",
}

SEES_TREE = frozenset(
    {
        Role.CASE_HANDLER,
        Role.SUPERVISION_OFFICER,
        Role.TEAM_MEMBER,
        Role.LEADER_IN_CHARGE,
        Role.PRINCIPAL,
        Role.COMMITTEE_OFFICE,
        Role.ORGANIZATION_OFFICER,
        Role.VIEWER,
    }
)
"""Roles that see what the organs under theirs handle (an inspection team: the organs of its authorisation)."""

WRITES = SEES_TREE - {Role.VIEWER}
"""Roles that record."""

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: nobody is two of them, none has another role, and none sees or changes a business record."""

KEEPS_REGISTERS = frozenset({Role.COMMITTEE_OFFICE, Role.ORGANIZATION_OFFICER, Role.SYSTEM_ADMIN})
"""Roles that enter organs, people, posts, appointments, texts and calendars."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one organ; ``depth`` is the organ's depth in the tree (which ancestor column scopes it).

    ``functions`` are roles of the packs' vocabulary that the holder has there (纪委书记、党风政风监督室 …).
    ``delegated_by``: the sign-in name of the leader who entrusted the role for a time, ``basis`` the number of that
    delegation (权委〔2026〕3号), which every act under it names on the trail; both empty for an own role.
    """

    role: Role
    organ: int
    depth: int
    functions: tuple[str, ...] = ()
    delegated_by: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """An account with what it may do on a day. ``system`` acts for imports and demonstrations.

    ``strong``: a second factor was given in this session; sealed material opens to no one without.
    """

    account: str
    name: str = ""
    person: int | None = None
    organ: int | None = None
    grants: tuple[Grant, ...] = ()
    as_of: date | None = None
    system: bool = False
    strong: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def scopes(self, roles: frozenset[Role]) -> frozenset[tuple[int, int]]:
        """``(organ, depth)`` of every grant with one of the roles."""
        return frozenset((grant.organ, grant.depth) for grant in self.grants if grant.role in roles)

    @property
    def functions(self) -> tuple[str, ...]:
        """The pack roles held anywhere, each once, in order."""
        return tuple(dict.fromkeys(name for grant in self.grants for name in grant.functions))


NOBODY = Actor(account="")
SYSTEM = Actor(account="system", name="系统", system=True)
"""Loads packs, texts and the demonstration; never the actor of a request."""
