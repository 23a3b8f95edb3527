"""A unit's matter with what the pages of its scores are read from, each fetched once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from zeren.desk import links
from zeren.desk.citing import Citer
from zeren.desk.components import Citation
from zeren.desk.matters.case import Case
from zeren.law.packs.form import Norm, Score
from zeren.norms.model import Finding, State
from zeren.records import packs, refs
from zeren.records.ballots import queries as ballots
from zeren.records.matters.events import Recorded
from zeren.records.scores import queries, rules, tree
from zeren.records.scores.log import Settled, key_of
from zeren.records.scores.queries import Filled, Slot
from zeren.records.scores.rules import ScoreRules
from zeren.records.scores.sheets import Sheet
from zeren.records.scores.tree import Standing


class Unit:
    """A unit's matter with what its scores are read from, each fetched once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        found = queries.rules_of(case.matter)
        assert found is not None
        self.rules: ScoreRules = found
        self.pack = case.words.pack
        self.standings = tree.standings_from(case.findings, packs.installed().versions(self.pack.id))
        self.entries: Mapping[str, Recorded] = {entry.id: entry for entry in case.entries}
        self.filled: Mapping[Slot, Filled] = queries.filled_in(case.matter)
        self.sheets: Sequence[Sheet] = queries.serving(case.matter)

    @cached_property
    def subjects(self) -> dict[str, tuple[str, str]]:
        """Name and post of each subject, in their order."""
        shown = self.case.subjects_shown
        return {
            ref: (name, post) for ref, (name, post, _) in zip(self.case.around.subjects, shown, strict=True)
        }

    @cached_property
    def set_aside(self) -> dict[str, Finding]:
        """Subjects that an exception keeps out of the scoring, with the finding that says so."""
        roots = {norm.id for norm, _ in rules.roots_of(self.pack)}
        return {
            found.subject: found
            for found in self.case.findings
            if found.norm in roots and found.subject and found.status is State.NOT_TRIGGERED and found.because
        }

    @cached_property
    def settled(self) -> dict[str, Settled]:
        """What was settled, by the entry of the step that took it."""
        return {one.settled.event: one.settled for one in self.filled.values() if one.settled}

    @cached_property
    def handed(self) -> dict[int, int]:
        """Entries that a secret ballot brought: by their place in the log, the ballot."""
        found = ballots.of_matter(self.case.matter)
        return {int(seq): ballot.pk for ballot in found for seq in ballot.handed.split()}

    @cached_property
    def cites(self) -> Citer:
        """Citation chips of everything that scores rest on."""
        norms = [norm for norm in self.pack.norms if isinstance(norm.body, Score)]
        graded = [norm for norm, _ in rules.grades_of(self.pack).values()]
        steps = self.case.words.procedure.steps.values()
        wanted = {at for norm in (*norms, *graded) for at in norm.cite} | {
            at for step in steps for at in step.cite
        }
        return Citer([(self.pack.ref, tuple(wanted))], self.case.today)

    def chips(self, norm: Norm, last: bool = False) -> tuple[Citation, ...]:
        """The chips of a norm; ``last``: only that of its last provision."""
        return self.cites.chips(self.pack.ref, norm.cite[-1:] if last else norm.cite[:1], norm.reading or "")

    def label(self, name: str) -> str:
        """The short name of a part or a bonus."""
        return self.rules.labels.get(name, name)

    def options(self, subject: str) -> dict[str, str]:
        """The options of a ballot on a subject by their fields: the grades of its own scheme where they are those, 好 or 优秀."""
        rule, standing = self.rules.ballot, self.standings.get(subject)
        if rule is None:
            return {}
        record = self.case.words.procedure.steps[rule.step].record
        names = [name for name, _ in rule.options]
        grades = [grade for grade, _ in standing.bands] if standing else []
        labels = grades if len(grades) == len(names) else [record[name].label or name for name in names]
        return dict(zip(names, labels, strict=True))

    def record_url(self, entry: Recorded) -> str:
        """Where an entry is read."""
        return self.case.record_url(entry.seq)

    def url(self, ref: str) -> str:
        """The tree of one subject."""
        return f"{self.case.url}scores?of={ref.replace(':', '-')}"

    def sheets_of(self, standing: Standing) -> list[Sheet]:
        """The sheets that serve a subject: those of the score that it has."""
        return [sheet for sheet in self.sheets if sheet.score == standing.body.name]

    def filled_of(self, sheet: Sheet, subject: str) -> Filled:
        """What was filled in."""
        return self.filled.get((key_of(sheet), subject), queries.NOTHING)

    def sheet_url(self, sheet: Sheet, subject: str) -> str:
        """Where a sheet is filled in for a subject."""
        return links.named("score-sheet", self.case.matter.pk, str(key_of(sheet)), subject.replace(":", "-"))


def person_names(filled: Filled) -> dict[int, str]:
    """Names of the scorers."""
    people = {one.person for one in (*filled.finals, *filled.withdrawn) if one.person}
    found = refs.names_of(f"person:{pk}" for pk in people)
    return {pk: found.get(f"person:{pk}", "") for pk in people}
