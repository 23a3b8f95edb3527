"""What stands beside the tree: what lacks, the cadres, the last ballot, honours, what was required on site, a veto's grounds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zeren.desk.campaigns import onsite
from zeren.desk.campaigns.vetoes import UnitVeto
from zeren.desk.components import Bit, FindingBox, Light, Line, Sign
from zeren.desk.scores.figures import text_of
from zeren.desk.scores.page import Bar, MemberRow
from zeren.desk.scores.unit import Unit
from zeren.norms.model import Finding, Missing, State
from zeren.records.campaigns import checking
from zeren.records.matters import showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.scores.figures import in_full
from zeren.records.scores.tree import Standing

UNKNOWN = Light(Sign.UNKNOWN, "待查明")
OWED = (State.PENDING, State.BREACHED)


def boxes(unit: Unit, subject: str, standing: Standing | None) -> Iterator[FindingBox]:
    """What lacks and who supplies it; why there is no grade."""
    aside = unit.set_aside.get(subject)
    if aside is not None:
        yield _aside(unit, aside)
    if standing is None:
        return
    if standing.missing:
        lines = [Line("依据", cites=unit.chips(standing.norm))]
        lines += [
            Line("缺", (Bit(words),))
            for words in dict.fromkeys(_lacks(unit, one) for one in standing.missing)
        ]
        yield FindingBox(
            "undetermined",
            UNKNOWN,
            "得分和等次" if standing.value is None else "等次",
            tuple(lines),
            "待补充",
        )
    if standing.withheld is not None:
        lines = [*_exceptions(unit, standing.withheld), Line("得分", (Bit("照样列出，不据以定等次"),))]
        yield FindingBox("lapsed", Light(Sign.LAPSED, "不确定等次"), "等次", tuple(lines))


def _exceptions(unit: Unit, found: Finding) -> list[Line]:
    """By which provisions something does not hold of a subject."""
    norms = [norm for norm in (unit.case.norm(name) for name in found.because) if norm is not None]
    cites = tuple(chip for norm in norms for chip in unit.case.cites.chips(unit.pack.ref, norm.cite))
    said = "；".join(dict.fromkeys(unit.case.demand(norm.id) for norm in norms)) or found.note
    return [Line("依据", cites=cites), Line("结论", (Bit(said),))]


def _aside_words(unit: Unit, found: Finding) -> str:
    """How the year calls it that a subject is not scored: 不参加考核."""
    rules = unit.case.campaign_unit
    named = (one.text for one in (rules.exempt if rules else ()) if one.norm in found.because)
    return next(named, "不计分")


def _aside(unit: Unit, found: Finding) -> FindingBox:
    light = Light(Sign.LAPSED, _aside_words(unit, found))
    return FindingBox("lapsed", light, "得分和等次", tuple(_exceptions(unit, found)))


def _lacks(unit: Unit, missing: Missing) -> str:
    """``公众评价：得分　由党风政风监督室``."""
    head, _, name = missing.what.partition("@")[0].partition(".")
    step = unit.case.words.procedure.steps.get(head)
    if step is None:
        declared = unit.case.words.procedure.subject_facts.get(name)
        return declared.label if declared and declared.label else missing.what
    name, found, value = name.partition("=")
    declared = step.record.get(name)
    label = declared.label if declared and declared.label and declared.label != step.label else ""
    said = f"{step.label}{f'：{label}' if label else ''}" + (f" 登记为 {value}" if found else "")
    return said + (f"　由{unit.case.who(missing.who)}登记" if missing.who else "")


def members(unit: Unit, chosen: str) -> dict[str, object]:
    """The cadres of the unit, each with the parts of the score, in the order of the list; who is not scored as well."""
    others = {ref: one for ref, one in unit.standings.items() if ref.startswith("person:")}
    if not others:
        return {}
    first = next(iter(others.values()))
    columns = tuple(unit.label(node.scored.id) for node in first.parts)
    lines = [in_full(at) for _, at in first.bands if at is not None]
    weights = "　".join(
        f"{label} {in_full((n.scored.weight or Fraction(0)) * 100)}%"
        for label, n in zip(columns, first.parts, strict=True)
    )
    return {
        "columns": columns,
        "weights": weights,
        "lines": " / ".join(lines),
        "member_cite": next(iter(unit.chips(first.norm)), None),
        "members": tuple(
            _member(unit, ref, others[ref], chosen)
            if ref in others
            else _apart(unit, ref, len(columns), chosen)
            for ref in unit.subjects
            if ref in others or (ref in unit.set_aside and ref.startswith("person:"))
        ),
    }


def _apart(unit: Unit, ref: str, parts: int, chosen: str) -> MemberRow:
    """A cadre who is not scored, with the provision."""
    (name, post), found = unit.subjects[ref], unit.set_aside[ref]
    norms = [norm for norm in (unit.case.norm(one) for one in found.because) if norm is not None]
    law = unit.case.law(norms[0].cite) if norms else ""
    light = Light(Sign.LAPSED, _aside_words(unit, found))
    return MemberRow(name, post, unit.url(ref), ("—",) * parts, "—", "", light, law, ref == chosen)


def _waits(unit: Unit, ref: str) -> str:
    """What is still to be done about a cadre after the days on site, the scoring apart: 差评三成，核实."""
    rules = unit.case.campaign_unit
    if rules is None:
        return ""
    by = {name: one.title for one in rules.follow if rules.result[0] not in one.steps for name in one.norms}
    owed = (f for f in unit.case.findings if f.norm in by and f.status in OWED)
    return "、".join(dict.fromkeys(by[f.norm] for f in owed if ref == f.subject or ref in f.who))


def _member(unit: Unit, ref: str, standing: Standing, chosen: str) -> MemberRow:
    (name, post), light, lacks = unit.subjects[ref], None, ""
    if standing.withheld is not None:
        light = Light(Sign.LAPSED, "不确定等次")
    elif standing.grade is None:
        light = UNKNOWN
        lacks = "；".join(dict.fromkeys(_lacks(unit, one).partition("　")[0] for one in standing.missing[:2]))
    waits = _waits(unit, ref)
    note = "；".join(filter(None, (f"缺 {lacks}" if lacks else "", f"待办：{waits}" if waits else "")))
    return MemberRow(
        name, post, unit.url(ref), tuple(text_of(node.scored.points) for node in standing.parts),
        text_of(standing.value), standing.grade or "", light, note, ref == chosen,
    )  # fmt: skip


def _in_force(unit: Unit, step: str, subject: str) -> list[Recorded]:
    """The entries of a step about one subject that stand, in the order of their days."""
    entries = [e for e in showing.in_force(unit.case.entries) if e.type == step and subject in e.subjects]
    return sorted(entries, key=lambda entry: (day_of(entry.at), entry.seq))


def ballot(unit: Unit, subject: str) -> dict[str, object]:
    """The last ballot on the subject, by options."""
    rule = unit.rules.ballot
    entries = _in_force(unit, rule.step, subject) if rule else []
    if rule is None or not entries:
        return {}
    fields, step = entries[-1].fields, unit.case.words.procedure.steps[rule.step]
    valid = int(str(fields.get(rule.valid, "0")) or 0)
    counts = [(label, str(fields.get(name, ""))) for name, label in unit.options(subject).items()]
    most = max((int(count) for _, count in counts if count.isdecimal()), default=0)
    bars = tuple(
        Bar(label, count, f"{int(count) * 100 // most if most else 0}%", f"{text_of(Fraction(int(count) * 100, valid))}%" if valid else "", place >= 2)
        for place, (label, count) in enumerate(counts) if count.isdecimal()
    )  # fmt: skip
    said = "　".join(
        f"{step.record[name].label} {fields[name]}"
        for name in ("issued", "collected", rule.valid)
        if fields.get(name)
    )
    cite = unit.cites.chip(unit.pack.ref, step.cite[0], bare=True) if step.cite else None
    return {"ballot": bars, "ballot_words": said, "ballot_cite": cite}


def honours(unit: Unit, subject: str, standing: Standing | None) -> dict[str, object]:
    """Everything that may bring a bonus: what counts, what does not and why, and where the paper is missing."""
    rule = unit.rules.bonus
    if rule is None or standing is None or not standing.bonuses:
        return {}
    counted = {event for node in standing.bonuses for event in node.scored.events}
    step = unit.case.words.procedure.steps[rule.step]
    rows = []
    for entry in _in_force(unit, rule.step, subject):
        level = _word(unit, step.record[rule.level].list, entry.fields.get(rule.level))
        issuer = _word(unit, step.record[rule.issuer].list, entry.fields.get(rule.issuer))
        if entry.id in counted:
            paper = entry.fields.get(rule.evidence) or entry.attachments
            light = Light(Sign.DONE, "计入") if paper else Light(Sign.NEAR_INTERNAL, "计入，缺文件")
        else:
            light = Light(Sign.LAPSED, "不计")
        rows.append(
            (
                f"{level}　{issuer}".strip(),
                str(entry.fields.get(rule.work, "")),
                light,
                unit.record_url(entry),
            )
        )
    return {"honours": tuple(rows), "honours_cite": next(iter(unit.chips(standing.norm, last=True)), None)}


def _word(unit: Unit, list_name: str | None, value: object) -> str:
    found = unit.case.words.list(list_name or "")
    return found.labels.get(str(value), str(value or "")) if found else str(value or "")


# ---------------------------------------------------------------- what was required on site, what speaks for a veto


def required(unit: Unit) -> tuple[tuple[str, str, Light, str], ...]:
    """Of each check of the year that concerns this unit: what, its figures, how it stands, the entry."""
    rules = unit.case.campaign_unit
    if rules is None:
        return ()
    last = {step: entries[-1] for step, entries in unit.case.in_force.items()}
    found = checking.checked(rules, last, unit.case.findings)
    rows = ((one, [f for f in one.findings if f.status in onsite.GRAVE]) for one in found)
    return tuple(
        (one.rule.title, onsite.figures_of(one), onsite.light_of(held), unit.record_url(one.entry))
        for one, held in rows
        if held and one.entry is not None
    )


def grounds(unit: Unit, subject: str) -> Iterator[FindingBox]:
    """What the records say of each ground of a veto about the subject; nobody is vetoed by it."""
    rules = unit.case.campaign_unit
    if rules is not None:
        yield from UnitVeto(unit.case, rules).boxes(subject)
