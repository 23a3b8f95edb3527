"""Typefaces, sizes, indents and colours of title, body and levels (GB/T 9704-2012, 5.2.2, 5.2.4, 7.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from zeren.papers.official.checking.faces import FACES, face_of
from zeren.papers.official.checking.formatting import Line, Run
from zeren.papers.official.checking.model import Check, held
from zeren.papers.official.checking.parts import Parts
from zeren.papers.official.model import level_of

SIZE_2, SIZE_3 = 22.0, 16.0
FACE_OF_LEVEL = {"1": "black", "2": "kai"}
LEVELS = {"1": "第一层", "2": "第二层", "3": "第三层", "4": "第四层"}
SHOWN = 3
"""Places that are named one by one; of more their number."""


def checks(parts: Parts) -> Iterator[Check]:
    """Title, then each kind of paragraph of the body: alike departures are told once, with their places."""
    yield from _title(parts)
    if not parts.body:
        yield held("body", "正文", "7.3.3", "正文", "没有认出正文", "3号仿宋，每段左空二字", None)
        return
    yield from _faces(parts)
    yield from _alike(parts, "body-size", "正文字号", "5.2.2", "16 磅（3号）", _size)
    yield from _alike(parts, "body-indent", "段首", "7.3.3", "左空二字", lambda line: _indent(parts, line))
    yield from _alike(parts, "body-pitch", "行距", "5.2.3", "各段相同", lambda line: _pitch(parts, line))
    black = [*parts.title, *parts.body, *parts.annexes]
    yield from _alike(parts, "color", "文字颜色", "5.2.4", "黑色", _color, black)


def _title(parts: Parts) -> Iterator[Check]:
    if not parts.title:
        yield held(
            "title", "标题", "7.3.1", "标题", "没有认出标题（居中，或者 20 磅以上）", "2号小标宋，居中", None
        )
        return
    where = parts.named(parts.title[0])
    runs = [run for line in parts.title for run in line.runs]
    yield held(
        "title-size",
        "标题字号",
        "7.3.1",
        where,
        _sizes(runs),
        "22 磅（2号）",
        all(r.size == SIZE_2 for r in runs),
    )
    faces = "、".join(dict.fromkeys(run.face or "未写字体" for run in runs))
    yield held(
        "title-face",
        "标题字体",
        "7.3.1",
        where,
        faces,
        "小标宋",
        all(face_of(r.face) == "title" for r in runs),
    )
    good = all(line.alignment == "center" for line in parts.title)
    yield held("title-centre", "标题位置", "7.3.1", where, "居中" if good else "没有居中", "居中", good)


def _sizes(runs: list[Run]) -> str:
    return "、".join(f"{size:g} 磅" for size in dict.fromkeys(run.size for run in runs))


def _faces(parts: Parts) -> Iterator[Check]:
    """By level, so that each says which typeface it wants."""
    by_level: dict[str, list[Line]] = defaultdict(list)
    for line in parts.body:
        by_level[level_of(line.text)].append(line)
    for level, lines in sorted(by_level.items()):
        use = FACE_OF_LEVEL.get(level, "body")
        name = LEVELS.get(level, "正文")
        yield from _alike(
            parts, f"face-{level}", f"{name}字体", "7.3.3", FACES[use][0], lambda line, use=use: _face(line, use), lines  # type: ignore[misc]
        )  # fmt: skip


def _face(line: Line, use: str) -> str:
    """What departs; a heading may go on in the body's typeface."""
    may = {use, "body"} if use != "body" else {"body"}
    wrong = [run.face or "未写字体" for run in line.runs if face_of(run.face) not in may]
    if not wrong and line.runs and face_of(line.runs[0].face) != use:
        wrong = [line.runs[0].face]
    return "、".join(dict.fromkeys(wrong))


def _size(line: Line) -> str:
    wrong = [run for run in line.runs if run.size != SIZE_3]
    return _sizes(wrong) if wrong else ""


def _indent(parts: Parts, line: Line) -> str:
    found = line.indent(parts.advance)
    return "" if abs(found - 2) <= 0.2 else f"左空 {found:.1f} 字"


def _pitch(parts: Parts, line: Line) -> str:
    usual, found = parts.usual_pitch, line.pitch(parts.grid.pitch)
    return "" if abs(found - usual) <= 0.5 else f"{found:.1f} 磅，其余 {usual:.1f} 磅"


def _color(line: Line) -> str:
    wrong = [run.color for run in line.runs if run.color != "000000"]
    return "、".join(dict.fromkeys(wrong))


def _alike(
    parts: Parts,
    id: str,
    what: str,
    clause: str,
    expected: str,
    wrong_of: Callable[[Line], str],
    lines: list[Line] | None = None,
) -> Iterator[Check]:
    """One check for what is alike: met, or each kind of departure with its places."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines if lines is not None else parts.body:
        if wrong := wrong_of(line):
            found[wrong].append(line)
    if not found:
        yield held(id, what, clause, "正文", expected, expected, True)
    for wrong, places in found.items():
        named = "；".join(parts.named(line) for line in places[:SHOWN])
        where = named if len(places) <= SHOWN else f"{named}等 {len(places)} 段"
        yield held(id, what, clause, where, wrong, expected, False)
