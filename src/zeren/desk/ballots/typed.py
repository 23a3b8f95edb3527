"""The form of a ballot's setting: how it is filled in as text, read, and shown again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from zeren.access.accounts import queries as accounts
from zeren.desk import links
from zeren.desk.matters import naming
from zeren.desk.typed import day
from zeren.norms.model import FieldText
from zeren.records import packs, refs
from zeren.records.actor import Actor
from zeren.records.ballots import handing
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.rules import HandRule
from zeren.records.ballots.setting import SELF_OUT, TITLE, Asked, tidy
from zeren.records.errors import Problems
from zeren.records.matters import log, showing
from zeren.records.matters import queries as matters
from zeren.records.matters.models import Matter
from zeren.records.people import queries as people
from zeren.records.people.models import Person
from zeren.records.scores import conversion

TEXTS = (
    "title",
    "at",
    "day",
    "options",
    "basis",
    "abstain",
    "voted",
    "voters",
    "excluded",
    "teller1",
    "teller2",
)
BOXES = ("exact", "self_out")
OPTIONS = "好\n较好\n一般\n较差"


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is filled in."""

    texts: Mapping[str, str] = field(default_factory=dict)
    boxes: frozenset[str] = frozenset()


def blank(matter: Matter) -> Form:
    """An empty form, with the four usual options and no points; where the organ has set a conversion, with that; where
    the pack says where the result goes, with what is on record of the matter."""
    known = handing.rule_of(matter)
    if known is not None:
        return Form(_known(matter, known))
    found, rule = conversion.of(matter), conversion.rule_of(matter)
    words = packs.words(matter.pack, matter.version, matter.procedure)
    if found is None or rule is None or words is None:
        return Form({"options": OPTIONS})
    step = words.procedure.steps[rule.step]
    at = step.cite[0] if step.cite else ""
    return Form({"options": found.words.replace("、", "\n"), "basis": found.source, "at": at})


def _known(matter: Matter, rule: HandRule) -> dict[str, str]:
    """What the matter's records tell: who is voted on, the points that were fixed before, the groups of voters."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    fixed: Mapping[str, FieldText] = {}
    for entry in showing.in_force(log.entries_of([matter.pk]).get(matter.pk, ())):
        fixed = entry.fields if entry.type == rule.conversion else fixed
    step, people_ = words.procedure.steps[rule.step], matters.subjects_shown(matter, links.person)
    return {
        "title": f"{matter.title}{step.label.removeprefix('无记名')}"[:TITLE],
        "at": step.cite[0] if step.cite else "",
        "options": "\n".join(
            f"{label} {fixed.get(name, '') if name else ''}".strip() for label, name in rule.options.items()
        ),
        "basis": str(fixed.get(rule.basis, "")) if fixed else "",
        "voted": "\n".join(f"{name} {post}".strip() for name, post, _ in people_),
        "voters": "\n".join(f"{group}：" for group in rule.voters[1]),
    }


def read(given: QueryDict) -> Form:
    """What was filled in."""
    texts = {name: given.get(name, "").replace("\r\n", "\n") for name in TEXTS}
    return Form(texts, frozenset(name for name in BOXES if given.get(name) == "yes"))


def of(ballot: Ballot) -> Form:
    """A ballot's setting as the form shows it."""
    tellers = [_coded(one.person) for one in ballot.tellers.all()]
    texts = {
        "title": ballot.title, "at": ballot.at, "day": ballot.day.isoformat(), "basis": ballot.basis, "abstain": ballot.abstain,
        "options": "\n".join(f"{one.label} {one.points}".strip() for one in ballot.options.all()),
        "voted": "\n".join(f"{_coded(one.person) if one.person else one.name} {one.post}".strip() for one in ballot.voted.all()),
        "voters": _voters(ballot), "excluded": _excluded(ballot),
        "teller1": tellers[0] if tellers else "", "teller2": tellers[1] if len(tellers) > 1 else "",
    }  # fmt: skip
    return Form(texts, frozenset(name for name in BOXES if getattr(ballot, name)))


def _coded(person: Person) -> str:
    return f"{person.name}〔{person.code}〕"


def _voters(ballot: Ballot) -> str:
    groups: dict[str, list[str]] = {}
    for voter in ballot.voters.all():
        groups.setdefault(voter.group, []).append(_coded(voter.person))
    return "\n".join(f"{group}：{'、'.join(names)}" for group, names in groups.items())


