"""What is fixed before a ballot is opened, held against what makes sense: everything that is wrong, at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.records import clock, packs, refs
from zeren.records.actor import Actor
from zeren.records.ballots.models import Ballot
from zeren.records.errors import Problems
from zeren.records.matters.models import Matter
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

ABSTAINED = "弃权"
MOST_OPTIONS, MOST_VOTED, MOST_VOTERS = 8, 60, 5000
TITLE, LABEL, POST, GROUP, REASON = 80, 20, 80, 60, 200
POINTS = re.compile(r"^[0-9]{1,3}(\.[0-9]{1,2})?$")
SELF_OUT = "评议对象本人不领票（会前设定）"


@dataclass(frozen=True, slots=True)
class Asked:
    """The setting of a ballot.

    ``at``: the provision, an address of the matter's regulation; ``options``: label and points in order, points empty
    where none are set; ``voted``: reference and post in the order of speaking; ``voters``: person and group;
    ``excluded``: reason by person; ``tellers``: persons.
    """

    title: str
    at: str
    day: date | None
    options: Sequence[tuple[str, str]]
    voted: Sequence[tuple[str, str]]
    basis: str = ""
    abstain: str = ""
    exact: bool = False
    voters: Sequence[tuple[int, str]] = ()
    self_out: bool = False
    excluded: Mapping[int, str] = field(default_factory=dict)
    tellers: Sequence[int] = ()


def check(actor: Actor, matter: Matter, asked: Asked) -> None:
    """Hold a setting against everything. Raises Refused with all of it."""
    problems = Problems()
    _line("title", asked.title, "名称", TITLE, problems)
    _provision(matter, asked.at, problems)
    if asked.day is None:
        problems.add("day", "请写评议日", "the day is missing")
    elif asked.day < clock.today():
        problems.add("day", f"评议日 {asked.day} 已过", f"{asked.day} is past")
    _options(asked, problems)
    _voted(actor, matter, asked, problems)
    _voters(asked, problems)
    _tellers(asked, problems)
    _named(actor, matter, asked, problems)
    problems.refuse()


def missing(ballot: Ballot) -> list[tuple[str, str, str]]:
    """What still lacks for opening: field, Chinese, English."""
    lacking = []
    if ballot.day < clock.today():
        lacking.append(("day", f"评议日 {ballot.day} 已过，请改定", "the day is past"))
    if not ballot.voters.filter(excluded="").exists():
        lacking.append(("voters", "投票人名单里没有可以领票的人", "nobody may vote"))
    if ballot.tellers.count() != 2:
        lacking.append(("tellers", "监票人应为两人", "two tellers are wanted"))
    return lacking


def tidy(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _line(where: str, text: str, zh: str, most: int, problems: Problems) -> None:
    if not tidy(text):
        problems.add(where, f"请写{zh}", f"{where} is missing")
    elif len(tidy(text)) > most:
        problems.add(where, f"{zh}超过 {most} 字", f"{where} exceeds {most} characters")


def _provision(matter: Matter, at: str, problems: Problems) -> None:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    if words is None or at not in words.pack.provisions:
        problems.add("at", "请选所依据的条款", f"'{at}' is no provision of the matter's regulation")


def _options(asked: Asked, problems: Problems) -> None:
    labels = [tidy(label) for label, _ in asked.options]
    if not 2 <= len(labels) <= MOST_OPTIONS:
        problems.add("options", f"选项为 2 至 {MOST_OPTIONS} 个", f"2 to {MOST_OPTIONS} options are wanted")
    for label in labels:
        _line("options", label, "选项的名称", LABEL, problems)
    if len(set(labels)) < len(labels) or ABSTAINED in labels:
        problems.add("options", "选项不能重复；弃权不用写，随时可以", "an option stands twice, or abstains")
    _conversion(asked, problems)


def _conversion(asked: Asked, problems: Problems) -> None:
    """All options have points or none has; with points, on what they rest and what abstaining does is said."""
    given = [points.strip() for _, points in asked.options]
    for points in filter(None, given):
        if not POINTS.match(points):
            zh = f"“{points[:20]}”不是分值，应为 0 至 999.99，至多两位小数"
            problems.add("points", zh, f"'{points[:20]}' is no figure from 0 to 999.99")
    if any(given) and not all(given):
        problems.add("points", "折算的分值要么都写，要么都不写", "points for every option or for none")
    if any(given):
        _line("basis", asked.basis, "折算的依据", REASON, problems)
        if asked.abstain not in Ballot.Abstain.values:
            problems.add("abstain", "请选弃权怎样计入", "how abstentions count is missing")
    elif tidy(asked.basis) or asked.abstain:
        problems.add("points", "写了折算的依据，没有写分值", "a basis without points")


def _voted(actor: Actor, matter: Matter, asked: Asked, problems: Problems) -> None:
    named = [ref for ref, _ in asked.voted]
    if not 1 <= len(named) <= MOST_VOTED:
        problems.add("voted", f"评议对象为 1 至 {MOST_VOTED} 个", f"1 to {MOST_VOTED} to be voted on")
    _once("voted", named, refs.names_of(named), problems)
    for _, post in asked.voted:
        if len(tidy(post)) > POST:
            problems.add("voted", f"职务超过 {POST} 字", f"a post exceeds {POST} characters")
    there = organs.visible_to(actor).filter(pk__in=[pk for noun, pk in _parsed(named) if noun == "organ"])
    known = {f"organ:{pk}" for pk in there.values_list("pk", flat=True)}
    for ref in named:
        if not ref.startswith("person:") and ref not in known:
            problems.add("voted", "评议对象不是已登记的人员或机关", f"'{ref}' is no person and no organ")


def _voters(asked: Asked, problems: Problems) -> None:
    listed = [person for person, _ in asked.voters]
    if len(listed) > MOST_VOTERS:
        problems.add("voters", f"投票人至多 {MOST_VOTERS} 人", f"at most {MOST_VOTERS} voters")
    names = refs.names_of(f"person:{pk}" for pk in listed)
    _once("voters", [f"person:{pk}" for pk in listed], names, problems)
    for group in {group for _, group in asked.voters}:
        _line("voters", group, "所属的一类人", GROUP, problems)
    for person, reason in asked.excluded.items():
        if person not in listed:
            problems.add("excluded", "不领票的人不在投票人名单", f"person {person} is no voter")
        _line("excluded", reason, "不领票的理由", REASON, problems)


def _tellers(asked: Asked, problems: Problems) -> None:
    if len(asked.tellers) > 2 or len(set(asked.tellers)) < len(asked.tellers):
        problems.add("tellers", "监票人应为不同的两人", "two different tellers are wanted")
    voted = {pk for noun, pk in _parsed(ref for ref, _ in asked.voted) if noun == "person"}
    if voted & set(asked.tellers):
        problems.add("tellers", "评议对象不能监票", "who is voted on is no teller")


def _named(actor: Actor, matter: Matter, asked: Asked, problems: Problems) -> None:
    """Whom the actor may not name does not exist for him."""
    subjects = {row.person_id for row in matter.subjects.all()}
    voted = {pk for noun, pk in _parsed(ref for ref, _ in asked.voted) if noun == "person"}
    wanted = {
        "voted": voted - subjects,
        "voters": {pk for pk, _ in asked.voters} - subjects,
        "tellers": {*asked.tellers},
    }
    everybody = set().union(*wanted.values())
    known = set(people.nameable(actor).filter(pk__in=everybody).values_list("pk", flat=True))
    for where, ids in wanted.items():
        for pk in sorted(ids - known):
            problems.add(where, f"没有编号为 {pk} 的人员", f"there is no person {pk}")


def _once(where: str, named: Sequence[str], names: Mapping[str, str], problems: Problems) -> None:
    twice = sorted({ref for ref in named if named.count(ref) > 1}) if len(set(named)) < len(named) else []
    for ref in twice:
        problems.add(where, f"{names.get(ref, ref)}列了两次", f"{ref} is listed twice")


def _parsed(named: Iterable[str]) -> list[tuple[str, int]]:
    return [parsed for ref in named if (parsed := refs.parse(ref))]
