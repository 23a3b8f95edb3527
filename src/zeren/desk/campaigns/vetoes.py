"""Builds the pages of vetoes: one unit's candidates with what people decided and what follows; the candidates of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.campaigns import wording
from zeren.desk.campaigns.page import EffectRow, ReachRow, StepLink, TraceRow, VetoesPage, VetoLine, VetoPage
from zeren.desk.campaigns.year import Year, record_url, short
from zeren.desk.components import Bit, Button, Citation, Empty, FindingBox, Head, Light, Line, Link, Sign
from zeren.desk.matters.barred import reach_of
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import head_of, tabs_of
from zeren.desk.wording import words_of
from zeren.law.packs.form import Kind, Pack
from zeren.norms.model import Finding, State
from zeren.records.campaigns import queries, vetoes
from zeren.records.campaigns.queries import Subject
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.campaigns.vetoes import Ground, Reach, Reached, Shown, Stand
from zeren.records.matters import reading
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter

FRAMES = {Stand.HOLDS: "breached", Stand.ASIDE: "met", Stand.OPEN: "undetermined", Stand.PART: "undetermined"}
NOBODY = "系统不作否决结论；否决与否由审议机关决定并写明理由。否决与等次分别记载。"
RECORDS = {Reach.DIRECT: "记录认定", Reach.PRINCIPAL: "记录决定"}
"""What people may record of a cadre whom the veto of the group reaches, or may reach."""
NONE_YET = Empty("没有候选的情形", "票数、处理、缺报告有了记录，合于情形的自动列在这里。")
PAGE = 50


def title_of(ground: Ground, pack: Pack) -> str:
    """A ground by the pack's label of its provision."""
    item = ground.candidate.item
    provision = pack.provisions.get(item.cite[0])
    return item.label or (provision.label if provision else item.id)