def _excluded(ballot: Ballot) -> str:
    out = (voter for voter in ballot.voters.all() if voter.excluded and voter.excluded != SELF_OUT)
    return "\n".join(f"{_coded(voter.person)} {voter.excluded}" for voter in out)


# ---------------------------------------------------------------- what is meant


def asked(actor: Actor, form: Form) -> Asked:
    """The setting that a form means. Raises Refused: names that mean nobody or several, tellers without an account."""
    problems = Problems()
    text = {name: form.texts.get(name, "") for name in TEXTS}
    lines = {name: [line for line in text[name].splitlines() if line.strip()] for name in TEXTS}
    listed = list(_listed(lines["voters"]))
    named = [name for name, _ in listed]
    named += [_cut(line)[0] for line in lines["excluded"]] + [text["teller1"], text["teller2"]]
    known = _people(actor, filter(None, map(str.strip, named)))
    voters = [(_one(known, "voters", name, problems), group) for name, group in listed]
    excluded = {_one(known, "excluded", name, problems): why for name, why in map(_cut, lines["excluded"])}
    tellers = [
        _one(known, "tellers", name, problems) for name in (text["teller1"], text["teller2"]) if name.strip()
    ]
    voted = [_voted(actor, *_cut(line), problems) for line in lines["voted"]]
    _with_account(tellers, problems)
    problems.refuse()
    return Asked(
        title=text["title"], at=text["at"].strip(), day=day(text["day"]), options=[_option(line) for line in lines["options"]],
        voted=voted, basis=text["basis"], abstain=text["abstain"], exact="exact" in form.boxes, voters=voters,
        self_out="self_out" in form.boxes, excluded=excluded, tellers=tellers,
    )  # fmt: skip


def _listed(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Each name with the group under which it stands: ``县委委员：甲、乙`` or names below such a line."""
    group = ""
    for line in lines:
        before, colon, after = line.replace(":", "：").partition("：")
        group = tidy(before) if colon else group
        yield from ((name, group) for name in naming.parts(after if colon else line))


def _cut(line: str) -> tuple[str, str]:
    """A name, and what stands behind the first blank."""
    name, _, rest = line.strip().replace("\u3000", " ").replace("\t", " ").partition(" ")
    return name, rest.strip()


def _option(line: str) -> tuple[str, str]:
    """A label, and behind the last blank its points."""
    label, _, points = tidy(line).rpartition(" ")
    return (label, points) if label else (points, "")


def _people(actor: Actor, named: Iterable[str]) -> dict[str, list[Person]]:
    """Whom each name may mean: by code where one is written, else by name; one query for all of them."""
    wanted = {name: _code(name) or name for name in named}
    rows = people.known_as(actor, wanted.values())
    return {
        name: [p for p in rows if p.code == key] or [p for p in rows if p.name == key]
        for name, key in wanted.items()
    }


def _code(name: str) -> str:
    return name.rpartition("〔")[2].rstrip("〕") if "〔" in name else ""


def _one(known: Mapping[str, list[Person]], where: str, name: str, problems: Problems) -> int:
    found = known.get(name.strip(), [])
    if len(found) == 1:
        return found[0].pk
    if found:
        codes = "、".join(_coded(one) for one in found)
        problems.add(where, f"“{name}”不止一人，请写 {codes}", f"several are called '{name}'")
    else:
        problems.add(where, f"登记中没有“{name}”", f"nobody is called '{name}'")
    return -len(problems.found)


def _voted(actor: Actor, name: str, post: str, problems: Problems) -> tuple[str, str]:
    meant = naming.resolve(actor, name)
    parsed = refs.parse(meant.ref)
    if parsed is None:
        codes = "、".join(f"{name}〔{code}〕" for code, _ in meant.same)
        zh = f"“{name}”不止一人，请写 {codes}" if codes else f"登记中没有“{name}”"
        problems.add("voted", zh, f"nobody, or several, called '{name}'")
    return meant.ref, post


def _with_account(tellers: Iterable[int], problems: Problems) -> None:
    """A teller signs in himself."""
    wanted = [pk for pk in tellers if pk > 0]
    without = set(wanted) - accounts.people_with_account(wanted)
    names = refs.names_of(f"person:{pk}" for pk in without)
    for ref in sorted(names):
        zh = f"{names[ref]}没有在用的账号，不能监票"
        problems.add("tellers", zh, f"{ref} has no account in use")
