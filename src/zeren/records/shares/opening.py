"""What of a log is an organ's to see by its share. Pure: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.matters import showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.shares.rules import ShareRules


@dataclass(frozen=True, slots=True)
class Opened:
    """Since when, about which subjects of the matter, and the entries: those shown, and the organ's own steps."""

    since: date
    about: tuple[str, ...]
    entries: tuple[Recorded, ...]


def opened(rules: ShareRules, subjects: Sequence[str], entries: Sequence[Recorded]) -> Opened | None:
    """The share as it stands; None before a step put the matter before the organ. Each subject apart: of one that
    was not put before it the organ learns nothing."""
    shown: dict[int, Recorded] = {}
    about: list[str] = []
    for ref in subjects:
        theirs = showing.shown_to(rules.sees, ref, entries)
        if any(entry.type in rules.sees.opens for entry in theirs):
            about.append(ref)
            shown |= {entry.seq: entry for entry in theirs}
    if not about:
        return None
    opening = min(day_of(entry.at) for entry in shown.values() if entry.type in rules.sees.opens)
    shown |= {
        e.seq: e for e in showing.in_force(entries) if is_own(rules, e) and set(e.subjects) & set(about)
    }
    return Opened(opening, tuple(about), tuple(shown[seq] for seq in sorted(shown)))


def is_own(rules: ShareRules, entry: Recorded) -> bool:
    """Whether an entry is the organ's own step: what another organ recorded of the same kind is not."""
    return entry.type in rules.does and rules.role in entry.by
