"""What the demonstration shows beside its sixty matters, in the order in which one rests on another."""

from __future__ import annotations

from zeren.cli.demo import (
    absences,
    appraisals,
    ballots,
    bulletin,
    campaign,
    complaints,
    consulting,
    courses,
    documents,
    draws,
    duties,
    indicators,
    letters,
    own,
    packets,
    planning,
    prechecks,
    programme,
    rectification,
    rights,
    risks,
    rosters,
    round,
    scores,
    trail,
)


def enter() -> None:
    """Enter all of it."""
    for part in (rights, trail, consulting, own, letters):
        part.enter()
    complaints.enter_complaints()
    programme.enter(round.enter())
    for part in (draws, duties, risks, rectification, scores, prechecks):
        part.enter()
    for part in (documents, absences, planning, rosters, campaign):
        part.enter()
    ballots.enter(courses.enter())
    for part in (indicators, appraisals, bulletin, packets):
        part.enter()
