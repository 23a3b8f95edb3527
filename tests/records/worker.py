"""A process that records on one matter until it is stopped; each acknowledged key goes to its standard output.

``python worker.py MATTER ACCOUNT COUNT [EXPECTED]``: with an expected head it says ``told`` where another
process was quicker; the database and the data folder come from the environment.
"""

from __future__ import annotations

import os
import sys


def main(matter: int, account: str, count: int, expected: int | None = None) -> None:
    """Record ``count`` events (0: until killed) and say each as soon as it was acknowledged."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zeren.settings"
    import django

    django.setup()
    from records.support_packs import PACK, load_text
    from zeren.records import packs
    from zeren.records.actor import Actor
    from zeren.records.errors import ConcurrentChange
    from zeren.records.matters import acts

    actor = Actor(account, system=True)
    with packs.using([load_text(PACK)]):
        done = 0
        while not count or done < count:
            key = f"{account}-{os.getpid()}-{done}"
            try:
                acts.record_event(
                    actor,
                    matter,
                    "noticed",
                    "2026-03-03",
                    {"place": key},
                    idempotency=key,
                    expected_head=expected,
                )
            except ConcurrentChange:
                key = "told"
            sys.stdout.write(key + "\n")
            sys.stdout.flush()
            done += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), *(int(text) for text in sys.argv[4:]))
