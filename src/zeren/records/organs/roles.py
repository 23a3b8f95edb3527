"""The packs' roles that the register of organs answers for, as seen from the organ that handles a matter."""

from __future__ import annotations

DISCIPLINE, ORGANIZATION = "discipline_commission", "organization_department"

ROLES = (
    "party_committee",
    DISCIPLINE,
    ORGANIZATION,
    "superior_committee",
    f"superior_{DISCIPLINE}",
    f"superior_{ORGANIZATION}",
)

SUBJECT_UNIT = "subject_unit"
"""The unit in which those work whom a matter concerns: its principals countersign, so it is theirs alone."""
