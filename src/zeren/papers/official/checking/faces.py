"""Typefaces by their many names: what counts as 小标宋, 仿宋, 黑体, 楷体, 宋体."""

from __future__ import annotations

import re

from zeren.papers.official.fonts import STANDARD

FACES: dict[str, tuple[str, re.Pattern[str]]] = {
    "title": ("小标宋", re.compile(r"小标宋|XiaoBiaoSong|FZXBSJW", re.IGNORECASE)),
    "body": ("仿宋", re.compile(r"仿宋|Fang\s?Song", re.IGNORECASE)),
    "black": ("黑体", re.compile(r"黑体|SimHei|STHei|FZHei", re.IGNORECASE)),
    "kai": ("楷体", re.compile(r"楷|KaiTi|FZKai", re.IGNORECASE)),
    "song": (
        "宋体",
        re.compile(r"^(宋体|新宋体|华文宋体|SimSun|NSimSun|STSong|方正书宋.*|FZShuSong.*)$", re.IGNORECASE),
    ),
}
"""Use → (its name in the standard, what the names of its makes have in common)."""


def face_of(name: str) -> str:
    """Which of the standard's typefaces a font is; empty for any other."""
    exact = next((use for use, (said, names) in STANDARD.items() if name == said or name in names), "")
    return exact or next((use for use, (_, pattern) in FACES.items() if pattern.search(name)), "")
