"""The organs that the packs' shared roles mean, as seen from the organ that handles a matter: by the register alone."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.records.organs.models import Organ
from zeren.records.organs.roles import DISCIPLINE, ORGANIZATION, ROLES


def around(handling: Organ) -> Mapping[str, Organ | None]:
    """By role: the committee that the handling organ serves, the two departments beside it, the same one level up."""
    return {handling.kind: handling, **{role: meant(handling, role) for role in ROLES}}


def meant(handling: Organ, role: str) -> Organ | None:
    """The organ that one role means; None where the register does not tell."""
    committee = _committee(handling)
    upper = committee.superior if committee else None
    if role == "party_committee":
        return committee
    if role == "superior_committee":
        return upper
    if role.startswith("superior_"):
        return _beside(None, upper, role.removeprefix("superior_"))
    return _beside(handling, committee, role) if role in (DISCIPLINE, ORGANIZATION) else None


def _committee(handling: Organ) -> Organ | None:
    if handling.kind == "party_committee":
        return handling
    return handling.committee or handling.superior


def _beside(handling: Organ | None, committee: Organ | None, kind: str) -> Organ | None:
    """The handling organ if it is of the kind; else the committee's own, if one alone is registered."""
    if handling is not None and handling.kind == kind:
        return handling
    found = list(Organ.objects.filter(committee=committee, kind=kind)[:2]) if committee else []
    if len(found) == 1:
        return found[0]
    at_hand = handling or committee
    linked = at_hand and (at_hand.discipline_organ if kind == DISCIPLINE else at_hand.organization_department)
    return linked or None
