"""An organ's share in a matter that another handles: its own duties, its own steps, what they rest on. Default nothing.

The file, its lists, counts and search (``matters.queries``) never answer by a share; everything that reaches the organ
goes through here. Raises everywhere: OutOfSight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from zeren.law.packs.form import Kind, Step
from zeren.norms.model import Finding, State
from zeren.records import clock, evaluation, packs, refs
from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.matters import files, kept, levels, own, showing
from zeren.records.matters import log as logs
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Attachment, Matter
from zeren.records.matters.own import OwnEntry, OwnPaper, Period
from zeren.records.obligations.models import Obligation
from zeren.records.organs.roles import SUBJECT_UNIT
from zeren.records.packs import Words
from zeren.records.shares.models import MatterShare
from zeren.records.shares.opening import Opened, is_own, opened
from zeren.records.shares.rules import ShareRules, rules_of
from zeren.records.trail import acts as trail

LOOKS = SEES_TREE - {Role.TEAM_MEMBER}
"""Roles that see what their organ has to do in others' matters. An inspection team is authorised over units, not for
the duties of the organ that it works in; the three administrators, liaisons and persons concerned see nothing here."""

RECORDS = LOOKS & WRITES


@dataclass(frozen=True, slots=True)
class Owed:
    """A period of the organ's, and the entries among those shown that it rests on."""

    period: Period
    acts: tuple[str, ...]
    rests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A step of the organ's: the period that decides (None: the text gives none), how often it was done."""

    step: Step
    owed: Owed | None
    done: int


@dataclass(frozen=True, slots=True)
class ShareView:
    """One matter as an organ with duties in it sees it."""

    id: int
    number: str
    organ: str
    handler: str
    mine: str
    writes: bool
    classification: str
    words: Words
    rules: ShareRules
    standing: Opened
    about: tuple[str, ...]
    entries: tuple[OwnEntry, ...]
    owed: tuple[Owed, ...]
    offers: tuple[Offer, ...]

    @property
    def pack_ref(self) -> str:
        """``id@version`` of the regulation."""
        return self.words.pack.ref

    @property
    def papers(self) -> Mapping[int, OwnPaper]:
        """Every paper that is the organ's to read."""
        return {paper.id: paper for entry in self.entries for paper in entry.papers}

    def offer(self, step: str) -> Offer | None:
        """The step as it is offered, if it is the organ's."""
        return next((offer for offer in self.offers if offer.step.id == step), None)


# ---------------------------------------------------------------- the gate


def visible_to(actor: Actor) -> QuerySet[MatterShare]:
    """Every share of the organs in which the actor has a role, those of a subject's unit only of whom it is led by; nothing of
    a matter that is kept from the actor."""
    if actor.system:
        return MatterShare.objects.all()
    organs = sorted(organ for organ, _ in actor.scopes(LOOKS))
    if not organs:
        return MatterShare.objects.none()
    led = sorted(organ for organ, _ in actor.scopes(frozenset({Role.PRINCIPAL})))
    theirs = Q(organ__in=organs) & ~Q(means=SUBJECT_UNIT) | Q(organ__in=led, means=SUBJECT_UNIT)
    return MatterShare.objects.filter(kept.not_kept_from(actor, "matter"), theirs)


def any_for(actor: Actor) -> bool:
    """Whether the actor's organs have a share in anything."""
    return visible_to(actor).exists()


def listed(actor: Actor, start: int, stop: int) -> list[MatterShare]:
    """Shares ``start`` to ``stop`` with their matters, those put before the organ last first."""
    rows = visible_to(actor).select_related("matter", "matter__organ", "organ")
    return list(rows.order_by("-since", "-matter_id", "role")[start:stop])


def wants_of(rows: Iterable[MatterShare]) -> dict[int, list[Obligation]]:
    """What is still to be done of each share, by its id, in the order of the days; without a day last."""
    through = MatterShare.wants.through.objects.filter(mattershare__in=[row.pk for row in rows])
    found: dict[int, list[Obligation]] = {}
    for pair in through.select_related("obligation"):
        found.setdefault(pair.mattershare_id, []).append(pair.obligation)
    for wants in found.values():
        wants.sort(key=lambda want: (want.due or date.max, want.pk))
    return found


def in_matters(actor: Actor, matters: list[int]) -> dict[int, list[MatterShare]]:
    """The shares in these matters, by matter."""
    found: dict[int, list[MatterShare]] = {}
    for share in visible_to(actor).filter(matter__in=matters).order_by("role"):
        found.setdefault(share.matter_id, []).append(share)
    return found


def share_of(actor: Actor, matter_id: int, role: str) -> MatterShare:
    """One share. Raises OutOfSight."""
    # Asked by the matter's key, so that any number may be given.
    rows = visible_to(actor).filter(matter__in=Matter.objects.filter(pk=matter_id), role=role)
    found = rows.select_related("matter", "matter__organ", "matter__handler", "organ").first()
    if found is None:
        raise OutOfSight(f"matter {matter_id}")
    return found


def may_record(actor: Actor, share: MatterShare) -> bool:
    """Whether the actor records for the organ."""
    return actor.system or any(organ == share.organ_id for organ, _ in actor.scopes(RECORDS))


# ---------------------------------------------------------------- reading


