"""Walking the trail link by link: what was altered, moved, removed or cut, and what can be known of it.

Used by ``zeren verify`` (all at once) and by the auditor's page (a part at a time).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from zeren.records import chain, keys
from zeren.records.trail import acts
from zeren.records.trail.heads import Head, heads_kept, is_ours
from zeren.records.trail.models import TrailEntry, TrailHead

MOST_MOVED = 30
"""So many altered entries are tried at each other's places; more were not exchanged but rewritten."""


@dataclass(frozen=True, slots=True)
class TrailFault:
    """One thing that does not verify.

    ``stored`` is the link written with the entry, ``computed`` what its present content gives; ``before`` and
    ``after``: whether the neighbours fit; ``place``: where a moved entry belongs; ``last``: of a gap, its end.
    """

    code: str
    seq: int
    last: int = 0
    stored: str = ""
    computed: str = ""
    before: bool = False
    after: bool | None = None
    place: int = 0
    day: str = ""
    at: str = ""
    noun: str = ""
    target: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def in_order(after: int = 0) -> Any:
    """The entries after a number, as a walk takes them: rows by name, which cost a third less than model instances."""
    names = [column.attname for column in TrailEntry._meta.concrete_fields]
    return TrailEntry.objects.filter(seq__gt=after).order_by("seq").values_list(*names, named=True)


@dataclass
class Walk:
    """Where a walk stands: the last entry read, its stored link, what was found so far."""

    seq: int = 0
    link: str = ""
    count: int = 0
    faults: list[TrailFault] = field(default_factory=list)

    def take(self, entries: Iterable[TrailEntry]) -> None:
        """Go on over the next entries, in the order of their numbers."""
        for entry in entries:
            self._one(entry)
            self.seq, self.link, self.count = entry.seq, entry.link, self.count + 1

    def _one(self, entry: TrailEntry) -> None:
        if entry.act == acts.HEAD_ALTERED:
            self.faults.append(TrailFault("head_altered", entry.seq, at=entry.at.isoformat()))
        gap = entry.seq != self.seq + 1
        if gap:
            self.faults.append(
                TrailFault("removed", self.seq + 1, entry.seq - 1, at=entry.at.isoformat(), after=None)
            )
            # What stood before is gone, so this one can't be held against it.
            return
        computed = link_after(entry, self.link)
        good = computed == entry.link or self._only_link_of_last(entry)
        self._tell_last(good)
        if not good:
            fits = not (self.faults and self.faults[-1].seq == self.seq)
            self.faults.append(_altered(entry, computed, fits))

    def _last_fault(self) -> TrailFault | None:
        found = self.faults[-1] if self.faults else None
        return found if found and found.code == "altered" and found.seq == self.seq else None

    def _only_link_of_last(self, entry: TrailEntry) -> bool:
        """Whether this one rests on what the last one's content gives: then only the last one's link was altered."""
        last = self._last_fault()
        return last is not None and bool(last.computed) and link_after(entry, last.computed) == entry.link

    def _tell_last(self, good: bool) -> None:
        if self._last_fault() is not None:
            self.faults[-1] = replace(self.faults[-1], after=good)

    def end(self) -> None:
        """Hold the end against the head, the heads handed out, and altered entries against each other's places."""
        self.faults = [
            *_moved(self.faults),
            *_tail(self.seq, self.link),
            *heads_missed(heads_kept(), self.seq),
        ]


def _altered(entry: TrailEntry, computed: str, before: bool) -> TrailFault:
    return TrailFault(
        "altered", entry.seq, stored=entry.link, computed=computed, before=before, at=entry.at.isoformat(),
        noun=entry.noun, target=entry.target,
    )  # fmt: skip


def link_after(entry: TrailEntry, previous: str) -> str:
    """The link that the entry's present content gives; empty where its key is not there."""
    try:
        return acts.link_of(entry, previous)
    except KeyError:
        return ""


def _tail(seq: int, link: str) -> Iterator[TrailFault]:
    head = TrailHead.objects.filter(pk=1).first()
    if head is None:
        if seq:
            yield TrailFault("head_missing", seq)
        return
    if head.seq and not chain.head_fits(keys.ring(), head.key_id, "trail", head.seq, head.link, head.seal):
        yield TrailFault("head_altered", head.seq)
    if (head.seq, head.link) != (seq, link):
        yield TrailFault("cut", seq + 1, last=head.seq)


def heads_missed(heads: Sequence[Head], seq: int) -> Iterator[TrailFault]:
    """Heads handed out that are not ours, or that the trail (which ends at ``seq``) does not reach as they say."""
    kept = dict(TrailEntry.objects.filter(seq__in=[h.seq for h in heads]).values_list("seq", "link"))
    for head in heads:
        if not is_ours(head):
            yield TrailFault("exported_head_altered", head.seq, day=head.day.isoformat())
        elif head.seq > seq:
            yield TrailFault("cut_before_head", seq + 1, last=head.seq, day=head.day.isoformat())
        elif head.seq and kept.get(head.seq) != head.link:
            yield TrailFault(
                "differs_from_head",
                head.seq,
                stored=head.link,
                computed=kept.get(head.seq, ""),
                day=head.day.isoformat(),
            )


# ---------------------------------------------------------------- exchanged places


def _moved(faults: list[TrailFault]) -> list[TrailFault]:
    """Altered entries that fit at another's place were moved; one whose predecessor was moved is in order itself."""
    altered = [fault for fault in faults if fault.code == "altered"]
    if not 1 < len(altered) <= MOST_MOVED:
        return faults
    entries = {e.seq: e for e in TrailEntry.objects.filter(seq__in=[f.seq for f in altered])}
    places = {seq: _place_of(entry, entries) for seq, entry in entries.items()}
    if not any(place and place != seq for seq, place in places.items()):
        return faults
    found = []
    for fault in faults:
        place = places.get(fault.seq, 0) if fault.code == "altered" else 0
        if place == fault.seq:
            continue
        found.append(replace(fault, code="moved", place=place) if place else fault)
    return found


def _place_of(entry: TrailEntry, among: dict[int, TrailEntry]) -> int:
    """The number under which the entry was written; 0 where it is none of these."""
    stood = entry.seq
    before = [e.link for e in among.values()]
    links = dict(TrailEntry.objects.filter(seq__in=[seq - 1 for seq in among]).values_list("seq", "link"))
    try:
        for seq in among:
            entry.seq = seq
            if entry.link in {link_after(entry, link) for link in {*before, links.get(seq - 1, "")}}:
                return seq
    finally:
        entry.seq = stood
    return 0
