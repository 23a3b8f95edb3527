"""How often a receipt code may be tried, and how many complaints are taken at once: not without end.

Counted in memory, by the code's keyed digest, and forgotten: nothing tells when somebody came back.
"""

from __future__ import annotations

import threading
import time
from collections import deque

SECONDS = 600
OF_ONE, IN_ALL, SENT = 5, 300, 60

_lock = threading.Lock()
_tried: dict[str, deque[float]] = {}


def allowed(digest: str) -> bool:
    """Count a try; False where it is one too many."""
    return _counted(digest, OF_ONE) and _counted("", IN_ALL)


def room() -> bool:
    """Count a complaint that is sent; False where too many come at once (a machine writes them)."""
    return _counted("sent", SENT)


def right(digest: str) -> None:
    """A right try: what was tried before is forgotten."""
    with _lock:
        _tried.pop(digest, None)


def forget() -> None:
    """Forget every try (for tests)."""
    with _lock:
        _tried.clear()


def _counted(bucket: str, most: int) -> bool:
    now = time.monotonic()
    with _lock:
        for name in [name for name, times in _tried.items() if times and now - times[-1] > SECONDS]:
            del _tried[name]
        times = _tried.setdefault(bucket, deque())
        while times and now - times[0] > SECONDS:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        return True
