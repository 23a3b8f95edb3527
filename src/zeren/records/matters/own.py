"""The own desk of the person or unit concerned: what of a matter is theirs. Default nothing.

The file, its lists, counts and search (``matters.queries``) never answer the person concerned; everything that
reaches them, on a page, in a receipt or by another interface, goes through here. Raises everywhere: OutOfSight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from zeren.law.packs.form import Duty, Force, Kind, Norm, Step
from zeren.norms.model import Barring, CountingStep, FieldText, Finding, State
from zeren.records import clock, evaluation, packs
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.matters import access, files, own_rules, showing
from zeren.records.matters import log as logs
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Attachment, Event, Matter, MatterSubject
from zeren.records.matters.own_rules import OwnRules, Shown
from zeren.records.packs import Words
from zeren.records.trail import acts as trail

RUNNING = (State.PENDING, State.BREACHED)


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper that is the person's to read."""

    id: int
    name: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry with what of it is shown. ``mine``: given by the person on this desk; ``changed``: what became of it."""

    seq: int
    step: Step
    shown: Shown
    day: date
    recorded: datetime
    mine: bool
    fields: Mapping[str, FieldText]
    papers: tuple[OwnPaper, ...] = ()
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the person's or of the organ's towards them: days and arithmetic, nothing of what it rests on."""

    shown: Shown
    force: Force
    state: State
    pack: str
    norm: str
    cites: tuple[str, ...]
    reading: str
    starts: date | None
    due: date | None
    done: date | None
    provisional: bool
    assumed: bool
    steps: tuple[CountingStep, ...]

    @property
    def runs(self) -> bool:
        """Whether it has a day and is not done."""
        return self.state in RUNNING and self.done is None and self.due is not None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the person may do now: the step, their period (None: the text gives none), how often it was done."""

    shown: Shown
    step: Step
    period: Period | None
    done: int = 0


@dataclass(frozen=True, slots=True)
class Awaited:
    """A period of the organ's that follows an act of the person's: its norm, so that it can be told beforehand."""

    shown: Shown
    norm: Norm
    period: Period | None


@dataclass(frozen=True, slots=True)
class OwnView:
    """One matter as the person concerned sees it."""

    id: int
    ref: str
    number: str
    organ: str
    handler: str
    handler_id: int | None
    since: date
    words: Words
    rules: OwnRules
    entries: tuple[OwnEntry, ...]
    submitted: tuple[OwnEntry, ...]
    offers: tuple[Offer, ...]
    periods: tuple[Period, ...]
    awaited: tuple[Awaited, ...]
    bars: tuple[Barring, ...]

    @property
    def pack_ref(self) -> str:
        """``id@version`` of the regulation."""
        return self.words.pack.ref

    @property
    def papers(self) -> tuple[OwnPaper, ...]:
        """Every paper that is theirs to read, each once."""
        found = {p.id: p for entry in (*self.entries, *self.submitted) for p in entry.papers}
        return tuple(found.values())

    def offer(self, step: str) -> Offer | None:
        """What is offered at a step, if anything."""
        return next((offer for offer in self.offers if offer.step.id == step), None)

    def begun(self, offer: Offer) -> date:
        """The day on which what an offer follows was made known."""
        return max((e.day for e in self.entries if e.step.id in offer.shown.once), default=self.since)

    @property
    def current(self) -> tuple[Offer, ...]:
        """The offers of the latest stage that were not taken up; those of earlier stages can still be, but do not wait."""
        turns = {name for shown in self.rules.acts for name in shown.once}
        latest = max((e.day for e in self.entries if e.step.id in turns), default=self.since)
        return tuple(
            offer
            for offer in self.offers
            if not offer.done and self.begun(offer) >= latest and not self._is_past(offer)
        )

    def _is_past(self, offer: Offer) -> bool:
        """Whether what it speaks to was settled, and the person was told."""
        return any(e.step.id in offer.shown.past and e.day >= self.begun(offer) for e in self.entries)

    def running(self, today: date) -> bool:
        """Whether a right, a period of either side or a restriction runs."""
        waits = any(a.period and a.period.state in RUNNING and not a.period.done for a in self.awaited)
        bars = any(bar.ends is None or bar.ends >= today for bar in self.bars)
        open_ = any(not _lapsed(offer) for offer in self.current)
        return waits or bars or open_


def _lapsed(offer: Offer) -> bool:
    return offer.period is not None and offer.period.state is State.LAPSED


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person holds in hand of something given in: number, time, digest on the chain, papers."""

    number: str
    organ: str
    procedure: str
    step: str
    name: str
    recorded: datetime
    digest: str
    papers: tuple[OwnPaper, ...]


# ---------------------------------------------------------------- reading


def own_matters(actor: Actor) -> list[OwnView]:
    """Every matter on the actor's own desk, the one shown last first."""
    rows = _rows(actor).order_by("-shown_on", "-matter_id", "place")
    return [view for row in rows if (view := _view(actor, row)) is not None]


