"""What the pages of a year share: the programme, its units, what their entries say, names and links."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from zeren.desk import links
from zeren.desk.components import Citation, Tab
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import tabs_of
from zeren.records import packs
from zeren.records.campaigns import queries, standing
from zeren.records.campaigns.exempting import Exemption
from zeren.records.campaigns.queries import Subject, Unit
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.campaigns.standing import Brief, Result
from zeren.records.packs import Words

VIEWS = (
    ("", "单位"), ("cadres", "干部"), ("onsite", "参会、谈话"), ("follow", "后续"), ("vetoes", "一票否决"), ("compare", "分布"),
)  # fmt: skip


class Year:
    """One programme for one actor. ``case``: as of a day."""

    def __init__(self, case: Case, rules: CampaignRules) -> None:
        self.case, self.rules = case, rules

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units, in the order of the organs."""
        return queries.units_of(self.case.actor, self.case.matter, self.rules)

    @cached_property
    def words(self) -> Words:
        """The words of the units' procedure."""
        found = packs.words(self.case.matter.pack, self.case.matter.version, self.rules.units)
        assert found is not None
        return found

    @cached_property
    def briefs(self) -> dict[int, Brief]:
        """By matter, what the year reads of its log."""
        return standing.briefs(self.units, self.rules, self.case.today)

    @cached_property
    def exemptions(self) -> dict[tuple[int, str], Exemption]:
        """Who takes no part or gets no grade."""
        return {(pk, ref): one for pk, brief in self.briefs.items() for ref, one in brief.exempt.items()}

    def result(self, one: Subject) -> Result:
        """What was recorded as the result of a subject."""
        return self.briefs[one.matter.pk].results[one.ref]

    @property
    def url(self) -> str:
        """Where the year's page is."""
        return links.named("matter-campaign", self.case.matter.pk)

    def tabs(self) -> tuple[Tab, ...]:
        """The tabs of the matter."""
        return tabs_of(self.case, "campaign")

    def views(self, current: str) -> tuple[Tab, ...]:
        """The views of the year, and its notices."""
        named = [*VIEWS, *((one.id, one.title) for one in self.rules.notices)]
        return tuple(Tab(title, self.view_url(name), name == current) for name, title in named)

    def view_url(self, name: str) -> str:
        """Where a view is."""
        if name in ("", "cadres"):
            return links.with_query(self.url, ("view", name))
        return links.with_query(f"{self.url}/{name}", *([("state", "open")] if name == "follow" else []))

    def cite(self, at: str) -> Citation:
        """A provision of the programme's pack."""
        return self.case.cites.chip(self.case.pack_ref, at, bare=True)

    def word(self, name: str, value: str) -> str:
        """A word of a fact or field of the units by its label."""
        procedure = self.words.procedure
        declared = procedure.matter.get(name) or procedure.subject_facts.get(name)
        listed = self.words.list(declared.list) if declared and declared.list else None
        return listed.labels.get(value, value) if listed else value


def record_url(matter: int, seq: int) -> str:
    """Where an entry stands among the records of its matter."""
    return f"{links.matter(matter).rstrip('/')}/records?at={seq}#e{seq}"


def score_url(one: Subject) -> str:
    """The tree of a subject's score; empty where there is no such page."""
    found = links.named("matter-scores", one.matter.pk)
    return links.with_query(found, ("of", one.ref.replace(":", "-"))) if found else ""


def short(unit: Unit) -> str:
    """A unit as lists call it."""
    return unit.organ.short or unit.organ.name


def joined(names: Iterable[str], most: int = 5) -> str:
    """The first names, and how many there are where there are more."""
    listed = list(names)
    more = f"等 {len(listed)} 个" if len(listed) > most else ""
    return "、".join(listed[:most]) + more
