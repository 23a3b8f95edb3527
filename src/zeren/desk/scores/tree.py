"""Builds the tree page of a unit: every number with its provision, the record it rests on, and what lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Citation, FindingBox, Light, Line, Sign
from zeren.desk.matters.case import Case
from zeren.desk.matters.frame import frame
from zeren.desk.scores.figures import band_of, figure, text_of, weight_of
from zeren.desk.scores.page import Bar, MemberRow, SheetRow, TreePage, TreeRow
from zeren.law.packs.form import Norm, Score
from zeren.norms.model import Missing
from zeren.records import packs, refs
from zeren.records.ballots import queries as ballots
from zeren.records.matters import showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.scores import queries, rules, tree
from zeren.records.scores.figures import in_full
from zeren.records.scores.log import Settled, key_of
from zeren.records.scores.queries import Filled, Slot
from zeren.records.scores.rules import ScoreRules
from zeren.records.scores.sheets import Sheet
from zeren.records.scores.tree import Node, Standing

UNKNOWN = Light(Sign.UNKNOWN, "待查明")
LEVELS = ("l1", "l2", "l3")


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


# ---------------------------------------------------------------- the page


def page_of(unit: Unit, subject: str) -> TreePage:
    """The tree of one subject; the group where none is named, else the first that is scored."""
    chosen = (
        subject if subject in unit.subjects else next(iter(unit.standings), next(iter(unit.subjects), ""))
    )
    standing = unit.standings.get(chosen)
    name, post = unit.subjects.get(chosen, ("", ""))
    writes = unit.case.may_write
    beside = _members(unit, chosen)
    matter = unit.case.matter
    return TreePage(
        **frame(unit.case, "scores"),
        title=f"{name}　{post}".strip(),
        said=_said(unit, chosen, standing),
        rows=tuple(_rows(unit, standing)) if standing else (),
        band=band_of(standing) if standing else None,
        boxes=tuple(_boxes(unit, chosen, standing)),
        **beside,
        group_url=_group_url(unit, chosen),
        **_ballot(unit, chosen),
        **_honours(unit, chosen, standing),
        sheets=tuple(_sheet_rows(unit)),
        no_sheets="" if unit.sheets else "没有适用的评分细则：由考核统筹定，一年、一种单位一份；没有也可以直接登记得分。",
        sheets_url=_holder(unit),
        workbook_url=f"{links.named('score-workbook', matter.pk)}?of={chosen.replace(':', '-')}" if standing else "",
        points_url=links.named("score-points", matter.pk) if writes and unit.sheets else "",
        import_url=links.named("register-import", "points") if writes and unit.sheets else "",
    )  # fmt: skip


def _group_url(unit: Unit, chosen: str) -> str:
    """From a cadre back to the group."""
    groups = [ref for ref in unit.standings if ref.startswith("organ:") and ref != chosen]
    return unit.url(groups[0]) if groups else ""


def _holder(unit: Unit) -> str:
    """Where the sheets are fixed: the programme in sight, else this matter."""
    above = [matter for word, matter in unit.case.related if word == "上级案件"]
    return links.named("matter-sheets", above[0].pk if above else unit.case.matter.pk)


def _said(unit: Unit, subject: str, standing: Standing | None) -> tuple[tuple[Bit, ...], ...]:
    """One sentence: score, grade, that nothing is rounded before it, that a veto stands apart."""
    if standing is None:
        return ((Bit(light=UNKNOWN), Bit("　不知道它按班子还是按干部计分，请在“案件信息”登记考核对象")),)
    if standing.value is None:
        return (
            (Bit(light=UNKNOWN), Bit(f"　缺 {len(standing.missing)} 项，见右")),
            (Bit("缺的不当作零分", tone="dim"),),
        )
    score = Bit(
        f"综合得分 {text_of(standing.value)}" + (f"，{standing.grade}" if standing.grade else ""), strong=True
    )
    if standing.withheld is not None:
        return ((score,), (Bit("不确定等次", strong=True, tone="slate"),))
    rounding = (Bit("定等次以前不进位", tone="dim"),)
    return (score,), rounding, (Bit("否决与等次分别记载，互不改变", tone="dim"),)


# ---------------------------------------------------------------- rows


def _rows(unit: Unit, standing: Standing) -> Iterator[TreeRow]:
    for depth, node in tree.walk(standing.parts):
        yield _part(unit, depth, node)
    if standing.bonuses:
        worths = [node.scored.worth for node in standing.parts]
        whole = sum((w for w in worths if w is not None), Fraction(0)) if None not in worths else None
        yield TreeRow(
            "lsum",
            "小计",
            worth=figure(whole),
            light=None if whole is not None else UNKNOWN,
            source=(Bit("下层折得相加，即上层得分"),),
        )
        yield from (_bonus(unit, standing, node) for node in standing.bonuses)
    cites = unit.chips(standing.grading, last=True) if standing.grading else ()
    light = None if standing.value is not None else UNKNOWN
    yield TreeRow(
        "tot",
        "综合得分",
        worth=figure(standing.value),
        light=light,
        cites=cites,
        source=(Bit(_total_words(standing)),),
    )


def _total_words(standing: Standing) -> str:
    if standing.value is None:
        return "有一项没有，合计就没有"
    return "按原数定等次，不进位；没有尽头的小数只为显示截到四位"


def _part(unit: Unit, depth: int, node: Node) -> TreeRow:
    scored = node.scored
    unknown = scored.points is None and not node.below
    return TreeRow(
        level=LEVELS[min(depth, 3) - 1],
        label=unit.label(scored.id),
        points=figure(scored.points),
        weight=weight_of(scored.weight),
        worth=figure(scored.worth),
        light=UNKNOWN if unknown else None,
        cites=_cites(unit, depth, node),
        source=tuple(_source(unit, node)),
    )


def _cites(unit: Unit, depth: int, node: Node) -> tuple[Citation, ...]:
    """A score by its own provision; a figure by that which gives it its weight."""
    norm = node.norm or node.within
    return (
        (unit.cites.chip(unit.pack.ref, norm.cite[0], norm.reading or "", bare=depth > 1),)
        if norm.cite
        else ()
    )


def _source(unit: Unit, node: Node) -> Iterator[Bit]:
    """Who gave it and when, with what it was settled from; of a composite nothing, its parts tell it."""
    entry = unit.entries.get(node.scored.events[0]) if node.scored.events else None
    if entry is None:
        if not node.below:
            yield Bit(f"没有登记，由{_supplier(unit, node)}登记", tone="dim")
        return
    who = "、".join(unit.case.role(name) for name in entry.by)
    yield Bit(f"{who} {days.in_cell(day_of(entry.at), unit.case.today)}".strip(), url=unit.record_url(entry))
    settled = unit.settled.get(entry.id)
    if settled is not None:
        yield from _settled(unit, settled, node)
    ballot = unit.handed.get(entry.seq)
    if ballot:
        yield Bit("　")
        yield Bit("无记名评议", url=links.named("ballot", ballot))
    yield from _conversion(unit, entry)
    if entry.corrects:
        yield Bit(f"　更正过，原第 {entry.corrects} 号", tone="dim")


def _supplier(unit: Unit, node: Node) -> str:
    step = unit.case.words.procedure.steps.get(node.scored.field.partition(".")[0])
    return unit.case.who(step.by) if step else "承办人"


def _settled(unit: Unit, settled: Settled, node: Node) -> Iterator[Bit]:
    sheet = next((one for one in unit.sheets if key_of(one) == settled.marks.key), None)
    said = f"评分表，终稿 {len(settled.finals)} 份"
    top = (
        next((i for i in sheet.items if f"{sheet.step}.{i.field}" == node.scored.field), None)
        if sheet
        else None
    )
    under = {item.number for item in sheet.below(top.number)} if sheet and top else set()
    apart = len(under & settled.marks.notes.keys())
    if apart:
        said += f"，{apart} 项{'取平均' if settled.mean else '有差异，由人定'}"
    yield Bit("　")
    yield Bit(said, url=unit.sheet_url(sheet, settled.marks.subject) if sheet else "")


def _conversion(unit: Unit, entry: Recorded) -> Iterator[Bit]:
    """On what the conversion to points rests: no rule of the text, shown as the setting that it is."""
    rule = unit.rules.ballot
    basis = rule.basis if rule and entry.type == rule.step else unit.rules.named.get(entry.type, "")
    text = entry.fields.get(basis, "")
    if isinstance(text, str) and text and entry.id not in unit.settled:
        yield Bit(
            f"　折算（机关设定）：{text}" if rule and entry.type == rule.step else f"　{text}", tone="dim"
        )


def _bonus(unit: Unit, standing: Standing, node: Node) -> TreeRow:
    scored = node.scored
    each, cap = in_full(scored.each or Fraction(0)), scored.cap
    limit = f"，封顶 {in_full(cap)}" if cap is not None else ""
    count = f"{in_full(scored.points)} 项" if scored.points is not None else ""
    capped = (
        scored.points is not None
        and scored.each is not None
        and cap is not None
        and scored.points * scored.each > cap
    )
    return TreeRow(
        level="l2",
        label=f"加分　{unit.label(scored.id)}",
        weight=f"每项 {each}{limit}",
        worth=figure(scored.worth),
        light=None if scored.worth is not None else UNKNOWN,
        cites=unit.chips(standing.norm, last=True),
        source=(
            Bit(
                f"{count}{'，到顶' if capped else ''}" if count and scored.points else "没有",
                tone="" if scored.points else "dim",
            ),
        ),
    )


# ---------------------------------------------------------------- beside the tree


def _boxes(unit: Unit, subject: str, standing: Standing | None) -> Iterator[FindingBox]:
    """What lacks and who supplies it; why there is no grade."""
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
        ids = standing.withheld.because
        norms = [norm for norm in (unit.case.norm(name) for name in ids) if norm is not None]
        cites = tuple(chip for norm in norms for chip in unit.case.cites.chips(unit.pack.ref, norm.cite))
        said = "；".join(dict.fromkeys(unit.case.demand(norm.id) for norm in norms)) or standing.withheld.note
        lines = [
            Line("依据", cites=cites),
            Line("结论", (Bit(said),)),
            Line("得分", (Bit("照样列出，不据以定等次"),)),
        ]
        yield FindingBox("lapsed", Light(Sign.LAPSED, "不确定等次"), "等次", tuple(lines))


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


def _members(unit: Unit, chosen: str) -> dict[str, object]:
    """The cadres of the unit, each with the parts of the score, in the order of the list."""
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
        "members": tuple(_member(unit, ref, one, chosen) for ref, one in others.items()),
    }


def _member(unit: Unit, ref: str, standing: Standing, chosen: str) -> MemberRow:
    name, post = unit.subjects[ref]
    light, note = None, ""
    if standing.withheld is not None:
        light, note = Light(Sign.LAPSED, "不确定等次"), ""
    elif standing.grade is None:
        light, note = (
            UNKNOWN,
            "；".join(dict.fromkeys(_lacks(unit, one).partition("　")[0] for one in standing.missing[:2])),
        )
    return MemberRow(
        name, post, unit.url(ref), tuple(text_of(node.scored.points) for node in standing.parts),
        text_of(standing.value), standing.grade or "", light, f"缺 {note}" if note else "", ref == chosen,
    )  # fmt: skip


def _in_force(unit: Unit, step: str, subject: str) -> list[Recorded]:
    """The entries of a step about one subject that stand, in the order of their days."""
    entries = [e for e in showing.in_force(unit.case.entries) if e.type == step and subject in e.subjects]
    return sorted(entries, key=lambda entry: (day_of(entry.at), entry.seq))


def _ballot(unit: Unit, subject: str) -> dict[str, object]:
    """The last ballot on the subject, by options."""
    rule = unit.rules.ballot
    entries = _in_force(unit, rule.step, subject) if rule else []
    if rule is None or not entries:
        return {}
    fields, step = entries[-1].fields, unit.case.words.procedure.steps[rule.step]
    valid = int(str(fields.get(rule.valid, "0")) or 0)
    counts = [(step.record[name].label, str(fields.get(name, ""))) for name, _ in rule.options]
    most = max((int(count) for _, count in counts if count.isdigit()), default=0)
    bars = tuple(
        Bar(label, count, f"{int(count) * 100 // most if most else 0}%", f"{text_of(Fraction(int(count) * 100, valid))}%" if valid else "", place >= 2)
        for place, (label, count) in enumerate(counts) if count.isdigit()
    )  # fmt: skip
    said = "　".join(
        f"{step.record[name].label} {fields[name]}"
        for name in ("issued", "collected", rule.valid)
        if fields.get(name)
    )
    cite = unit.cites.chip(unit.pack.ref, step.cite[0], bare=True) if step.cite else None
    return {"ballot": bars, "ballot_words": said, "ballot_cite": cite}


def _honours(unit: Unit, subject: str, standing: Standing | None) -> dict[str, object]:
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


# ---------------------------------------------------------------- sheets


def _sheet_rows(unit: Unit) -> Iterator[SheetRow]:
    for ref, standing in unit.standings.items():
        for sheet in unit.sheets_of(standing):
            filled = unit.filled_of(sheet, ref)
            yield SheetRow(
                sheet.title, unit.subjects[ref][0], unit.sheet_url(sheet, ref), light_of(sheet, filled),
                words_on(unit.case, sheet, filled),
            )  # fmt: skip


def light_of(sheet: Sheet, filled: Filled) -> Light:
    """How far a sheet is."""
    if filled.settled is not None:
        return Light(Sign.DONE, "已定分")
    if len(filled.finals) >= sheet.scorers:
        return Light(Sign.NEAR_INTERNAL, "待定分")
    return Light(Sign.ELAPSED, f"终稿 {len(filled.finals)} / {sheet.scorers}")


def words_on(case: Case, sheet: Sheet, filled: Filled) -> str:
    """What is to be said beside: the viewer's own part, how many items differ."""
    if filled.settled is None and filled.of(case.actor.person) is None:
        return "您还没有交" if queries.may_score(case.actor, case.matter) else ""
    apart = len(filled.differing(sheet)) if queries.sees_points(case.actor, case.matter, sheet, filled) else 0
    return f"{apart} 项有差异" if apart else ""


def person_names(filled: Filled) -> dict[int, str]:
    """Names of the scorers."""
    people = {one.person for one in (*filled.finals, *filled.withdrawn) if one.person}
    found = refs.names_of(f"person:{pk}" for pk in people)
    return {pk: found.get(f"person:{pk}", "") for pk in people}
