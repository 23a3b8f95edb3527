"""The slip of a secret ballot on paper (评议表): who is voted on, a box for each option. Every slip is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zeren.papers.official.model import OfficialDocument, Paragraph, Table, chinese_day

BOX = "□"
HOW = "每人在一个等次的方框里画“√”；一个也不画，按弃权计。画错了，当场换领一张。不署名。"


def document(
    title: str, day: date, voted: Sequence[tuple[str, str]], options: Sequence[str], *, draft: bool
) -> OfficialDocument:
    """``voted``: name and post in the order of speaking; ``draft``: the setting may still change."""
    each = max(2.2, min(3.6, 14 / len(options)))
    names = 28 - 2.7 - each * len(options)
    rows = tuple(
        (str(place), f"{name}\n{post}" if post else name, *([BOX] * len(options)))
        for place, (name, post) in enumerate(voted, start=1)
    )
    return OfficialDocument(
        title=title,
        body=(
            Paragraph(f"评议日：{chinese_day(day)}"),
            Paragraph(HOW),
            Table((2.7, names, *([each] * len(options))), rows, ("序号", "评议对象", *options)),
        ),
        draft=draft,
    )
