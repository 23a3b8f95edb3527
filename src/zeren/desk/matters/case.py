"""One matter with everything its pages show, read once: entries, findings, bars, names, related matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from zeren.access.accounts import queries as accounts
from zeren.desk import links, sources, wording
from zeren.desk.citing import Citer
from zeren.desk.components import Citation
from zeren.desk.draws import words as draw_words
from zeren.desk.matters.boxes import Boxes
from zeren.desk.matters.phases import Phase, phases_of
from zeren.desk.matters.timeline import PhaseLines, Sources, backbone, by_type, called_for_by, timeline
from zeren.law.packs.form import Choice, Duty, Force, Kind, Norm, Require, Step
from zeren.norms.explain import explain
from zeren.norms.model import Barring, Finding, Log, State
from zeren.records import clock, evaluation, packs, refs
from zeren.records.actor import Actor
from zeren.records.ballots import handing
from zeren.records.ballots import queries as ballots
from zeren.records.campaigns import rules as campaigns
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.draws import queries as draws
from zeren.records.draws.rules import DrawRules
from zeren.records.duties.norms import ACTIVITY
from zeren.records.lists.units import keeps_lists
from zeren.records.matters import events
from zeren.records.matters import log as logs
from zeren.records.matters import queries as matters
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.matters.own_rules import OwnRules, rules_of
from zeren.records.retention import queries as retention
from zeren.records.rounds import rules as coverage
from zeren.records.rounds.rules import CoverageRules
from zeren.records.scores import queries as scores

OWN = {
    events.OPENED: "立项",
    events.FACTS: "登记事实",
    events.HANDED: "移交承办",
    events.SHOWN: "向本人出示",
    events.CLOSED: "办结",
    events.LINKED: "关联事项",
    events.RECUSED: "申报回避",
    events.CHALLENGED: "申请回避",
    events.RULED: "决定回避",
    events.CLASSIFIED: "定密级和知悉范围",
    events.LISTS: "登记三个清单",
    events.DRAW_ANNOUNCED: "公布抽调名单",
    events.DRAWN: "随机抽取",
    events.DRAW_REPLACED: "替补",
    events.CONSIDERED: "考虑谈话、约谈",
    events.BALLOT_OPENED: "开始无记名评议",
    events.BALLOT_CLOSED: "评议闭票",
    events.BALLOT_COUNTED: "评议开票",
    events.BALLOT_OFF: "作废评议",
    events.SHEET_FIXED: "定评分细则",
    events.SHEET_FILLED: "交评分终稿",
    events.SHEET_WITHDRAWN: "撤回评分终稿",
    events.SHEET_SETTLED: "定分",
    events.REMINDED: "发提醒函",
    events.REMINDER_RECEIVED: "收到提醒函",
    events.REMINDER_ANSWERED: "回复提醒函",
    events.REMINDER_WITHDRAWN: "收回提醒函",
}
NAMED = 3
"""So many subjects are named in the head of the page."""

RELATED = {"parent": "上级案件", "child": "关联案件"}


def _cited(step: Step) -> set[str]:
    return {*step.cite, *(at for field in step.record.values() for at in field.cite)}


@dataclass
class Case:
    """A matter as of a day, for one actor."""

    matter: Matter
    actor: Actor
    today: date = field(default_factory=clock.today)

    @cached_property
    def around(self) -> logs.Around:
        """The matter's entries and its relatives."""
        return logs.around(self.matter)

    @cached_property
    def entries(self) -> tuple[Recorded, ...]:
        """The log as the engine reads it: every entry but those of the three lists."""
        return self.around.entries

    @cached_property
    def words(self) -> packs.Words:
        """The pack's words."""
        found = packs.words(self.matter.pack, self.matter.version, self.matter.procedure)
        assert found is not None
        return found

    @property
    def of_units(self) -> bool:
        """Whether problems of units stand in lists here."""
        return keeps_lists(self.words.pack, self.words.procedure)

    @cached_property
    def own_rules(self) -> OwnRules:
        """What the person concerned sees of the procedure and does in it."""
        return rules_of(self.words.pack, self.words.procedure)

    @cached_property
    def draw_rules(self) -> DrawRules | None:
        """The random draw of the procedure, where its pack has one."""
        return draws.rules_of(self.words.pack, self.words.procedure)

    def known_of_draw(self, step: str) -> dict[str, tuple[str, int]]:
        """What the draw in force says of the fields of a step: value, and the entry that tells it."""
        return draws.known_of(self.words.pack, self.words.procedure, step, self.entries)

    @cached_property
    def balloting(self) -> bool:
        """Whether a secret ballot has a page here: one was set up, or the procedure has a step that takes points."""
        takes = self.may_write and bool(handing.steps_of(self.matter))
        return takes or ballots.any_of(self.matter)

    @cached_property
    def scored(self) -> bool:
        """Whether its subjects are scored."""
        return scores.is_scored(self.matter)

    @property
    def sheeted(self) -> bool:
        """Whether scoring sheets are fixed here: in a programme of units that are scored."""
        return not self.scored and scores.words_of(self.matter) is not None

    @cached_property
    def coverage(self) -> CoverageRules | None:
        """Which rounds take its units, where it is a programme of such."""
        return coverage.rules_of(self.words.pack, self.words.procedure)

    @cached_property
    def campaign(self) -> CampaignRules | None:
        """How its units are read together, where it is a programme of assessments."""
        return campaigns.rules_of(self.words.pack, self.words.procedure)

    @cached_property
    def campaign_unit(self) -> CampaignRules | None:
        """The same rules where it is the assessment of a unit under such a programme."""
        return campaigns.of_unit(self.words.pack, self.words.procedure)

    @cached_property
    def log(self) -> Log:
        """The log as the engine reads it, with registers and settings."""
        return logs.log_of(self.around)

    @cached_property
    def judged(self) -> evaluation.Judged:
        """The evaluation as of the day."""
        return evaluation.judge(self.log, evaluation.packs_of(self.matter), self.today)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings as of the day, without duties of the duty lists that nothing in a matter can tell."""
        return tuple(f for f in self.judged.findings if not self._of_a_list(f))

    def _of_a_list(self, finding: Finding) -> bool:
        """A duty whose act is an activity is settled on its holder's list (docs/duties.md); here it would stay unknown."""
        unknown = finding.kind is Kind.DUTY and finding.status is State.UNDETERMINED
        return unknown and finding.act == (ACTIVITY,) and not self._own(ACTIVITY)

    @property
    def bars(self) -> tuple[Barring, ...]:
        """Bars that come from this matter and are not over."""
        return tuple(bar for bar in self.judged.bars if bar.ends is None or bar.ends >= self.today)

    @property
    def restrictions(self) -> tuple[Barring, ...]:
        """Of these the ones over what happens outside the procedure: promotion, posts, grades."""
        return tuple(bar for bar in self.bars if bar.act not in self.words.procedure.steps)

    @cached_property
    def withholding(self) -> evaluation.Withholding:
        """What holds its papers back today."""
        today = clock.today()
        found = self.judged.findings if self.today == today else None
        return evaluation.Withholding(self.matter, today, self.log, found)

    @cached_property
    def reasoned(self) -> frozenset[str]:
        """Norms for which a reason was recorded."""
        return evaluation.reasoned_norms(self.log)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the subjects and of whom the entries name."""
        asked = set(self.around.subjects)
        for entry in self.entries:
            asked.update((*entry.subjects, *entry.by, *draw_words.refs_of(entry)))
            for value in entry.fields.values():
                asked.update((value,) if isinstance(value, str) else value)
        return refs.names_of(asked)

    @cached_property
    def disposed_words(self) -> str:
        """已销毁, with day, who approved and the basis; empty where the contents are there."""
        found = retention.disposed_as(self.matter) if self.matter.disposed else None
        if found is None:
            return ""
        names = accounts.shown([found.answer.account])
        who = names.get(found.answer.account, (found.answer.account, ""))[0]
        return f"已销毁（{self.matter.disposed}，{who} 批准，{found.basis}）"

    @property
    def url(self) -> str:
        """Where the matter's page is, with a slash at the end."""
        return links.matter(self.matter.pk).rstrip("/") + "/"

    @cached_property
    def may_write(self) -> bool:
        """Whether the actor records on this matter."""
        return matters.may_write(self.actor, self.matter)

    @cached_property
    def whole(self) -> bool:
        """Whether the actor sees the file by an organ; the person concerned sees the rights alone."""
        return matters.sees_whole(self.actor, self.matter)

    def record_url(self, seq: int) -> str:
        """Where an entry stands on the page of records, which shows so many at a time."""
        return f"{self.url}records?at={seq}#e{seq}"

    @cached_property
    def cites(self) -> Citer:
        """Citation chips; the wording of every provision that the pages may cite comes in one query."""
        pack = self.words.pack
        wanted = {(pack.ref, at) for step in self.words.procedure.steps.values() for at in _cited(step)}
        wanted |= {(finding.pack, at) for finding in self.findings for at in finding.cites}
        return Citer([(ref, (at,)) for ref, at in wanted], self.today)

    def cite(self, cites: Sequence[str]) -> Citation | None:
        """The chip of the first of these provisions, without the regulation's name."""
        return self.cites.chip(self.pack_ref, cites[0], bare=True) if cites else None

    @cached_property
    def pack_ref(self) -> str:
        """``id@version`` of the matter's pack."""
        return self.words.pack.ref

    @cached_property
    def boxes(self) -> Boxes:
        """The builder of finding boxes."""
        return Boxes(
            {entry.id: entry for entry in self.entries},
            self.names,
            self.today,
            sources.calendar(),
            self.cites,
            self.url,
            self.may_write,
            frozenset(self.words.procedure.subject_facts),
        )

    # ------------------------------------------------------------ words

    def role(self, name: str) -> str:
        """A role or a person by name."""
        found = self.words.role(name)
        return found.label if found else self.names.get(name, name)

    def who(self, roles: Sequence[str], most: int = 2) -> str:
        """The roles of a step in a few words: the first ones, and 等 for the rest."""
        names = "、".join(self.role(name) for name in roles[:most])
        return f"{names}等" if len(roles) > most else names

    def norm(self, name: str) -> Norm | None:
        """A norm of the matter's pack (``norm`` or ``pack#norm``)."""
        plain = name.rpartition("#")[2]
        return next((norm for norm in self.words.pack.norms if norm.id == plain), None)

    def demand(self, name: str) -> str:
        """What a norm demands, in the words of its provision; of which act, where a finding says so."""
        found = self.norm(name)
        words = wording.words_of(self.pack_ref)
        if found is None or words is None:
            return name
        finding = next((f for f in self.findings if f.norm == found.id and f.act), None)
        said = words.provision(found.cite[0]) if found.cite else found.id
        if finding is None:
            return said
        if finding.status is State.BREACHED:
            said = "；".join(explain(finding, words.pack, self.names, self.today).steps) or said
        return f"{words.acts(finding.act)}：{said}"

    def applies(self, act: str) -> Callable[[Norm], bool]:
        """Whether a ``choice`` or ``require`` over this act is not ruled out by what is known of the matter and its subjects."""
        if act not in self._applying:
            against = evaluation.packs_of(self.matter)
            self._applying[act] = evaluation.norms_that_apply(self.log, against, act, self.today)
        found = self._applying[act]
        return lambda norm: (self.pack_ref, norm.id) in found

    @cached_property
    def _applying(self) -> dict[str, frozenset[tuple[str, str]]]:
        """By act: several norms ask about the same one."""
        return {}

    def act_label(self, name: str) -> str:
        """An act by its label."""
        step = self.words.step(name)
        return step.label if step else name

    def words_of_act(self, names: Sequence[str]) -> str:
        """Several acts in one phrase."""
        return wording.joined([self.act_label(name) for name in names]) if names else ""

    def owed_words(self, finding: Finding) -> str:
        """What is owed: the act, its period where it comes back, by whom where there are several."""
        subject = self.names.get(finding.subject or "", "") if len(self.around.subjects) > 1 else ""
        return "　".join(filter(None, (self.words_of_act(finding.act), wording.period_of(finding), subject)))

    def law(self, cites: Sequence[str]) -> str:
        """第二十条第一款."""
        at = cites[0].rpartition("#")[2] if cites else ""
        return wording.address_words(at, wording.in_articles(self.words.pack)) if at else ""

    def entry_label(self, entry: Recorded) -> str:
        """An entry by what it does: an act, a correction, a void, one of the record's own."""
        label = OWN.get(entry.type) or self.act_label(entry.type)
        if entry.voids:
            return f"撤销第 {entry.voids} 号（{label}）"
        return f"更正第 {entry.corrects} 号（{label}）" if entry.corrects else label

    # ------------------------------------------------------------ parts

    @cached_property
    def in_force(self) -> dict[str, list[Recorded]]:
        """Entries in force by their step."""
        return by_type(self.entries)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The procedure's phases."""
        return phases_of(self.words.pack, self.words.procedure)

    def timeline(self, current: str) -> tuple[PhaseLines, ...]:
        """The timeline with its current step."""
        roles = {name: self.role(name) for step in self.words.procedure.steps.values() for name in step.by}
        roles |= {name: self.role(name) for entry in self.entries for name in entry.by}
        laws = {step.id: self.law(step.cite) for step in self.words.procedure.steps.values()}
        return timeline(
            Sources(
                self.words.pack, self.phases, self.entries, self.findings, self.today, sources.calendar(), current, roles, laws, self.url,
            )
        )  # fmt: skip

    @cached_property
    def owed(self) -> tuple[Finding, ...]:
        """What the organ should do and has not done. What fell to it before a takeover, without a day, may be done."""
        taken = self.matter.taken_over

        def since(finding: Finding) -> bool:
            return (
                taken is None or finding.due is not None or finding.starts is None or finding.starts >= taken
            )

        return tuple(
            f
            for f in self.findings
            if f.kind is Kind.DUTY and f.force in (Force.MUST, Force.SHOULD) and f.done is None
            and f.status in (State.PENDING, State.BREACHED) and since(f)
        )  # fmt: skip

    def next_step(self) -> str:
        """The step to be recorded next: the earliest duty with a day; else the first step after the last recorded
        one that a must-duty wants; else the next step of the backbone."""
        owed = [f for f in self.owed if f.force is Force.MUST and any(self._own(name) for name in f.act)]
        order = {name: place for place, name in enumerate(self.words.procedure.steps)}
        following = self._following(order)
        dated = sorted((f for f in owed if f.due), key=lambda f: str(f.due))
        if dated:
            return next(name for name in dated[0].act if self._own(name))
        wanted = sorted((order[n], n) for f in owed for n in f.act if n in order)
        if wanted and (not following or wanted[0][0] <= order[following]):
            return wanted[0][1]
        return following or (wanted[0][1] if wanted else self._advised())

    def _advised(self) -> str:
        """Where nothing must follow: what should, the earliest day that is not past first."""
        owed = [f for f in self.owed if f.due and any(self._own(name) for name in f.act)]
        owed.sort(key=lambda f: (f.status is State.BREACHED, str(f.due)))
        return next((name for f in owed for name in f.act if self._own(name)), "")

    def _own(self, name: str) -> bool:
        return name in self.words.procedure.steps

    def _following(self, order: dict[str, int]) -> str:
        """The next step that the order alone calls for. Once a right of the person has opened, only duties call."""
        last = max((order[name] for name in self.in_force if name in order), default=-1)
        steps = list(self.words.procedure.steps)
        if last < 0:
            return next((name for name in steps if not self._ruled_out(name)), "")
        if any(f.kind is Kind.DUTY and f.force is Force.MAY and "subject" in f.who for f in self._triggered):
            return ""
        called_for = backbone(self.words.pack)
        return next(
            (
                name
                for name in steps[last + 1 :]
                if name in called_for and name not in self.in_force and not self._unasked(name)
            ),
            "",
        )

    def _unasked(self, step: str) -> bool:
        """Whether nothing that calls for a step does so here: duties that nothing has triggered, an alternative done."""
        if any(f.kind is Kind.DUTY and f.status is State.MET and step in f.act for f in self.findings):
            return True
        triggered = {finding.norm for finding in self._triggered}

        def settled(norm: Norm) -> bool:
            if isinstance(norm.body, Duty):
                return norm.id not in triggered
            if not isinstance(norm.body, Require):
                return False
            return self._done_otherwise(norm.body, step) or self._is_for_others(norm, step)

        return all(settled(norm) for norm in self.words.pack.norms if step in called_for_by(norm))

    def _is_for_others(self, order: Norm, step: str) -> bool:
        """Whether what is demanded of a step is demanded in matters of another kind."""
        return isinstance(order.body, Require) and step in order.body.acts and not self.applies(step)(order)

    def _done_otherwise(self, order: Require, step: str) -> bool:
        """Whether what had to come before was any of several, and another of them is recorded."""
        first = order.after
        if first is None or first.mode != "any" or step in order.acts:
            return False
        return any(name in self.in_force for name in first.names if name != step)

    def _ruled_out(self, step: str) -> bool:
        """Whether everything that can be chosen in a step is for matters of another kind."""
        choices = [
            norm
            for norm in self.words.pack.norms
            if isinstance(norm.body, Choice) and norm.body.event == step
        ]
        return bool(choices) and not any(map(self.applies(step), choices))

    @property
    def _triggered(self) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.status is not State.NOT_TRIGGERED)

    @cached_property
    def neighbours(self) -> tuple[int | None, int | None]:
        """The matters before and after this one in the list of open ones."""
        return matters.neighbours(self.actor, self.matter)

    @property
    def papers(self) -> int:
        """How many attachments there are."""
        return matters.attachment_count(self.actor, self.matter.pk)

    @cached_property
    def subjects_shown(self) -> tuple[tuple[str, str, str], ...]:
        """Each subject: name, post or place, link to the cadre file."""
        return tuple(matters.subjects_shown(self.matter, links.person))

    def subject_facts(self, place: int = 0) -> dict[str, str]:
        """The subject at a place as papers name it; what is not registered is left out."""
        name, post, _ = self.subjects_shown[place] if self.subjects_shown else ("", "", "")
        organ = matters.organ_of_subject(self.matter, place)
        return {key: text for key, text in {"name": name, "post": post, "organ": organ}.items() if text}

    @property
    def subject_lines(self) -> tuple[str, ...]:
        """For the head of the page: the post of the one subject; of several, who they are."""
        if len(self.subjects_shown) < 2:
            return tuple(place for _, place, _ in self.subjects_shown if place)
        names = [name for name, _, _ in self.subjects_shown]
        people = {ref.startswith("person:") for ref in self.around.subjects}
        whose = "个对象" if len(people) > 1 else "人" if True in people else "个单位"
        more = f"等 {len(names)} {whose}" if len(names) > NAMED else ""
        return ("、".join(names[:NAMED]) + more,)

    @cached_property
    def related(self) -> tuple[tuple[str, Matter], ...]:
        """Matters above and below that the actor sees, each with what it is to this one."""
        return tuple((RELATED[side], matter) for side, matter in matters.related(self.actor, self.matter))

    def step_of(self, name: str) -> Step | None:
        """A step by name, also the built-in ones."""
        return self.words.step(name)
