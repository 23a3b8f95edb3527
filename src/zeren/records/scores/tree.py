"""The tree of a score: every number with what it rests on, as the engine computed it. Nothing is computed here twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache

from zeren.law.packs.form import Grade, Kind, Norm, Pack, Score
from zeren.norms.model import Finding, Log, Missing, Scored, State
from zeren.records import clock, evaluation, packs
from zeren.records.matters.models import Matter
from zeren.records.scores import rules

REST_ON = (Kind.SCORE, Kind.GRADE, Kind.DEFINE, Kind.EXCEPTION)


@dataclass(frozen=True, slots=True)
class Node:
    """One number. ``scored``: its arithmetic as a part or a bonus of what stands above; ``norm``: the score that it is
    (None for a figure read from a field), ``within``: the norm of which it is a part."""

    within: Norm
    scored: Scored
    norm: Norm | None = None
    below: tuple[Node, ...] = ()

    @property
    def is_bonus(self) -> bool:
        """Whether it is counted and not weighed."""
        return self.scored.weight is None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subject stands. ``value`` and ``grade``: None while undetermined, ``missing`` then says what lacks and who
    supplies it; ``withheld``: why there is no grade (not assessed, under investigation) whatever the points."""

    subject: str
    pack: Pack
    norm: Norm
    body: Score
    value: Fraction | None
    nodes: tuple[Node, ...]
    grading: Norm | None = None
    grade: str | None = None
    missing: tuple[Missing, ...] = ()
    withheld: Finding | None = None

    @property
    def parts(self) -> tuple[Node, ...]:
        """The weighed parts."""
        return tuple(node for node in self.nodes if not node.is_bonus)

    @property
    def bonuses(self) -> tuple[Node, ...]:
        """The bonuses."""
        return tuple(node for node in self.nodes if node.is_bonus)

    @property
    def bands(self) -> tuple[tuple[str, Fraction | None], ...]:
        """The grades from the top, each with the score from which it holds."""
        body = self.grading.body if self.grading else None
        return tuple((band.grade, band.at_least) for band in body.bands) if isinstance(body, Grade) else ()


def standings(matter: Matter, as_of: date | None = None) -> dict[str, Standing]:
    """How every subject of a unit stands."""
    return standings_in(
        evaluation.log_of(matter), packs.installed().versions(matter.pack), as_of or clock.today()
    )


def standings_in(log: Log, versions: Sequence[Pack], as_of: date) -> dict[str, Standing]:
    """The same of a log: by the norms of scores and grades alone, with the terms and exceptions that they rest on."""
    return standings_from(
        evaluation.judge(log, tuple(scoring(pack) for pack in versions), as_of).findings, versions
    )


def standings_from(found: Iterable[Finding], versions: Sequence[Pack]) -> dict[str, Standing]:
    """The same from what was found already."""
    by_norm = {(f.pack, f.norm, f.subject): f for f in found if f.kind in (Kind.SCORE, Kind.GRADE)}
    shapes = {pack.ref: Shape(pack) for pack in versions}
    made = {}
    for (ref, name, subject), finding in by_norm.items():
        shape = shapes.get(ref)
        if shape is None or subject is None or finding.status is State.NOT_TRIGGERED:
            continue
        if name in shape.roots:
            made[subject] = shape.standing(name, finding, by_norm)
    return made


Findings = Mapping[tuple[str, str, str | None], Finding]


class Shape:
    """What a pack scores, looked up once for all its subjects."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.roots = {norm.id: (norm, body) for norm, body in rules.roots_of(pack)}
        self.norms = {body.name: norm for norm, body in rules.scores_of(pack)}
        self.grades = rules.grades_of(pack)

    def standing(self, root: str, finding: Finding, by_norm: Findings) -> Standing:
        """How the subject of a finding stands."""
        norm, body = self.roots[root]
        subject = finding.subject or ""
        grading = self.grades.get(body.name)
        graded = by_norm.get((self.pack.ref, grading[0].id, subject)) if grading else None
        value = finding.value if isinstance(finding.value, Fraction) else None
        withheld = graded if graded is not None and graded.status is State.NOT_TRIGGERED else None
        unsure = graded.missing if graded is not None and graded.status is State.UNDETERMINED else ()
        return Standing(
            subject, self.pack, norm, body, value, tuple(self._nodes(norm, finding, by_norm)),
            grading[0] if grading else None,
            str(graded.value) if graded is not None and graded.status is State.MET else None,
            tuple(dict.fromkeys((*finding.missing, *unsure))), withheld,
        )  # fmt: skip

    def _nodes(self, norm: Norm, finding: Finding, by_norm: Findings) -> Iterator[Node]:
        for scored in finding.scored:
            below = self.norms.get(scored.score) if scored.score else None
            under = by_norm.get((self.pack.ref, below.id, finding.subject)) if below else None
            if below is None or under is None:
                yield Node(norm, scored)
            else:
                yield Node(norm, scored, below, tuple(self._nodes(below, under, by_norm)))


def walk(nodes: Iterable[Node], depth: int = 1) -> Iterator[tuple[int, Node]]:
    """Every node with its depth, in the order of the text."""
    for node in nodes:
        yield depth, node
        yield from walk(node.below, depth + 1)


def scoring(pack: Pack) -> Pack:
    """The pack with what scores rest on; the same object at every call."""
    return _scoring(pack.digest, pack.id, pack.version)


@cache
def _scoring(digest: str, pack: str, version: date) -> Pack:
    found = next(p for p in packs.installed().packs if (p.digest, p.id, p.version) == (digest, pack, version))
    return replace(found, norms=tuple(norm for norm in found.norms if norm.kind in REST_ON))