class UnitVeto:
    """One unit's page. ``case``: the unit's matter as of a day."""

    def __init__(self, case: Case, rules: CampaignRules) -> None:
        self.case, self.rules, self.veto = case, rules, rules.veto

    @cached_property
    def subjects(self) -> list[Subject]:
        """The group and the cadres of the matter."""
        return queries.subjects_of(self.case.matter)

    @cached_property
    def grounds(self) -> list[Ground]:
        """Every ground for every subject."""
        return vetoes.grounds_in(self.case.around, self.rules, self.case.today)

    @cached_property
    def decided(self) -> list[Recorded]:
        """The vetoes that people recorded."""
        return vetoes.decided(self.case.entries, self.rules, self.case.today)

    @property
    def group_is_vetoed(self) -> bool:
        """Whether a veto of the leading group is recorded."""
        groups = {one.ref for one in self.subjects if one.person is None}
        return any(groups & set(entry.subjects) for entry in self.decided)

    def page(self) -> VetoPage:
        """The page."""
        return VetoPage(
            self._head(), tabs_of(self.case, "veto"), tuple(self.boxes()), tuple(self._people()), tuple(map(self._decision, self.decided)),
            tuple(self._reached()), tuple(self._effects()), tuple(self._steps()), self.veto.unwritten, tuple(self._traces()), tuple(self._missed()),
            self._act(self.veto.sanction),
        )  # fmt: skip

    def _head(self) -> Head:
        number = sum(1 for one in self.grounds if one.stand in (Stand.HOLDS, Stand.OPEN, Stand.PART))
        said = (
            (Bit(f"合于情形或者待查明的 {number} 项", strong=bool(number)),),
            (Bit(f"已决定否决 {len(self.decided)} 项"),),
            (Bit(NOBODY, tone="dim"),),
        )
        buttons = [Button("打印", does="print")]
        if self.case.may_write:
            about = self._open_for()
            buttons.insert(0, Button("记录审议决定", self._act(self.veto.step, *about), main=True))
            buttons.insert(1, Button("告知情形", self._act(self.veto.steps["shown"], *about)))
        return replace(head_of(self.case, ""), sub=said, buttons=tuple(buttons))

    def _open_for(self) -> list[str]:
        """Those for whom a ground stands that nobody decided on: a form offers them, and not the whole unit."""
        open_ = (
            one for one in self.grounds
            if one.stand in (Stand.HOLDS, Stand.OPEN, Stand.PART) and not vetoes.is_decided(one, self.decided, self.rules)
        )  # fmt: skip
        return list(dict.fromkeys(one.subject for one in open_))

    def _act(self, step: str, *about: str) -> str:
        """The form of an act, with the subjects it is about chosen; none is named: as the form has them."""
        asked = urlencode([("act", step), *(("subject", ref) for ref in about)])
        return f"{self.case.url}?{asked}#act" if self.case.may_write else ""

    def _cite(self, at: str) -> Citation:
        return self.case.cites.chip(self.case.pack_ref, at, bare=True)

    # ------------------------------------------------------------ candidates

    def boxes(self, subject: str = "") -> Iterator[FindingBox]:
        """What is a candidate or would be one; of one subject, or of everybody."""
        for ground in self.grounds:
            if ground.stand in vetoes.SHOWN and subject in ("", ground.subject):
                yield self._box(ground)

    def _box(self, ground: Ground) -> FindingBox:
        done = vetoes.is_decided(ground, self.decided, self.rules)
        return FindingBox(
            FRAMES[ground.stand], wording.stands(ground.stand, done), f"{self.case.names.get(ground.subject, '')}　{title_of(ground, self.case.words.pack)}",
            tuple(self._lines(ground)),
        )  # fmt: skip

    def _lines(self, ground: Ground) -> Iterator[Line]:
        one = ground.candidate
        yield Line("依据", (), tuple(self._cite(at) for at in one.item.cite))
        for figure in wording.figures_of(ground, self.case.words):
            yield Line(
                "条件",
                (Bit(light=figure.light), Bit(f"　{figure.words}"), Bit(f"　{figure.sum}", strong=True)),
            )
        for name, cites in one.exceptions:
            words = "具备，不据此否决" if one.lifted is True else "待查明"
            yield Line(
                "除外",
                (Bit(f"{self._norm_label(name, cites)}：{words}"),),
                tuple(self._cite(at) for at in cites),
            )
        earlier = self._earlier(ground)
        if earlier:
            yield Line("一案一次", (Bit(earlier),))
        if one.missing:
            yield Line("待查明", (Bit(wording.missing_words(one.missing, self.case.words, self.case.names)),))
        yield Line("记录", tuple(self._records(ground.records)))
        needs = [
            name
            for name in one.item.needs
            if (found := self.case.words.fields(self.veto.step).get(name)) and found.label
        ]
        said = "".join(f"，写明“{self.case.words.fields(self.veto.step)[name].label}”" for name in needs)
        yield Line("由谁", (Bit(f"{self.case.who(self._by())}审议决定{said}"),))

    def _by(self) -> tuple[str, ...]:
        step = self.case.step_of(self.veto.step)
        return tuple(step.by) if step else ()

    def _norm_label(self, name: str, cites: tuple[str, ...]) -> str:
        provision = self.case.words.pack.provisions.get(cites[0]) if cites else None
        return provision.label if provision and provision.label else name

    def _earlier(self, ground: Ground) -> str:
        """Cases on which a veto rests already (第二十四条第一款第一项): of earlier years, and of this one."""
        facts = reading.logged(self.case.entries, self.case.today)
        said = facts.fact(ground.subject, self.veto.earlier)
        used = [
            str(e.fields[self.veto.case])
            for e in self.decided
            if ground.subject in e.subjects and e.fields.get(self.veto.case)
        ]
        named = [*([said] if said and said not in vetoes.NO_CASE else []), *used]
        return f"已据以否决的：{'、'.join(dict.fromkeys(named))}；同一案不再否决" if named else ""

    def _records(self, records: tuple[Recorded, ...]) -> Iterator[Bit]:
        for place, entry in enumerate(records[-6:]):
            if place:
                yield Bit("，")
            url = self.case.record_url(entry.seq)
            said = self._contents(entry)
            yield Bit(
                f"{days.in_cell(day_of(entry.at), self.case.today)} {self.case.act_label(entry.type)}",
                url=url,
            )
            if said:
                yield Bit(f"（{said}）", tone="dim")

    def _contents(self, entry: Recorded) -> str:
        """What a treatment was, by the words of its fields: on this the exceptions turn."""
        if entry.type not in (self.veto.sanction, self.veto.below):
            return ""
        words = self.case.words
        declared = words.fields(entry.type)
        said = []
        for name in (one for one in declared if one in entry.fields):
            value = entry.fields[name]
            listed = words.list(declared[name].list or "")
            if isinstance(value, str):
                shown = (
                    listed.labels.get(value, value) if listed else {"yes": "是", "no": "否"}.get(value, value)
                )
                said.append(f"{declared[name].label}：{shown}")
        return "；".join(said)

    def _people(self) -> Iterator[tuple[str, Citation]]:
        """The grounds that no record speaks for by itself: people find them, with reasons."""
        seen: set[str] = set()
        for ground in self.grounds:
            item = ground.candidate.item
            if ground.stand is Stand.PEOPLE and item.id not in seen:
                seen.add(item.id)
                yield title_of(ground, self.case.words.pack), self._cite(item.cite[0])

    # ------------------------------------------------------------ decided

    def _decision(self, entry: Recorded) -> FindingBox:
        items = [
            item for norm in self.case.words.pack.norms for item in getattr(norm.body, "items", ())
            if item.id in entry.fields.get(self.veto.field, ())
        ]  # fmt: skip
        whom = "、".join(self.case.names.get(ref, ref) for ref in entry.subjects)
        provisions = self.case.words.pack.provisions
        said = "、".join(item.label or provisions[item.cite[0]].label or item.id for item in items)
        lines = [
            Line("依据", (), tuple(self._cite(at) for item in items for at in item.cite)),
            Line(
                "决定",
                (Bit(f"{days.in_sentence(day_of(entry.at), self.case.today)}　{self.case.who(entry.by)}"),),
            ),
            *(Line(label, (Bit(text),)) for label, text in self._said(entry)),
            Line("记录", (Bit(f"第 {entry.seq} 号", url=self.case.record_url(entry.seq)),)),
        ]
        return FindingBox("conflict", Light(Sign.ORDER, "已决定否决"), f"{whom}　{said}", tuple(lines))

    def _said(self, entry: Recorded) -> Iterator[tuple[str, str]]:
        fields = self.case.words.fields(self.veto.step)
        for name in ("year", self.veto.case, "reasons"):
            value = entry.fields.get(name)
            if name in fields and (value or fields[name].required):
                yield (
                    {"year": "年度", "reasons": "理由"}.get(name, fields[name].label or name),
                    str(value or "没有写明"),
                )

    def _reached(self) -> Iterator[ReachRow]:
        """Who of a vetoed group is affected and who is not (第二十五条)."""
        cadres = [one for one in self.subjects if one.person is not None]
        if not self.group_is_vetoed:
            return
        posts = {name: post for name, post, _ in self.case.subjects_shown}
        cite = self._spread_cite()
        for one in vetoes.reaches(self.case.matter, cadres, self.rules, self.case.today):
            yield self._reach_row(one, posts.get(one.subject.name, ""), cite)

    def _reach_row(self, one: Reached, post: str, cite: Citation) -> ReachRow:
        light, why = wording.REACHES[one.reach]
        record = Link(f"第 {one.by.seq} 号", self.case.record_url(one.by.seq)) if one.by else None
        if one.reach in RECORDS and one.by is None and self.case.may_write:
            record = Link(RECORDS[one.reach], self._act(self.veto.step, one.subject.ref))
        return ReachRow(one.subject.name, post, light, why, cite, record)

    def _spread_cite(self) -> Citation:
        items = (item for norm in self.case.words.pack.norms for item in getattr(norm.body, "items", ()))
        found = next(item for item in items if item.id == self.veto.spread)
        return self._cite(found.cite[0])

    def _effects(self) -> Iterator[EffectRow]:
        """What follows by the pack's norms, once something sets it off; the same of two entries stands once."""
        groups: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.case.findings:
            if finding.norm in self.veto.effects and finding.status is not State.NOT_TRIGGERED:
                groups.setdefault((finding.norm, finding.subject or ""), []).append(finding)
        for (_, whom), found in groups.items():
            yield self._effect(whom, found)

    def _effect(self, whom: str, found: list[Finding]) -> EffectRow:
        first = found[0]
        words = words_of(first.pack)
        assert words is not None
        rests = dict.fromkeys(name for one in found for name in one.because)
        entries = [self.case.boxes.entries[name] for name in rests if name in self.case.boxes.entries]
        act = words.acts(first.act) if first.act else words.provision(first.cites[0])
        if first.kind is Kind.BAR:
            reach = reach_of(self.case, first.pack, first.norm, next(iter(first.because), ""))
            act = f"不得{act}" + (f"　{reach}" if reach else "")
        return EffectRow(
            act, self.case.names.get(whom, ""), self.case.who([name for name in first.who if name != whom]) if first.who else "",
            self._effect_light(first), self._cite(first.cites[0]),
            tuple(Link(f"第 {entry.seq} 号", self.case.record_url(entry.seq)) for entry in entries),
        )  # fmt: skip

    def _effect_light(self, finding: Finding) -> Light:
        """A restriction by its last day, a duty as everywhere."""
        if finding.kind is not Kind.BAR or finding.ends is None:
            return self.case.boxes.light(finding)
        last = days.in_cell(finding.ends, self.case.today)
        over = finding.ends < self.case.today
        return Light(Sign.LAPSED, f"{last} 已满") if over else Light(Sign.NEAR, f"至 {last}")

    def _steps(self) -> Iterator[StepLink]:
        for part, name in self.veto.steps.items():
            # A veto that was decided was deliberated, where nothing else is recorded of it.
            entries = self.case.in_force.get(name, []) or (self.decided if part == "considered" else [])
            label = self.case.act_label(name)
            light = (
                Light(Sign.DONE, f"{days.in_cell(day_of(entries[-1].at), self.case.today)}")
                if entries
                else Light(Sign.ELAPSED, "没有记录")
            )
            url = self.case.record_url(entries[-1].seq) if entries else self._act(name)
            yield StepLink(label.replace("（本办法未写）", ""), light, url, "未写" in label)

    # ------------------------------------------------------------ records elsewhere

    @cached_property
    def year(self) -> int:
        """The year that is assessed; 0 where none is stated."""
        text = str(reading.logged(self.case.entries, self.case.today).matter.get(self.rules.year, ""))
        return int(text) if text.isdecimal() else 0

    def _traces(self) -> Iterator[TraceRow]:
        refs = [one.ref for one in self.subjects]
        cases = {
            str(e.fields.get(self.veto.case, "")) for e in self.case.in_force.get(self.veto.sanction, [])
        }
        for one in (
            vetoes.traces(self.case.actor, refs, self.rules, self.year, self.case.today) if self.year else ()
        ):
            whom = "、".join(self.case.names.get(ref, ref) for ref in one.refs)
            record = Link(f"{one.matter.number} 第 {one.seq} 号", record_url(one.matter.pk, one.seq))
            yield TraceRow(one.on.isoformat(), one.rule.words, whom, record, one.matter.number in cases)

    def _missed(self) -> Iterator[TraceRow]:
        organ = next((one.organ for one in self.subjects if one.person is None and one.organ), None)
        if organ is None or not self.year:
            return
        found = vetoes.missed_reports(
            self.case.actor, organ.pk, self.case.matter.pack, self.rules, self.year, self.case.today
        )
        url = links.named("duties-list", organ.pk, self.year) or links.named("duties")
        for finding in found:
            whom = self.case.names.get(finding.subject or "", organ.short or organ.name)
            due = day_of(finding.due).isoformat() if finding.due else ""
            yield TraceRow(due, "责任清单里没有报告", whom, Link("责任清单", url))


