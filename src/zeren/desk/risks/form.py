"""The form of a risk: read from what was sent, drawn with what stands or was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from zeren.desk import links
from zeren.desk.components import Bit, Head, Link
from zeren.desk.risks import citing
from zeren.desk.risks.page import FormPage, MeasureRow, crumbs, said_of_posts
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.organs.models import Organ
from zeren.records.risks import queries
from zeren.records.risks.content import Content
from zeren.records.risks.drafting import LONG, MOST_MEASURES, Given, GivenMeasure
from zeren.records.risks.models import OwnerKind, Risk, State
from zeren.records.risks.owners import Owners

NAMES = ("post", "power", "point", "level", "basis", "review", "reason")
PARTS = ("text", "kind", "owner", "due", "done")
BLANK = 2
"""Empty rows for measures that the form offers beyond what stands."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent: the risk, at which row of the form each measure stands, and the rows as they were."""

    given: Given
    places: tuple[int, ...]
    rows: tuple[MeasureRow, ...]
    texts: Mapping[str, str]


def read(post: QueryDict) -> Sent:
    """What was typed. A row in which nothing stands, or that was struck out, is no measure."""
    texts = {name: _text(post, name) for name in NAMES}
    sent = (_row(post, place) for place in range(_count(post)))
    filled = [row for row in sent if row.number or row.text or row.owner or row.due or row.long]
    rows = tuple(replace(row, place=place) for place, row in enumerate(filled))
    kept = [row for row in rows if not row.drop]
    measures = tuple(
        GivenMeasure(
            row.text,
            row.kind,
            row.owner,
            LONG if row.long else row.due,
            row.done,
            int(row.number or 0),
        )
        for row in kept
    )
    given = Given(**{name: texts[name] for name in NAMES if name != "reason"}, measures=measures)
    return Sent(given, tuple(row.place for row in kept), rows, texts)


def _text(post: QueryDict, name: str) -> str:
    return " ".join(post.get(name, "").split())


def _count(post: QueryDict) -> int:
    text = post.get("rows", "")
    return min(int(text), MOST_MEASURES + 10) if text.isdecimal() and len(text) < 4 else 0


def _row(post: QueryDict, place: int) -> MeasureRow:
    texts = {name: _text(post, f"{name}-{place}") for name in PARTS}
    number = _text(post, f"number-{place}")
    return MeasureRow(
        place, number if number.isdecimal() and len(number) < 6 else "", **texts,
        long=bool(post.get(f"long-{place}")), drop=bool(post.get(f"drop-{place}")),
    )  # fmt: skip


def stands(content: Content, owners: Owners) -> tuple[dict[str, str], tuple[MeasureRow, ...]]:
    """The form filled with what stands."""
    texts = {
        "post": owners.post_written(content.post, content.post_name), "power": content.power, "point": content.point,
        "level": content.level, "basis": content.basis, "review": content.review.isoformat(),
    }  # fmt: skip
    rows = tuple(
        MeasureRow(
            place,
            str(one.number),
            one.text,
            one.kind,
            owners.written(one.owner, one.name),
            one.due.isoformat() if one.due else "",
            one.long_term,
            one.done.isoformat() if one.done else "",
        )  # fmt: skip
        for place, one in enumerate(content.measures)
    )
    return texts, rows


def page(
    actor: Actor,
    risk: Risk | None,
    organ: Organ | None,
    texts: Mapping[str, str],
    rows: Sequence[MeasureRow],
    problems: Iterable[Problem] = (),
    places: Sequence[int] = (),
) -> FormPage:
    """The form. ``risk`` None: a new one. ``places``: at which row each measure of a refused form stands."""
    problems = tuple(problems)
    owners = Owners(organ) if organ else None
    placed = [_placed(problem, places) for problem in problems]
    title = f"修改 {risk.number} 号风险点" if risk else "登记风险点"
    back = links.named("risk", risk.pk) if risk else links.named("risks")
    steps = (Link(f"{risk.number} 号", back), Link("修改")) if risk else (Link("登记风险点"),)
    return FormPage(
        head=Head(title, crumbs(*steps), sub=((Bit(organ.name),), (said_of_posts(),)) if organ else ((said_of_posts(),),)),
        action=links.named("risk-change", risk.pk) if risk else links.named("risk-new"),
        organs=() if risk else tuple((one.code, one.name) for one in queries.kept_by(actor)),
        organ=organ.code if organ else "",
        given=texts,
        rows=tuple(_with_errors(_more(rows), placed)),
        offered=owners.offered if owners else (),
        posts=owners.posts_offered if owners else (),
        version=risk.version if risk else 0,
        asks_reason=risk is not None and risk.state == State.SIGNED,
        cites=citing.cites(),
        back=back,
        today=clock.today().isoformat(),
        errors=tuple((f"f-{place}", problem.zh) for place, problem in placed),
        by_field={place: problem.zh for place, problem in placed},
    )  # fmt: skip


def _more(rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """The rows with empty ones after them."""
    empty = [MeasureRow(len(rows) + turn, "", kind=OwnerKind.POST) for turn in range(BLANK)]
    return [*rows, *empty]


def _with_errors(rows: Iterable[MeasureRow], placed: Sequence[tuple[str, Problem]]) -> Iterable[MeasureRow]:
    for row in rows:
        errors = {name: p.zh for place, p in placed for name in PARTS if place == f"{name}-{row.place}"}
        yield replace(row, errors=errors)


def _placed(problem: Problem, places: Sequence[int]) -> tuple[str, Problem]:
    """Where a problem stands in the form: ``owner-2`` for the owner in the third row."""
    head, _, rest = problem.field.partition(".")
    if head != "measures" or not rest:
        return head, problem
    place, _, name = rest.partition(".")
    return f"{name}-{places[int(place)] if int(place) < len(places) else place}", problem
