"""A process that casts the slips of the codes given to it, one after the other, and says each that was acknowledged.

``python caster.py FIRST CODE…``: what a code votes is told by its number, which is FIRST for the first. It waits for a
line on its standard input.
"""

from __future__ import annotations

import os
import sys


def main(first: int, codes: list[str]) -> None:
    """Cast them all; ``told CODE`` where somebody else was quicker."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zeren.settings"
    import django

    django.setup()
    from records.support_ballots import STATEMENTS
    from records.support_packs import load_text
    from zeren.records import packs
    from zeren.records.ballots import casting
    from zeren.records.errors import Refused

    with packs.using([load_text(STATEMENTS)]):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number, code in enumerate(codes, start=first):
            try:
                casting.cast(code, (number // 5 % 5, number % 5))
                said = code
            except Refused:
                said = f"told {code}"
            sys.stdout.write(f"{said}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