# ---------------------------------------------------------------- the year

STATES = (
    ("holds", "待审议"), ("part", "待核实"), ("open", "待查明"), ("aside", "除外"), ("decided", "已决定否决"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A ground of a unit on the year's list."""

    unit: queries.Unit
    matter: Matter
    shown: Shown

    @property
    def state(self) -> str:
        """Which of the states it has."""
        return "decided" if self.shown.decided else self.shown.ground.stand.value


def year_page(year: Year, given: QueryDict) -> VetoesPage:
    """The candidates of every unit, in the order of the organs; ``state``: only those that stand so."""
    url, state = year.view_url("vetoes"), given.get("state", "")
    state = state if state in dict(STATES) else ""
    rows = _rows(year)
    fitting = [row for row in rows if state in ("", row.state)]
    question = listing.plain(url, given, *([("state", state)] if state else []))
    start, stop = listing.window(question, len(fitting), PAGE)
    lines = _lines(year, fitting[start:stop])
    empty = Empty("没有这样的情形", "", Link("看全部", url)) if state else NONE_YET
    return VetoesPage(
        replace(head_of(year.case, ""), sub=((*_counts(url, rows, state),), (Bit(NOBODY, tone="dim"),)), buttons=(Button("打印", does="print"),)),
        year.tabs(), year.views("vetoes"), tuple(lines), listing.pages(question, len(fitting), PAGE), "按机关顺序，不排名", empty,
    )  # fmt: skip


def _rows(year: Year) -> list[_Row]:
    shown = vetoes.shown_of([m for unit in year.units for m in unit.matters], year.rules, year.case.today)
    return [_Row(unit, m, one) for unit in year.units for m in unit.matters for one in shown[m.pk]]


def _counts(url: str, rows: Sequence[_Row], chosen: str) -> Iterator[Bit]:
    """How many stand how; each number leads to its rows."""
    number = Counter(row.state for row in rows)
    yield Bit("情形 ")
    yield Bit(f"{len(rows)} 项", strong=True, url=url)
    for name, words in STATES:
        yield Bit(f"；{words} ")
        at = links.with_query(url, ("state", name)) if number[name] else ""
        yield Bit(f"{number[name]} 项", strong=name == chosen, url=at)


def _lines(year: Year, rows: Sequence[_Row]) -> Iterator[VetoLine]:
    before = 0
    for row in rows:
        ground = row.shown.ground
        names = {one.ref: one.name for one in row.unit.subjects}
        light = wording.stands(ground.stand, row.shown.decided)
        yield VetoLine(
            Link(short(row.unit), links.named("matter-veto", row.matter.pk)), names.get(ground.subject, ""), title_of(ground, year.words.pack),
            year.cite(ground.candidate.item.cite[0]), light, again=row.unit.organ.pk == before,
        )  # fmt: skip
        before = row.unit.organ.pk
