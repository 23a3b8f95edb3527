"""How often something may be tried: sign-ins from one client address, complaints on the public page.

Counted in the memory of this process and nowhere else: nothing of it reaches the disk, the trail or a backup,
and what is older than its window is forgotten. A bucket need not name anybody (``"complaints"`` counts all).
Several processes each count for themselves.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

MOST_BUCKETS = 10_000
"""So many are kept before those whose window has passed are looked for."""


@dataclass
class _Bucket:
    seconds: int
    at: deque[float] = field(default_factory=deque)

    def drop(self, now: float) -> None:
        """Forget what is older than the window."""
        while self.at and self.at[0] <= now - self.seconds:
            self.at.popleft()


_buckets: OrderedDict[str, _Bucket] = OrderedDict()
"""In the order of their last use."""
_turn = threading.Lock()


def allow(bucket: str, most: int, seconds: int) -> bool:
    """Whether it may be done once more: at most ``most`` times in any ``seconds`` seconds; if so it is counted."""
    now = time.monotonic()
    with _turn:
        if bucket not in _buckets and len(_buckets) >= MOST_BUCKETS:
            _sweep(now)
        kept = _buckets.setdefault(bucket, _Bucket(seconds))
        kept.seconds = seconds
        if _full(bucket, most, now):
            return False
        kept.at.append(now)
        return True


def full(bucket: str, most: int) -> bool:
    """Whether it may be done no more for now; nothing is counted, and no bucket is made."""
    with _turn:
        return bucket in _buckets and _full(bucket, most, time.monotonic())


def _full(bucket: str, most: int, now: float) -> bool:
    kept = _buckets[bucket]
    kept.drop(now)
    _buckets.move_to_end(bucket)
    return len(kept.at) >= most


def wait(bucket: str) -> int:
    """In how many seconds (rounded up) the oldest of what was counted is forgotten; 0 where nothing is."""
    now = time.monotonic()
    with _turn:
        kept = _buckets.get(bucket)
        if kept is None or not kept.at:
            return 0
        return max(0, int(kept.at[0] + kept.seconds - now) + 1)


def clear(bucket: str) -> None:
    """Forget what was counted in one bucket."""
    with _turn:
        _buckets.pop(bucket, None)


def forget() -> None:
    """Begin to count anew (tests)."""
    with _turn:
        _buckets.clear()


def _sweep(now: float) -> None:
    """Forget the buckets of which nothing is counted any more; where all still count, the one longest unused goes."""
    for name, kept in list(_buckets.items()):
        kept.drop(now)
        if not kept.at:
            del _buckets[name]
    while len(_buckets) >= MOST_BUCKETS:
        _buckets.popitem(last=False)
