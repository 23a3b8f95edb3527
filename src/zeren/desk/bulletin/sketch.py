"""What a piece begins with: nothing, the published facts of a case with names reduced, an imported official text."""

from __future__ import annotations

from zeren.desk.matters import downloads
from zeren.desk.matters.case import Case
from zeren.papers.official.of_matter import context_of
from zeren.papers.official.specs import PaperSpec
from zeren.records.actor import Actor
from zeren.records.bulletin import asking, sources
from zeren.records.bulletin.text import RULES, STUDY, WARNING, Piece
from zeren.records.documents.models import OfficialPaper
from zeren.records.matters.models import Matter
from zeren.records.texts import queries as texts

COLUMNS = {WARNING: "以案为鉴", STUDY: "纪律在身边"}
NO_PAPER = PaperSpec("", "", (), "", "", "", "")


def begun(
    actor: Actor, issue: OfficialPaper, section: str, case: int, law: str, asked: int = 0
) -> Piece | None:
    """The piece to begin with; None where the case, the consent (``asked``) or the text is none that may be taken."""
    first = Piece(section=section, label=COLUMNS.get(section, ""))
    if section == WARNING and asked > 0:
        consent = next((one for one in asking.given(issue.organ_id) if one.letter.pk == asked), None)
        return _of_consent(consent) if consent else None
    if section == WARNING and case > 0:
        matter = next((m for m in sources.offered(actor, issue.organ_id) if m.pk == case), None)
        return _of_case(actor, matter) if matter else None
    if section == RULES and law:
        return _of_law(law)
    return first


def _of_consent(consent: asking.Consent) -> Piece:
    """What the organ that handled the case lets be told, in its own words; nothing of the case besides."""
    answer = consent.answer
    return Piece(
        section=WARNING, label=COLUMNS[WARNING], body=answer.tells, case=answer.case, asked=consent.letter.pk,
        offender="surname_or_role",
    )  # fmt: skip


def told_of(actor: Actor, matter: Matter) -> str:
    """What a case's published steps say, for whoever lets another organ tell of it."""
    return _of_case(actor, matter).body


def _of_case(actor: Actor, matter: Matter) -> Piece:
    """What the case's published steps say, the people by their surnames; the rest is for people to write."""
    case = Case(matter, actor)
    facts = downloads.facts_of(case)
    events = context_of(NO_PAPER, facts)["events"]
    said = sources.said_of(matter)
    values = [
        f"{case.words.fields(step)[name].label}：{events[step][name]}"
        for step, entry in said.items()
        for name in _named(case, step)
        if name in entry.fields and step in events and events[step].get(name)
    ]
    name, of_unit = facts.subject.get("name", ""), (downloads.subject_at(case, 0) or "").startswith("organ:")
    who = (
        "某县一个单位的党组"
        if of_unit
        else f"{sources.reduced(name)}，〔待补：职务，写到哪一类单位的哪一级〕"
    )
    year = f"{matter.opened.year}年"
    lines = [
        f"{who}。{year}，〔待补：事情的经过，日期写到年，不写地名〕。",
        *(f"{line}。" for line in values),
        "■〔待补：小标题〕",
        "〔待补：原因、经过、教训〕",
    ]
    return Piece(
        section=WARNING,
        label=COLUMNS[WARNING],
        body="\n".join(lines),
        case=matter.pk,
        offender="surname_or_role",
    )


def _named(case: Case, step: str) -> tuple[str, ...]:
    from zeren.records.bulletin import rules

    ruled = rules.rules_of(case.words.pack, case.matter.procedure)
    return ruled.says.get(step, ()) if ruled else ()


def _of_law(slug: str) -> Piece | None:
    """An imported official text as it is in force today, article by article."""
    version = texts.version_on(slug)
    if version is None:
        return None
    rows = [row for row in texts.provisions(version) if "." not in row.at]
    lines = [line.strip() for row in rows for line in (row.whole or row.text).splitlines() if line.strip()]
    return Piece(
        section=RULES, title=version.document.title, source="正式文本，取自法规库", body="\n".join(lines)
    )
