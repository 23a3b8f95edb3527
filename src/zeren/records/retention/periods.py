"""How long each kind of record is kept, on which basis: the texts' word, and the unit's own setting where they are silent.

``retention.yaml`` in the data folder::

    warn_days: 90
    periods:
      interviews: {years: 10, basis: 青岚档〔2024〕3号}

A kind that is not set is kept. The years run from the day on which the matter was closed; the matter is kept to the
end of the same day of the last year (29 February: 28 February).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from zeren.env import SettingError

NAME = "retention.yaml"
WARN_DAYS = 90
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the packs whose matters it is, the provisions on keeping (``pack#address``), what they say."""

    id: str
    title: str
    packs: tuple[str, ...]
    cites: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Period:
    """A kind with the unit's setting; without ``years`` it is kept."""

    kind: Kind
    years: int | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Periods:
    """Every kind, and how many days before its end a record is listed."""

    by_kind: Mapping[str, Period]
    warn_days: int = WARN_DAYS

    def of(self, pack: str) -> Period:
        """The period of matters that run under a pack."""
        found = next((p for p in self.by_kind.values() if pack in p.kind.packs), None)
        return found or self.by_kind[OTHER]


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds, in the order of the file; the last is for everything else."""
    raw = yaml.safe_load(
        files("zeren.records.retention").joinpath("periods.yaml").read_text(encoding="utf-8")
    )
    return tuple(
        Kind(k["id"], k["title"], tuple(k["packs"]), tuple(k["cite"]), k["says"]) for k in raw["kinds"]
    )


def periods() -> Periods:
    """The kinds with what the unit has set. Raises SettingError for a file that can't be used."""
    path = settings.ZEREN.home / NAME
    given = _read(path) if path.is_file() else {}
    for name in given.get("periods", {}):
        if name not in {kind.id for kind in kinds()}:
            raise _wrong(path, f"periods.{name}", "没有这一种类", "there is no such kind")
    set_ = {kind.id: _period(path, kind, given.get("periods", {}).get(kind.id)) for kind in kinds()}
    return Periods(set_, _number(path, "warn_days", given.get("warn_days", WARN_DAYS), 0, 3660))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise _wrong(path, "", "不是 YAML 文件", "is no YAML file") from None
    if not isinstance(found, dict) or not isinstance(found.get("periods", {}), dict):
        raise _wrong(path, "", "应有 periods 一项，下列各种类", "expected periods with kinds under it")
    unknown = sorted(set(found) - {"warn_days", "periods"})
    if unknown:
        raise _wrong(path, str(unknown[0]), "没有这一项", "there is no such entry")
    return found


def _period(path: Path, kind: Kind, given: Any) -> Period:
    if given is None:
        return Period(kind)
    where = f"periods.{kind.id}"
    if not isinstance(given, dict) or set(given) != {"years", "basis"}:
        raise _wrong(path, where, "应有 years 和 basis 两项", "expected years and basis")
    basis = str(given["basis"] or "").strip()
    if not basis or len(basis) > 200:
        raise _wrong(
            path, f"{where}.basis", "写明依据，不超过 200 字", "name the basis, at most 200 characters"
        )
    return Period(kind, _number(path, f"{where}.years", given["years"], 1, 200), basis)


def _number(path: Path, where: str, given: Any, least: int, most: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
        raise _wrong(
            path, where, f"应为 {least} 至 {most} 的整数", f"expected a whole number, {least} to {most}"
        )
    return given


def _wrong(path: Path, where: str, zh: str, en: str) -> SettingError:
    place = f"{path.name} 的 {where}" if where else path.name
    return SettingError(NAME, f"{place}：{zh}", f"{where or path.name}: {en}")


def kept_to(closed: date, years: int) -> date:
    """The last day of keeping."""
    return _same_day(closed, closed.year + years)


def closed_by(last: date, years: int) -> date:
    """The latest day of closing of what is kept to ``last`` at the latest."""
    day = _same_day(last, last.year - years)
    # A matter closed on 29 February is kept to 28 February: the day after may still be within.
    after = day + timedelta(days=1)
    return after if kept_to(after, years) <= last else day


def _same_day(day: date, year: int) -> date:
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
