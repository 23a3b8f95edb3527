"""What one version of a risk says, as a value: what the log keeps, and what the row shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from zeren.records import chain
from zeren.records.risks.models import Level, OwnerKind, Risk, State


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``owner``: ``post:2``, ``organ:3``, ``person:7``, empty for a name that is not registered;
    ``name`` as it was written then. ``due`` a day, or ``long_term``."""

    number: int
    text: str
    kind: str
    owner: str
    name: str
    due: date | None
    long_term: bool
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """One version. ``given``: numbers of measures ever given; ``cleared``: words looked at that are no name."""

    post: int | None
    post_name: str
    power: str
    point: str
    level: str
    basis: str
    review: date
    measures: tuple[Measure, ...] = ()
    given: int = 0
    reviewed_on: date | None = None
    state: str = State.UNSIGNED
    signed_on: date | None = None
    signed_by: int | None = None
    asks: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()

    def body(self) -> str:
        """The version as the log keeps it."""
        return chain.canonical(_plain(asdict(self)))

    @property
    def due(self) -> date | None:
        """The first open day of its measures."""
        return min((m.due for m in self.measures if m.due and m.done is None), default=None)

    def texts(self) -> Iterator[str]:
        """Every text that somebody typed, but for the names of members of the leading group."""
        yield from (self.post_name, self.power, self.point, self.basis)
        for measure in self.measures:
            yield measure.text
            if measure.kind != OwnerKind.MEMBER:
                yield measure.name

    def signed_words(self) -> Content:
        """What a signature stands for: the words, without the day on which a measure was carried out, the review
        and the look at names."""
        measures = tuple(replace(measure, done=None) for measure in self.measures)
        return replace(
            self, measures=measures, review=date.min, given=0, reviewed_on=None, state="", signed_on=None,
            signed_by=None, asks=(), cleared=(),
        )  # fmt: skip

    def unsigned(self) -> Content:
        """The same, to be signed anew."""
        return replace(self, state=State.UNSIGNED, signed_on=None, signed_by=None)


def read(body: str) -> Content:
    """A version as the log keeps it."""
    found = json.loads(body)
    measures = tuple(Measure(**_days(one, "due", "done")) for one in found.pop("measures"))
    whole = _days(found, "review", "reviewed_on", "signed_on")
    lists = {name: tuple(whole.pop(name)) for name in ("asks", "cleared")}
    return Content(**whole, measures=measures, **lists)


def lay(risk: Risk, content: Content) -> None:
    """Put a version onto the row (not its measures, which are rows of their own)."""
    for name in LAID:
        setattr(risk, name, getattr(content, name))
    risk.post_id, risk.signed_by_id = content.post, content.signed_by
    risk.asks = "、".join(content.asks)
    risk.due = content.due


LAID = (
    "post_name", "power", "point", "level", "basis", "review", "reviewed_on", "state", "signed_on",
)  # fmt: skip


def lines(content: Content) -> Iterator[tuple[str, str]]:
    """The version in words, in the order of the form: what is compared with the version before."""
    yield "岗位", content.post_name
    yield "行使的权力", content.power
    yield "风险点", content.point
    yield "等级", level_words(content.level, content.basis)
    yield "复核日", content.review.isoformat()
    for measure in content.measures:
        yield f"措施 {measure.number}", measure_words(measure)


def level_words(level: str, basis: str) -> str:
    """高（县纪委意见）; empty where no level is set."""
    return f"{Level(level).label}（{basis}）" if level else ""


def measure_words(measure: Measure) -> str:
    """``三人评审；责任：局长；时限：2026-12-31``."""
    day = "长期" if measure.long_term else measure.due.isoformat() if measure.due else ""
    done = f"；落实：{measure.done.isoformat()}" if measure.done else ""
    return f"{measure.text}；责任：{measure.name}；时限：{day}{done}"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _days(found: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**found, **{name: date.fromisoformat(found[name]) if found[name] else None for name in names}}
