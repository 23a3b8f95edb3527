"""What a paragraph or run really looks like: its own properties, then its styles, then the file's defaults."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn

DEFAULT_SIZE = 10.0
DEEPEST = 12
"""Styles that rest on one another; Word itself allows eleven."""
SINGLE = 1.3
"""Height of a single line of a Chinese typeface, in sizes (Word and WPS)."""


class Styles:
    """The styles and defaults of one file."""

    def __init__(self, document: Any) -> None:
        root = document.styles.element
        self.by_id = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        plain = (
            s
            for s in self.by_id.values()
            if s.get(qn("w:type")) == "paragraph" and s.get(qn("w:default")) == "1"
        )
        self.usual = next(plain, None)
        defaults = root.find(qn("w:docDefaults"))
        self.defaults = [] if defaults is None else [defaults]
        self.theme = _theme(document)

    def chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those that it is based on."""
        style = self.by_id.get(style_id or "")
        for _ in range(DEEPEST):
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            style = self.by_id.get(based.get(qn("w:val"))) if based is not None else None

    def of_paragraph(self, p: Any) -> list[Any]:
        """The property holders of a paragraph's style, nearest first, without its own."""
        own = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        found = list(self.chain(own.get(qn("w:val")) if own is not None else None))
        usual = [self.usual] if self.usual is not None else []
        return (found or usual) + self.defaults