def own_view(actor: Actor, matter_id: int) -> OwnView:
    """One matter on the actor's own desk; the look is on the trail."""
    view = view_of(actor, matter_id)
    trail.note(actor, "own_viewed", "matter", matter_id)
    return view


def own_paper(actor: Actor, matter_id: int, attachment_id: int) -> tuple[OwnPaper, str, bytes]:
    """A paper put before the person, or given by them: with its media type and content.

    Raises Refused where the file is missing or was altered.
    """
    paper = next((p for p in view_of(actor, matter_id).papers if p.id == attachment_id), None)
    row = Attachment.objects.filter(pk=attachment_id, matter=matter_id).first()
    if paper is None or row is None:
        raise OutOfSight(f"attachment {attachment_id}")
    content = files.whole(row)
    trail.note(actor, "attachment_read", "matter", matter_id, detail=str(attachment_id))
    return paper, row.media_type, content


def receipt_of(actor: Actor, matter_id: int, seq: int) -> Receipt:
    """The receipt of something that the person gave in on this desk."""
    view = view_of(actor, matter_id)
    entry = next((e for e in view.submitted if e.seq == seq), None)
    if entry is None:
        raise OutOfSight(f"entry {seq}")
    digest = Event.objects.values_list("digest", flat=True).get(matter=matter_id, seq=seq)
    number, procedure = f"{view.number}-{seq}", view.words.procedure.title
    return Receipt(
        number, view.organ, procedure, entry.step.label, actor.name, entry.recorded, digest, entry.papers
    )


# ---------------------------------------------------------------- building


def _rows(actor: Actor) -> QuerySet[MatterSubject]:
    rows = MatterSubject.objects.filter(access.own(actor))
    return rows.select_related("matter", "matter__organ", "matter__handler")


def subject_row(actor: Actor, matter_id: int) -> MatterSubject:
    """The actor's own place among the subjects of a matter."""
    row = _rows(actor).filter(matter__in=Matter.objects.filter(pk=matter_id)).order_by("place", "pk").first()
    if row is None:
        raise OutOfSight(f"matter {matter_id}")
    return row


def view_of(actor: Actor, matter_id: int) -> OwnView:
    """The same without an entry on the trail, for an act that writes one of its own."""
    view = _view(actor, subject_row(actor, matter_id))
    if view is None:
        raise OutOfSight(f"matter {matter_id}")
    return view


def _view(actor: Actor, row: MatterSubject) -> OwnView | None:
    """None where the regulation is not installed any more: nothing can be said of its steps."""
    matter = row.matter
    words = packs.words(matter.pack, matter.version, matter.procedure)
    if words is None or row.shown_on is None:
        return None
    rules = own_rules.rules_of(words.pack, words.procedure)
    around = logs.around(matter)
    made = _Making(actor, matter, row.ref, words, rules, around)
    return OwnView(
        id=matter.pk, ref=row.ref, number=matter.number,
        organ=matter.organ.short or matter.organ.name,
        handler=matter.handler.name if matter.handler else "", handler_id=matter.handler_id,
        since=row.shown_on, words=words, rules=rules,
        entries=made.entries(), submitted=made.submitted(), offers=made.offers(),
        periods=made.periods(), awaited=made.awaited(), bars=made.bars(),
    )  # fmt: skip


