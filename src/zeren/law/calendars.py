"""Reading calendar files: which days a year's notices make days off, and which days off make-up working days.

One YAML file a year (``calendars/<country>/<year>.yaml``). Every entry names the notice it comes from.
The form and its errors are described in ``docs/calendar.md``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """What is wrong in a calendar file: where (file and line, or row and cell), in Chinese and in English."""

    where: str
    zh: str
    en: str


class CalendarError(ValueError):
    """A calendar file that can't be used; ``problems`` names every fault found."""

    def __init__(self, problems: Iterable[CalendarProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.where}: {p.en}" for p in self.problems))


@dataclass(frozen=True, slots=True)
class Notice:
    """The paper that arranges the year's days: number, title, day of issue; ``source`` where it was read."""

    id: str
    title: str
    number: str | None = None
    issued: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that a notice makes a day off (``working`` false) or a make-up working day (true)."""

    day: date
    working: bool
    name: str
    notice: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year as published: the days that differ from plain weeks. ``digest``: SHA-256 of the file."""

    country: str
    year: int
    notices: tuple[Notice, ...]
    days: tuple[CalendarDay, ...]
    file: str = ""
    digest: str = ""

    def notice(self, key: str) -> Notice:
        """The notice with this key. Raises KeyError where there is none."""
        for found in self.notices:
            if found.id == key:
                return found
        raise KeyError(key)


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TOP = {"calendar", "year", "notices", "off", "work", "note"}
NOTICE = {"number", "title", "issued", "source", "note"}
OFF = {"name", "from", "to", "notice", "note"}
WORK = {"day", "for", "notice", "note"}


class _Reader:
    """Walks the YAML nodes of one file, so that each fault keeps its line; gathers all faults before failing."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[CalendarProblem] = []
        self.seen: set[date] = set()

    def fault(self, node: yaml.Node | None, zh: str, en: str) -> None:
        line = f"{node.start_mark.line + 1}" if node is not None else "1"
        self.problems.append(CalendarProblem(f"{self.file}:{line}", zh, en))

    def mapping(self, node: yaml.Node, allowed: set[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, "此处应为一组“键: 值”", "expected a mapping here")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in allowed:
                listed = "、".join(sorted(allowed))
                self.fault(
                    key,
                    f"不认识的键“{name}”，可用：{listed}",
                    f"unknown key '{name}', allowed: {', '.join(sorted(allowed))}",
                )
            elif name in found:
                self.fault(key, f"键“{name}”重复", f"key '{name}' is given twice")
            found[name] = value
        return found

    def sequence(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, "此处应为列表", "expected a list here")
            return []
        return list(node.value)

    def text(self, owner: yaml.Node, found: dict[str, yaml.Node], key: str) -> str:
        node = found.get(key)
        if isinstance(node, yaml.ScalarNode) and str(node.value).strip():
            return str(node.value).strip()
        self.fault(node or owner, f"缺“{key}”或其值为空", f"'{key}' is missing or empty")
        return ""

    def optional(self, found: dict[str, yaml.Node], key: str) -> str | None:
        node = found.get(key)
        return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else None

    def day(self, owner: yaml.Node, found: dict[str, yaml.Node], key: str) -> date | None:
        text = self.text(owner, found, key)
        if not text:
            return None
        day = parse_day(text)
        if day is None:
            zh = f"“{key}”为“{text}”，应为年-月-日（如 2026-10-01）且确有其日"
            self.fault(found[key], zh, f"'{key}' is '{text}', expected a real day written YYYY-MM-DD")
        return day


def parse_day(text: str) -> date | None:
    """``2026-10-01`` as a day; None where the text is no such day."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_year(text: str, file: str = "calendar.yaml") -> CalendarYear:
    """One calendar file.

    Parameters: ``text``, the file's content; ``file``, the name printed in errors.
    Raises CalendarError with every fault: unknown or repeated keys, days that don't exist or lie in another
    year, a day given twice, an unknown notice, a make-up day that is no day off of the plain week.
    """
    reader = _Reader(file)
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CalendarError(
            [
                CalendarProblem(
                    f"{file}:{line}",
                    "不是有效的 YAML 文件",
                    f"not valid YAML: {getattr(error, 'problem', error)}",
                )
            ]
        ) from error
    if root is None:
        raise CalendarError([CalendarProblem(f"{file}:1", "文件是空的", "the file is empty")])
    year = _year(reader, root, text)
    if reader.problems or year is None:
        raise CalendarError(reader.problems)
    return year


def _year(reader: _Reader, root: yaml.Node, text: str) -> CalendarYear | None:
    top = reader.mapping(root, TOP)
    country = reader.text(root, top, "calendar")
    number = reader.text(root, top, "year")
    if number and not re.fullmatch(r"(19|20)\d\d", number):
        reader.fault(
            top["year"], f"年份“{number}”应为 1900 至 2099", f"year '{number}' should be 1900 to 2099"
        )
    if reader.problems:
        return None
    year = int(number)
    notices = tuple(_notices(reader, top.get("notices")))
    keys = {notice.id for notice in notices}
    days = [*_off(reader, top.get("off"), year, keys), *_work(reader, top.get("work"), year, keys)]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return CalendarYear(country, year, notices, tuple(sorted(days, key=lambda d: d.day)), reader.file, digest)


def _notices(reader: _Reader, node: yaml.Node | None) -> Iterator[Notice]:
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        reader.fault(node, "notices 应为一组“代号: 通知”", "notices should map a key to a notice")
        return
    for key, value in node.value:
        found = reader.mapping(value, NOTICE)
        issued = reader.day(value, found, "issued") if "issued" in found else None
        yield Notice(
            str(key.value),
            reader.text(value, found, "title"),
            reader.optional(found, "number"),
            issued,
            reader.optional(found, "source"),
        )


def _off(reader: _Reader, node: yaml.Node | None, year: int, notices: set[str]) -> Iterator[CalendarDay]:
    for item in reader.sequence(node):
        found = reader.mapping(item, OFF)
        name, notice = reader.text(item, found, "name"), _notice_of(reader, item, found, notices)
        first = reader.day(item, found, "from")
        last = reader.day(item, found, "to") if "to" in found else first
        if first is None or last is None:
            continue
        if last < first or (last - first).days > 31:
            reader.fault(item, f"{first} 至 {last} 不是一段假期", f"{first} to {last} is no holiday stretch")
            continue
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            if _fits(reader, item, day, year):
                yield CalendarDay(day, False, name, notice)


def _work(reader: _Reader, node: yaml.Node | None, year: int, notices: set[str]) -> Iterator[CalendarDay]:
    for item in reader.sequence(node):
        found = reader.mapping(item, WORK)
        name, notice = reader.text(item, found, "for"), _notice_of(reader, item, found, notices)
        day = reader.day(item, found, "day")
        if day is None or not _fits(reader, item, day, year):
            continue
        if day.weekday() < 5:
            reader.fault(item, f"调休上班日 {day} 本是工作日", f"make-up day {day} is a weekday already")
            continue
        yield CalendarDay(day, True, name, notice)


def _notice_of(reader: _Reader, item: yaml.Node, found: dict[str, yaml.Node], notices: set[str]) -> str:
    key = reader.text(item, found, "notice")
    if key and key not in notices:
        listed = "、".join(sorted(notices)) or "（无）"
        reader.fault(
            item,
            f"通知“{key}”未列在 notices 中，已列：{listed}",
            f"notice '{key}' is not listed under notices: {listed}",
        )
    return key


def _fits(reader: _Reader, item: yaml.Node, day: date, year: int) -> bool:
    if day.year != year:
        reader.fault(item, f"{day} 不在 {year} 年内", f"{day} is not in {year}")
        return False
    if day in reader.seen:
        reader.fault(item, f"{day} 列了两次", f"{day} is listed twice")
        return False
    reader.seen.add(day)
    return True


def load_years(*folders: Path) -> tuple[CalendarYear, ...]:
    """All years of the folders' ``*.yaml``; a year in a later folder takes the place of an earlier one.

    Raises CalendarError for a broken file or a wrong file name. A folder that does not exist holds no years.
    """
    years: dict[int, CalendarYear] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            year = read_year(_text_of(path), str(path))
            if path.stem != str(year.year):
                zh = f"文件名应为 {year.year}.yaml"
                raise CalendarError(
                    [CalendarProblem(str(path), zh, f"the file should be named {year.year}.yaml")]
                )
            years[year.year] = year
    return tuple(years[key] for key in sorted(years))


def known_years(shipped: Path, home: Path, country: str = "cn") -> tuple[CalendarYear, ...]:
    """The years that an installation knows: those shipped, and over them those imported into its data folder.

    Parameters: ``shipped``, the folder ``calendars``; ``home``, the data folder. Raises CalendarError.
    """
    return load_years(shipped / country, own_folder(home, country))


def own_folder(home: Path, country: str = "cn") -> Path:
    """Where an installation keeps the years that it imported itself."""
    return home / "calendars" / country


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CalendarError([CalendarProblem(str(path), "不是 UTF-8 文本", "not UTF-8 text")]) from error


def as_yaml(year: CalendarYear, note: str = "") -> str:
    """The file that ``read_year`` reads back as this year; neighbouring days of one holiday become one entry."""
    lines = [
        f"calendar: {year.country}",
        f'year: "{year.year}"',
        *([f"note: {_quoted(note)}"] if note else []),
    ]
    lines.append("notices:" if year.notices else "notices: {}")
    for notice in year.notices:
        lines += [f"  {_quoted(notice.id)}:", f"    title: {_quoted(notice.title)}"]
        lines += [f"    number: {_quoted(notice.number)}"] if notice.number else []
        lines += [f'    issued: "{notice.issued}"'] if notice.issued else []
        lines += [f"    source: {_quoted(notice.source)}"] if notice.source else []
    lines += _listed("off", [_off_line(first, last) for first, last in runs(year)])
    lines += _listed("work", [_work_line(entry) for entry in year.days if entry.working])
    return "\n".join(lines) + "\n"


def _listed(key: str, entries: list[str]) -> list[str]:
    return [f"{key}:", *entries] if entries else [f"{key}: []"]


def _off_line(first: CalendarDay, last: CalendarDay) -> str:
    until = f', to: "{last.day}"' if last.day != first.day else ""
    return f'  - {{name: {_quoted(first.name)}, from: "{first.day}"{until}, notice: {_quoted(first.notice)}}}'


def _work_line(entry: CalendarDay) -> str:
    return f'  - {{day: "{entry.day}", for: {_quoted(entry.name)}, notice: {_quoted(entry.notice)}}}'


def runs(year: CalendarYear) -> list[tuple[CalendarDay, CalendarDay]]:
    """The stretches of days off: first and last day of each holiday under one notice."""
    found: list[tuple[CalendarDay, CalendarDay]] = []
    for entry in year.days:
        if entry.working:
            continue
        if found and _continues(found[-1][1], entry):
            found[-1] = (found[-1][0], entry)
        else:
            found.append((entry, entry))
    return found


def _continues(last: CalendarDay, entry: CalendarDay) -> bool:
    same = (last.name, last.notice) == (entry.name, entry.notice)
    return same and entry.day - last.day == timedelta(days=1)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