def view(actor: Actor, matter_id: int, role: str) -> ShareView:
    """The matter by its share; the look is on the trail."""
    found = view_of(actor, matter_id, role)
    trail.note(actor, "share_viewed", "matter", matter_id)
    return found


def view_of(actor: Actor, matter_id: int, role: str) -> ShareView:
    """The same without an entry on the trail, for an act that writes one of its own."""
    share = share_of(actor, matter_id, role)
    matter = share.matter
    words = packs.words(matter.pack, matter.version, matter.procedure)
    rules = rules_of(words.pack, words.procedure).get(role) if words else None
    around = logs.around(matter)
    standing = opened(rules, around.subjects, around.entries) if rules else None
    if words is None or rules is None or standing is None:
        raise OutOfSight(f"matter {matter_id}")
    made = _Making(matter, words, rules, around, standing)
    return ShareView(
        id=matter.pk, number=matter.number, organ=matter.organ.short or matter.organ.name,
        handler=matter.handler.name if matter.handler else "",
        mine=(share.organ.short or share.organ.name) if share.organ else "",
        writes=may_record(actor, share), classification=matter.classification, words=words, rules=rules,
        standing=standing, about=made.about(), entries=made.entries(), owed=made.owed, offers=made.offers(),
    )  # fmt: skip


def paper_of(actor: Actor, matter_id: int, role: str, attachment: int) -> tuple[str, str, bytes]:
    """A paper that the organ's duties rest on, or one of its own: its name as it leaves (with the level), its media
    type, its content.

    Raises Refused where the file is missing or was altered.
    """
    paper = view_of(actor, matter_id, role).papers.get(attachment)
    row = Attachment.objects.filter(pk=attachment, matter=matter_id).first() if paper else None
    if paper is None or row is None:
        raise OutOfSight(f"attachment {attachment}")
    content = files.whole(row)
    trail.note(actor, "attachment_read", "matter", matter_id, detail=str(attachment))
    return levels.name_of(row), row.media_type, content


class _Making:
    """Builds the view of one matter: evaluated once, then filtered by the rules."""

    def __init__(
        self, matter: Matter, words: Words, rules: ShareRules, around: logs.Around, standing: Opened
    ) -> None:
        self.matter, self.words, self.rules = matter, words, rules
        self.around, self.standing = around, standing

    def about(self) -> tuple[str, ...]:
        names = refs.names_of(self.standing.about)
        return tuple(names.get(ref, ref) for ref in self.standing.about)

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """The organ's own periods: open ones first, by their days."""
        judged = evaluation.judge(
            logs.log_of(self.around), evaluation.packs_of(self.matter), clock.today()
        ).findings
        made = [self._owed(finding) for finding in judged if self._is_theirs(finding)]
        return tuple(sorted(made, key=lambda o: (o.period.done is not None, str(o.period.due or "9999"))))

    def _is_theirs(self, finding: Finding) -> bool:
        about = finding.subject is None or finding.subject in self.standing.about
        theirs = self.rules.role in finding.who and bool(set(finding.act) & set(self.rules.does))
        return about and theirs and finding.kind is Kind.DUTY and finding.status is not State.NOT_TRIGGERED

    def _owed(self, finding: Finding) -> Owed:
        named = {f"m{self.matter.pk}e{entry.seq}": entry.seq for entry in self.standing.entries}
        rests = tuple(named[event] for event in finding.because if event in named)
        return Owed(own.period_of(self.rules.shown(finding.act[0]), finding), finding.act, rests)

    def offers(self) -> tuple[Offer, ...]:
        """The organ's steps in the order of the procedure."""
        return tuple(self._offer(self.words.procedure.steps[name]) for name in self.rules.does)

    def _offer(self, step: Step) -> Offer:
        owed = next((one for one in self.owed if step.id in one.acts), None)
        done = sum(e.type == step.id and is_own(self.rules, e) for e in self.standing.entries)
        return Offer(step, owed, done)

    def entries(self) -> tuple[OwnEntry, ...]:
        papers = self._papers()
        return tuple(self._entry(entry, papers) for entry in sorted(self.standing.entries, key=_by_day))

    def _entry(self, entry: Recorded, papers: Mapping[int, OwnPaper]) -> OwnEntry:
        shown, mine = self.rules.shown(entry.type), is_own(self.rules, entry)
        named = (papers.get(pk) for pk in self._named(entry))
        return OwnEntry(
            entry.seq, self.words.procedure.steps[entry.type], shown, day_of(entry.at), entry.recorded, mine,
            entry.fields if mine else showing.fields_shown(shown, entry), tuple(p for p in named if p),
        )  # fmt: skip

    def _named(self, entry: Recorded) -> tuple[int, ...]:
        """The papers of an entry: of the organ's own steps all that they name, of others' what the rules say."""
        if is_own(self.rules, entry):
            return showing.papers_named(entry)
        return showing.papers_shown(self.rules.shown(entry.type), entry)

    def _papers(self) -> Mapping[int, OwnPaper]:
        wanted = {pk for entry in self.standing.entries for pk in self._named(entry)}
        rows = Attachment.objects.filter(matter=self.matter, pk__in=wanted) if wanted else ()
        return {row.pk: OwnPaper(row.pk, row.name, row.size, row.checksum) for row in rows}


def _by_day(entry: Recorded) -> tuple[str, int]:
    return str(day_of(entry.at)), entry.seq
