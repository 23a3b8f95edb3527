"""The tree of a document's units while it is built, and its listing as provisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zeren.law.texts import marks
from zeren.law.texts.model import Defect, Paragraph, Provision


@dataclass(slots=True)
class Unit:
    """One unit. ``part`` is its step of the address; ``inline``: it stands on the line of its parent."""

    part: str
    first: int
    last: int
    text: str = ""
    mark: str = ""
    inline: bool = False
    defect: str = ""
    children: list[Unit] = field(default_factory=list)

    def add(self, child: Unit) -> Unit:
        """Takes a unit in; its lines become lines of this one."""
        self.children.append(child)
        self.last = max(self.last, child.last)
        return child

    def whole(self) -> str:
        """All of it as it is read: mark, own text, sub-units."""
        gap = " " if self.mark.startswith("第") and self.mark.endswith("条") else ""
        out = f"{self.mark}{gap}{self.text}" if self.mark else self.text
        for child in self.children:
            out += ("" if child.inline or not out or out.endswith("条 ") else "\n") + child.whole()
        return out


def paragraph_unit(part: str, paragraph: Paragraph) -> Unit:
    """A unit that is one paragraph."""
    return Unit(part, paragraph.first, paragraph.last, paragraph.text)


def group(part: str, paragraphs: Sequence[Paragraph]) -> Unit:
    """``preamble``, ``notice``, ``closing``, ``lead``: one paragraph, or several as ``p1``, ``p2``."""
    if len(paragraphs) == 1:
        return paragraph_unit(part, paragraphs[0])
    out = Unit(part, paragraphs[0].first, paragraphs[-1].last)
    for number, paragraph in enumerate(paragraphs, 1):
        out.add(paragraph_unit(f"p{number}", paragraph))
    return out


def provisions(units: Sequence[Unit], prefix: str = "") -> Iterator[Provision]:
    """Every unit with its address, in document order."""
    for unit in units:
        address = f"{prefix}{unit.part}"
        yield Provision(address, unit.text, unit.whole(), unit.mark, unit.first, unit.last, unit.defect)
        yield from provisions(unit.children, f"{address}.")


def stretches(starts: Sequence[int], end: int) -> list[tuple[int, int]]:
    """From each start to the next one, the last to ``end``."""
    return list(zip(starts, [*starts[1:], end], strict=False))


# ---------------------------------------------------------------- lists inside a line


def members(text: str, place: Paragraph, opening: marks.Mark | None = None) -> tuple[str, list[Unit], str]:
    """A text with a list inside: what stands before it, its members as units, what stands after it.

    Members that end in ；: the last one ends at its first 。, and the rest of the line closes the unit.
    """
    found = marks.inline_list(text, opening)
    if not found:
        return text, [], ""
    end, rest = len(text), ""
    semicolons = all(text[one.body : one.end].rstrip()[-1:] == "；" for one in found[:-1])
    if semicolons:
        end = found[-1].body + marks.first_sentence(text[found[-1].body :])
        rest = text[end:].strip()
    out = []
    for one in found:
        body = text[one.body : min(one.end, end)].strip()
        unit = Unit(
            str(one.number), place.first, place.last, "", text[one.start : one.body].strip(), inline=True
        )
        unit.text, inner, tail = members(body, place)
        for child in inner:
            unit.add(child)
        if tail:
            unit.add(Unit("closing", place.first, place.last, tail, inline=True))
        out.append(unit)
    return text[: found[0].start].strip(), out, rest


def fill(unit: Unit, text: str, place: Paragraph, lead: bool) -> None:
    """Gives a unit its text and the list inside it; ``lead``: the words before the list are a unit themselves."""
    before, found, after = members(text, place)
    if lead and found and before:
        unit.add(Unit("lead", place.first, place.last, before, inline=True))
    else:
        unit.text += before
    for child in found:
        unit.add(child)
    if after:
        unit.add(Unit("closing", place.first, place.last, after, inline=True))


# ---------------------------------------------------------------- numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """The number a unit should have, and what is wrong with the printed one: "", repeated, missing, garbled."""

    number: int
    fault: str = ""


def count(previous: int, printed: int, following: int | None) -> Counted:
    """Numbers are logical: ``previous``, then this one, then ``following`` (None: no further one in the list)."""
    wanted = previous + 1
    if printed == wanted:
        return Counted(printed)
    if following == wanted + 1 or printed <= previous:
        return Counted(wanted, "repeated" if printed == previous else "garbled")
    return Counted(printed, "missing")


def fault(code: str, mark: str, number: int, line: int, address: str = "") -> Defect:
    """A defect of the numbering, in words."""
    zh, en = {
        "repeated": (
            f"“{mark}”重复，按顺序应为第 {number} 个",
            f"{mark} is repeated; in order it is number {number}",
        ),
        "garbled": (
            f"“{mark}”有误，按顺序应为第 {number} 个",
            f"{mark} is garbled; in order it is number {number}",
        ),
        "missing": (f"“{mark}”之前缺编号", f"a number is missing before {mark}"),
        "unnumbered": ("两项之间有一段没有编号", "a paragraph without a number stands between two items"),
        "again": (
            f"“{mark}”再次出现，并入前一条",
            f"{mark} stands again; its text is kept with the one before",
        ),
        "inserted": (
            f"“{mark}”为增列条文，地址没有其写法，并入前一条",
            f"{mark} is an inserted article, for which addresses have no form; its text is kept with the one before",
        ),
        "sign": (f"“{mark}”用字有误", f"{mark} is printed with a wrong character"),
    }[code]
    return Defect(code, line, zh, en, address)


def told(code: str, mark: str, number: int) -> str:
    """A defect in both languages, for the provision that has it; "" for none."""
    if not code:
        return ""
    found = fault(code, mark, number, 0)
    return f"{found.zh} / {found.en}"
