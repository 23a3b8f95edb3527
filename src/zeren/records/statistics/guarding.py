"""Small numbers where figures are published: from a one or a two people can be told."""

from __future__ import annotations

from collections.abc import Sequence

SMALL = 5
"""Below it, and above nothing, a number is not shown."""


def guarded(numbers: Sequence[int], total: int) -> tuple[list[int | None], int | None]:
    """The numbers of one table with its total, each small one taken out (None).

    Where one alone would be missing, it would follow from the total and the others: then the next smallest goes
    as well, and where there is none, the total; likewise where those that are missing must each be one. A nought
    stays: it tells of nobody.
    """
    shown: list[int | None] = [None if 0 < number < SMALL else number for number in numbers]
    whole = None if 0 < total < SMALL else total
    if shown.count(None) == 1:
        rest = [place for place, number in enumerate(shown) if number]
        if rest:
            shown[min(rest, key=lambda place: numbers[place])] = None
        else:
            whole = None
    gone = [number for number, seen in zip(numbers, shown, strict=True) if seen is None]
    return shown, None if sum(gone) == len(gone) > 0 else whole
