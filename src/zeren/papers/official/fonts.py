"""Which typefaces the standard names, which this machine has, and what stands in for a missing one.

A Chinese document without any Chinese font would print boxes: that is refused, never done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import typst

from zeren.env import ROOT

STANDARD: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": (
        "方正小标宋简体",
        ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "FZXBSJW--GB1-0"),
    ),
    "body": ("仿宋", ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02")),
    "black": ("黑体", ("SimHei", "黑体", "STHeiti", "FZHei-B01")),
    "kai": ("楷体", ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03")),
    "song": ("宋体", ("SimSun", "宋体", "STSong", "NSimSun")),
}
"""Use → (name that the standard gives and DOCX carries, families that are that typeface)."""

SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "AR PL UMing CN")
SANS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)


CARRIED = ROOT / "fonts"
"""Typefaces that came with the offline bundle (``tools/bundle.py``), for a machine that has none; a checkout has none."""


class NoChineseFont(Exception):
    """No font of this machine can print Chinese."""

    def __init__(self) -> None:
        super().__init__(
            "本机没有可用的中文字体，公文不能生成（否则只会印出方框）。请安装字体，如：apt install fonts-noto-cjk。"
            " / No Chinese font on this machine: the paper is refused rather than printed as boxes."
            " Install one, for example: apt install fonts-noto-cjk."
        )


class NoFontFor(NoChineseFont):
    """No font of this machine has one of the signs: a PDF that has to last may not show a box in its place."""

    def __init__(self, sign: str) -> None:
        Exception.__init__(
            self,
            f"本机没有一种字体有“{sign}”这个字，PDF 不能生成（否则只会印出方框）。请安装有这个字的字体，"
            f"或者改用别的写法。 / No font of this machine has '{sign}': install one that has it, or write it otherwise.",
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The families in use by purpose, and a sentence for each substitute."""

    families: dict[str, str]
    substitutes: tuple[str, ...]


def choose(available: frozenset[str] | None = None) -> Chosen:
    """Pick a family for each use from ``available`` (default: this machine's).

    Raises:
        NoChineseFont: when neither the standard's typefaces nor a substitute is there.
    """
    have = installed() if available is None else available
    families: dict[str, str] = {}
    substitutes = []
    for use, (name, exact) in STANDARD.items():
        found = next((family for family in exact if family in have), None)
        if found is None:
            found = _substitute(use, have)
            substitutes.append(f"{name}：本机未装，以 {found} 代替")
        families[use] = found
    return Chosen(families, tuple(substitutes))


def _substitute(use: str, have: frozenset[str]) -> str:
    order = SANS + SERIF if use == "black" else SERIF + SANS
    found = next((family for family in order if family in have), None)
    if found is None:
        raise NoChineseFont
    return found


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The font families that the PDF engine finds on this machine."""
    return frozenset(engine_fonts().families())


def engine_fonts() -> typst.Fonts:
    """The machine's typefaces and those of the offline bundle. To look for them anew takes ten times as long as a paper."""
    beside = [CARRIED] if CARRIED.is_dir() else []
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=beside)