class _Making:
    """Builds the view of one matter: evaluated once at most, then filtered by the rules."""

    def __init__(
        self, actor: Actor, matter: Matter, ref: str, words: Words, rules: OwnRules, around: logs.Around
    ) -> None:
        self.actor, self.matter, self.ref, self.words, self.rules = actor, matter, ref, words, rules
        self.around = around
        self.shown = showing.shown_to(rules, ref, around.entries)
        self.kinds = {entry.type for entry in self.shown}
        self.sole = around.subjects == (ref,)
        self.mine = [entry for entry in around.entries if self._is_mine(entry)]
        self.papers = _papers(matter, rules, (*self.shown, *self.mine))

    @cached_property
    def judged(self) -> evaluation.Judged:
        """What the engine says today; not asked where nothing that was shown hangs on it."""
        packs_ = evaluation.packs_of(self.matter)
        return evaluation.judge(logs.log_of(self.around), packs_, clock.today())

    def _is_mine(self, entry: Recorded) -> bool:
        """Given on this desk: by the person themselves, or for the unit by whom its record names."""
        who = f"person:{entry.person}"
        acts = self.rules.steps.get(entry.type)
        given = acts is not None and (acts.does is not None or acts.given)
        theirs = given and not entry.corrects and not entry.voids
        return theirs and self.ref in entry.subjects and (who == self.ref or who in entry.by)

    def entries(self) -> tuple[OwnEntry, ...]:
        return tuple(self._entry(entry) for entry in sorted(self.shown, key=_by_day))

    def submitted(self) -> tuple[OwnEntry, ...]:
        out = showing.replaced(self.around.entries)
        return tuple(self._entry(entry, _changed(out.get(entry.seq))) for entry in self.mine)

    def _entry(self, entry: Recorded, changed: str = "") -> OwnEntry:
        shown, step = self.rules.steps[entry.type], self.words.procedure.steps[entry.type]
        named = (self.papers.get(pk) for pk in showing.papers_shown(shown, entry))
        return OwnEntry(
            entry.seq, step, shown, day_of(entry.at), entry.recorded, self._is_mine(entry),
            showing.fields_shown(shown, entry), tuple(p for p in named if p), changed,
        )  # fmt: skip

    # ------------------------------------------------------------ periods

    def _about(self) -> Iterator[Finding]:
        """Findings about the person: what a matter with several subjects owes the others is not theirs."""
        for finding in self.judged.findings:
            mine = finding.subject == self.ref or (finding.subject is None and self.sole)
            if mine and finding.kind is Kind.DUTY and finding.status is not State.NOT_TRIGGERED:
                yield finding

    def _period(self, step: str) -> Period | None:
        """The period of a step that decides: one that is open before one that is done, the earliest day first."""
        shown = self.rules.steps[step]
        listed = [f for f in self._about() if step in f.act and (shown.clock or self.rules.role in f.who)]
        listed.sort(key=lambda f: (f.done is not None, f.due is None, str(f.due or "")))
        return period_of(shown, listed[0]) if listed else None

    def offers(self) -> tuple[Offer, ...]:
        return tuple(self._offers())

    def _offers(self) -> Iterator[Offer]:
        for shown in self.rules.acts:
            step, does = self.words.procedure.steps[shown.step], shown.does
            if does is None or not own_rules.is_theirs(self.rules, step) or not self._may_begin(shown):
                continue
            done = sum(entry.type == shown.step for entry in self.shown)
            period = self._period(shown.step)
            if (done and not does.again) or (does.needs and period is None):
                continue
            yield Offer(shown, step, period, done)

    def _may_begin(self, shown: Shown) -> bool:
        return not shown.once or bool(self.kinds & set(shown.once))

    def periods(self) -> tuple[Period, ...]:
        """The person's own periods, as far as what begins them is known to them."""
        found = (self._period(shown.step) for shown in self.rules.acts if self._may_begin(shown))
        return tuple(period for period in found if period)

    def awaited(self) -> tuple[Awaited, ...]:
        """The organ's periods towards the person; counted once the act of theirs that begins them was done."""
        found = []
        for shown in self.rules.steps.values():
            norm = self._norm_of(shown) if shown.clock else None
            if shown.clock and norm is not None and self._begins(shown.clock.from_):
                began = shown.clock.from_ in self.kinds
                found.append(Awaited(shown, norm, self._period(shown.step) if began else None))
        return tuple(found)

    def _begins(self, step: str) -> bool:
        return step in self.kinds or self._may_begin(self.rules.steps[step])

    def _norm_of(self, shown: Shown) -> Norm | None:
        """The duty of the pack with a period for the step."""
        norms = self.words.pack.norms
        duties = ((norm, norm.body) for norm in norms if isinstance(norm.body, Duty))
        return next((n for n, duty in duties if shown.step in duty.act.names and duty.due is not None), None)

    def bars(self) -> tuple[Barring, ...]:
        """Restriction periods that come from this matter, once the decision was made known to the person."""
        if not self.kinds & set(self.rules.bars):
            return ()
        steps = self.words.procedure.steps
        return tuple(bar for bar in self.judged.bars if bar.person == self.ref and bar.act not in steps)


def _changed(by: Recorded | None) -> str:
    """What became of something that was submitted."""
    if by is None:
        return ""
    return "经办机关已撤销登记" if by.voids else "经办机关另作更正"


def _by_day(entry: Recorded) -> tuple[date, int]:
    return day_of(entry.at), entry.seq


def period_of(shown: Shown, finding: Finding) -> Period:
    """A finding as days and arithmetic."""
    return Period(
        shown, finding.force, finding.status, finding.pack, finding.norm, finding.cites, finding.reading or "",
        finding.starts, day_of(finding.due) if finding.due else None,
        day_of(finding.done) if finding.done else None, finding.provisional, bool(finding.conventions),
        finding.steps,
    )  # fmt: skip


def _papers(matter: Matter, rules: OwnRules, entries: Iterable[Recorded]) -> Mapping[int, OwnPaper]:
    wanted: set[int] = set()
    for entry in entries:
        wanted.update(showing.papers_shown(rules.steps[entry.type], entry))
    rows: Sequence[Attachment] = (
        list(Attachment.objects.filter(matter=matter, pk__in=wanted)) if wanted else []
    )
    return {row.pk: OwnPaper(row.pk, row.name, row.size, row.checksum) for row in rows}