def _theme(document: Any) -> dict[str, str]:
    """``minorEastAsia`` → 宋体, from the file's theme."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/theme")), None)
    if part is None:
        return {}
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(part.blob, parser)
    found = {}
    for size in ("minor", "major"):
        faces = root.find(f".//{{*}}{size}Font")
        if faces is not None:
            found[f"{size}EastAsia"] = _chinese(faces)
    return found


def _chinese(faces: Any) -> str:
    hans = next((f.get("typeface") for f in faces.findall("{*}font") if f.get("script") == "Hans"), "")
    plain = faces.find("{*}ea")
    return (plain.get("typeface") if plain is not None else "") or hans or ""


def _first(holders: list[Any], path: str, name: str) -> str | None:
    """The nearest value of an attribute; ``path`` under each holder (``pPr``, ``rPr``)."""
    steps = "/".join(qn(f"w:{step}") for step in path.split("/"))
    for holder in holders:
        tag = holder.tag
        # The defaults keep theirs one floor deeper.
        found = holder.find(f".//{steps}" if tag == qn("w:docDefaults") else steps)
        if found is not None and found.get(qn(f"w:{name}")) is not None:
            return str(found.get(qn(f"w:{name}")))
    return None


class Line:
    """One paragraph with its effective looks. ``place`` counts every paragraph of the body, from 0."""

    def __init__(self, p: Any, styles: Styles, place: int) -> None:
        self.p, self.styles, self.place = p, styles, place
        self.holders = [p, *styles.of_paragraph(p)]
        self.runs = [Run(r, self) for r in p.iter(qn("w:r")) if _text(r).strip(" \t\u3000")]
        self.raw = _text(p)
        self.text = self.raw.strip(" \t\u3000")

    def _value(self, path: str, name: str) -> str | None:
        return _first(self.holders, f"pPr/{path}", name)

    @property
    def alignment(self) -> str:
        """left, center, right, both …"""
        found = self._value("jc", "val") or "left"
        return {"start": "left", "end": "right"}.get(found, found)

    @property
    def size(self) -> float:
        """The largest size of its text, in points; of an empty one that of its mark."""
        sizes = [run.size for run in self.runs]
        mark = _first(self.holders, "pPr/rPr/sz", "val") or _first(self.holders[1:], "rPr/sz", "val")
        return max(sizes) if sizes else _half(mark)

    @property
    def red(self) -> bool:
        """Whether all its text is red."""
        return bool(self.runs) and all(run.red for run in self.runs)

    def points(self, path: str, name: str) -> float:
        """A length of twentieths of a point; 0 where nothing is said."""
        return _number(self._value(path, name)) / 20

    def indent(self, advance: float) -> float:
        """The first line's indent in characters, blanks at its head counted."""
        blanks = len(self.raw) - len(self.raw.lstrip("\u3000"))
        chars = self._value("ind", "firstLineChars")
        first = (
            _number(chars) / 100 if chars not in (None, "0") else self.points("ind", "firstLine") / advance
        )
        return blanks + first + self.left(advance)

    def left(self, advance: float) -> float:
        """The left indent of all its lines, in characters."""
        chars = self._value("ind", "leftChars") or self._value("ind", "startChars")
        if chars not in (None, "0"):
            return _number(chars) / 100
        return (self.points("ind", "left") or self.points("ind", "start")) / advance

    def right(self, advance: float) -> float:
        """The right indent in characters, blanks at its end counted."""
        blanks = len(self.raw) - len(self.raw.rstrip("\u3000"))
        chars = self._value("ind", "rightChars") or self._value("ind", "endChars")
        if chars not in (None, "0"):
            return blanks + _number(chars) / 100
        return blanks + (self.points("ind", "right") or self.points("ind", "end")) / advance

    def pitch(self, grid: float | None) -> float:
        """From line to line, in points. ``grid``: the pitch of the section's grid, where it has one."""
        line, rule = (
            _number(self._value("spacing", "line") or "240"),
            self._value("spacing", "lineRule") or "auto",
        )
        if rule == "exact":
            return line / 20
        single = self.size * SINGLE
        snaps = (self._value("snapToGrid", "val") or "1") not in ("0", "false", "off")
        if rule == "atLeast":
            return max(line / 20, single)
        if grid and snaps:
            rows = -(-single // grid)
            return rows * grid * line / 240
        return single * line / 240

    def border(self, side: str) -> tuple[str, float] | None:
        """A line at one side: its colour and thickness in millimetres."""
        kind = self._value(f"pBdr/{side}", "val")
        if kind in (None, "nil", "none"):
            return None
        thick = _number(self._value(f"pBdr/{side}", "sz")) / 8 * 25.4 / 72
        return (self._value(f"pBdr/{side}", "color") or "auto"), thick


class Run:
    """A stretch of text with its effective typeface."""

    def __init__(self, r: Any, line: Line) -> None:
        styled = r.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        own = list(line.styles.chain(styled.get(qn("w:val")))) if styled is not None else []
        self.holders = [r, *own, *line.holders[1:]]
        self.text = _text(r)
        self.theme = line.styles.theme

    @property
    def size(self) -> float:
        """In points."""
        return _half(_first(self.holders, "rPr/sz", "val"))

    @property
    def face(self) -> str:
        """The typeface of its Chinese text; empty where the file names none."""
        for holder in self.holders:
            deeper = ".//" if holder.tag == qn("w:docDefaults") else ""
            fonts = holder.find(f"{deeper}{qn('w:rPr')}/{qn('w:rFonts')}")
            theme = fonts.get(qn("w:eastAsiaTheme")) if fonts is not None else None
            named = fonts.get(qn("w:eastAsia")) if fonts is not None else None
            if theme or named:
                return str(self.theme.get(theme, "") if theme else named)
        return ""

    @property
    def spacing(self) -> float:
        """What is added to each character, in points."""
        return _number(_first(self.holders, "rPr/spacing", "val")) / 20

    @property
    def color(self) -> str:
        """RRGGBB; black where none is said."""
        found = _first(self.holders, "rPr/color", "val") or "auto"
        return "000000" if found == "auto" else found.upper()

    @property
    def red(self) -> bool:
        """Whether its colour is a red."""
        try:
            r, g, b = (int(self.color[at : at + 2], 16) for at in (0, 2, 4))
        except ValueError:
            return False
        return r >= 0xA0 and g <= 0x50 and b <= 0x50


SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n"}


def _text(element: Any) -> str:
    """What it says; a tab stop of a paragraph's own is no tab in its text."""
    said = []
    for child in element.iter(qn("w:t"), *SIGNS):
        if child.getparent().tag == qn("w:r"):
            said.append(SIGNS.get(child.tag) or child.text or "")
    return "".join(said)


@lru_cache(maxsize=256)
def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _half(text: str | None) -> float:
    return _number(text) / 2 if text else DEFAULT_SIZE
