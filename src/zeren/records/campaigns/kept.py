"""What was read of a matter's log, kept while its chain has the same end, the day and the packs are the same: a year of hundreds of
units is opened once, and after an act only the unit that it is in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from zeren.records import packs
from zeren.records.matters.models import Matter

MOST = 2000
"""Of how many matters what was read is kept."""

T = TypeVar("T")
_Key = tuple[int, str, bool, date, tuple[str, ...]]


class Kept(Generic[T]):
    """One reading of many matters."""

    def __init__(self) -> None:
        self._found: OrderedDict[_Key, T] = OrderedDict()
        self._lock = Lock()

    def of(
        self, matters: Sequence[Matter], today: date, make: Callable[[Sequence[Matter]], Mapping[int, T]]
    ) -> dict[int, T]:
        """By matter, what was read of it; ``make`` reads those of which nothing is kept, all at once."""
        read = {name: _digests(name) for name in {m.pack for m in matters}}
        # The end of the chain is a keyed digest over salted ones: no other log has it.
        keys = {m.pk: (m.pk, m.head_link, bool(m.disposed), today, read[m.pack]) for m in matters}
        with self._lock:
            found = {pk: self._found[key] for pk, key in keys.items() if key in self._found}
        lacking = [m for m in matters if m.pk not in found]
        made = make(lacking) if lacking else {}
        with self._lock:
            self._found.update({keys[pk]: one for pk, one in made.items()})
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return {**found, **made}


def _digests(pack: str) -> tuple[str, ...]:
    """What the versions of a pack say, with the readings that are in use."""
    return tuple(one.digest for one in packs.installed().versions(pack))
