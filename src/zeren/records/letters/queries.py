"""Reading letters: what calls for one today, what was issued, what came to oneself. Out of sight is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zeren.norms.calendar import Calendar
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, SEES_TREE, Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.letters.lights import Thresholds, last_within, light_of, thresholds_for, thresholds_of
from zeren.records.letters.models import Colour, Letter, LetterRecipient
from zeren.records.matters import access, events, kept
from zeren.records.matters.events import Recorded, event_id
from zeren.records.matters.models import Event, MatterSubject
from zeren.records.obligations import worklist
from zeren.records.obligations.models import Obligation, Want

STANDS_FOR = frozenset({Role.PRINCIPAL, Role.LEADER_IN_CHARGE, Role.COMMITTEE_OFFICE})
"""Who receives what is addressed to the own organ, besides its liaison."""

MOST = worklist.MOST

# ---------------------------------------------------------------- sight


def visible_to(actor: Actor) -> QuerySet[Letter]:
    """Letters in the matters that the actor sees, and letters addressed to the actor."""
    if actor.system:
        return Letter.objects.all()
    return Letter.objects.filter(_in_sight(actor) | Q(pk__in=_mine(actor).values("letter")))


def in_sight(actor: Actor) -> QuerySet[Letter]:
    """Letters in the matters that the actor sees by an organ."""
    return Letter.objects.all() if actor.system else Letter.objects.filter(_in_sight(actor))


def addressed_to(actor: Actor) -> QuerySet[Letter]:
    """Letters that came to the actor, as a person or for a unit."""
    return Letter.objects.filter(pk__in=_mine(actor).values("letter"))


def _in_sight(actor: Actor) -> Q:
    found = access.scope(actor, SEES_TREE)
    return found if found is access.NOTHING else found & kept.not_kept_from(actor, "matter")


def _mine(actor: Actor) -> QuerySet[LetterRecipient]:
    """The places in letters where the actor stands: by person, whatever the role; for a unit as its liaison once the
    matter was shown to it, or as one who leads it and sees the matter. Nothing that is kept from the actor."""
    if not actor.account or actor.system or actor.has(*ADMINISTRATORS):
        return LetterRecipient.objects.none()
    rows = LetterRecipient.objects.all()
    found = access.NOTHING
    if actor.person:
        not_kept = Letter.objects.filter(kept.not_kept_from(actor, "matter"), pk=OuterRef("letter"))
        found |= Q(person=actor.person) & Q(Exists(not_kept))
    for organ, _ in actor.scopes(frozenset({Role.UNIT_LIAISON})):
        shown = MatterSubject.objects.filter(
            matter=OuterRef("letter__matter"), organ=organ, shown_on__isnull=False
        )
        found |= Q(organ=organ) & Q(Exists(shown))
    for organ, _ in actor.scopes(STANDS_FOR):
        found |= Q(organ=organ) & Q(letter__in=Letter.objects.filter(_in_sight(actor)))
    return rows.filter(found)


def get(actor: Actor, matter_id: int, seq: int) -> Letter:
    """One letter with its matter, organs and recipients. Raises OutOfSight."""
    found = with_names(visible_to(actor).filter(matter=matter_id, seq=seq)).first()
    if found is None:
        raise OutOfSight(f"letter {seq} of matter {matter_id}")
    return found


def mine_of(actor: Actor, matter_id: int, seq: int) -> list[LetterRecipient]:
    """The places in one letter where the actor stands; none in one out of sight."""
    rows = _mine(actor).filter(letter__matter=matter_id, letter__seq=seq)
    return list(rows.select_related("letter").order_by("place"))


def sees_matter(actor: Actor, letter: Letter) -> bool:
    """Whether the actor sees the file itself; who merely receives a letter does not."""
    return access.visible_to(actor).filter(pk=letter.matter_id).exists()


def shows_own(actor: Actor, letter: Letter) -> bool:
    """Whether the letter's matter stands on the actor's own desk."""
    return access.on_own_desk(actor, letter.matter_id)


def may_write(actor: Actor, letter: Letter) -> bool:
    """Whether the actor records on the letter's matter, and so may take the letter back."""
    return access.may_write(actor, letter.matter)


# ---------------------------------------------------------------- what a letter says


@dataclass(frozen=True, slots=True)
class Said:
    """The entry of a letter and the later ones about it, in the order of the log."""

    entry: Recorded
    after: tuple[Recorded, ...]

    @property
    def answers(self) -> tuple[Recorded, ...]:
        """What the recipients answered."""
        return tuple(one for one in self.after if one.type == events.REMINDER_ANSWERED)

    @property
    def withdrawn(self) -> Recorded | None:
        """The entry that took it back."""
        return next((one for one in self.after if one.type == events.REMINDER_WITHDRAWN), None)


def said(letter: Letter) -> Said:
    """What a letter says; asked with one that :func:`get` answered."""
    types = (events.REMINDED, events.REMINDER_RECEIVED, events.REMINDER_ANSWERED, events.REMINDER_WITHDRAWN)
    rows = Event.objects.filter(matter=letter.matter_id, seq__gte=letter.seq, type__in=types)
    listed = [events.read(row) for row in rows.select_related("payload").order_by("seq")]
    name = event_id(letter.matter_id, letter.seq)
    return Said(listed[0], tuple(one for one in listed[1:] if one.re == name))


# ---------------------------------------------------------------- the ledger

SORTS = {"number": ("on", "pk"), "on": ("on", "pk"), "due": ("due", "pk")}


def filtered(
    rows: QuerySet[Letter], texts: Mapping[str, str], spans: Mapping[str, tuple[date, date]]
) -> QuerySet[Letter]:
    """Narrowed by number, matter, recipient, organ, light, state; by days of issue and due day."""
    conditions = {
        "number": lambda text: Q(number__contains=text),
        "matter": lambda text: Q(matter__number__contains=text) | Q(matter__title__contains=text),
        "organ": lambda text: Q(organ__name__contains=text) | Q(organ__short__contains=text),
        "light": lambda text: Q(light=text),
        "to": _to,
        "state": lambda text: STATES.get(text, Q()),
    }
    for name, text in texts.items():
        rows = rows.filter(conditions[name](text))
    for name, span in spans.items():
        rows = rows.filter(**{f"{name}__range": span})
    return rows


def _to(text: str) -> Q:
    named = LetterRecipient.objects.filter(Q(person__name__contains=text) | Q(organ__name__contains=text))
    return Q(pk__in=named.values("letter"))


STATES: Mapping[str, Q] = {
    "open": Q(withdrawn__isnull=True, standing=Letter.Standing.OPEN),
    "met": Q(withdrawn__isnull=True, standing=Letter.Standing.MET),
    "gone": Q(withdrawn__isnull=True, standing=Letter.Standing.GONE),
    "withdrawn": Q(withdrawn__isnull=False),
}


def ordered(rows: QuerySet[Letter], sort: str, down: bool) -> QuerySet[Letter]:
    """In the order asked for; usually the newest first."""
    if sort not in SORTS:
        return rows.order_by("-on", "-id")
    return rows.order_by(*(f"-{name}" if down else name for name in SORTS[sort]))


def window(rows: QuerySet[Letter], start: int, stop: int) -> list[Letter]:
    """Some rows with all that their cells name."""
    return list(with_names(rows)[start:stop])


def with_names(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """With matter, organs and recipients, in a fixed number of queries."""
    to = LetterRecipient.objects.select_related("person", "organ").order_by("place")
    found = rows.select_related("matter", "organ", "unit")
    return found.prefetch_related(Prefetch("recipients", queryset=to))


def count_of(rows: QuerySet[Any]) -> int:
    """How many, at most ``MOST`` + 1."""
    return rows.order_by()[: MOST + 1].values("pk").count()


def matters_seen(actor: Actor, rows: Sequence[Letter]) -> set[int]:
    """The matters of these letters whose file the actor may open."""
    asked = {row.matter_id for row in rows}
    return set(access.visible_to(actor).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()


def addressed_in(actor: Actor, matter_id: int) -> list[Letter]:
    """The letters in force of one matter that came to the actor, the newest first."""
    return list(addressed_to(actor).filter(matter=matter_id, withdrawn__isnull=True).order_by("-seq"))


def unread(actor: Actor) -> int:
    """How many letters in force came to the actor and were not opened here yet."""
    rows = _mine(actor).filter(received__isnull=True, answered__isnull=True, letter__withdrawn__isnull=True)
    return rows.values("letter").distinct().count()


def figures_of(organ: int | None) -> Thresholds:
    """An organ's figures today; the defaults for none."""
    return thresholds_of(organ, clock.today()) if organ else Thresholds()


def of_obligation(actor: Actor, row: Obligation) -> list[Letter]:
    """The letters in force about an obligation in sight and its day, in their order."""
    rows = in_sight(actor).filter(matter=row.matter_id, pack=row.pack, norm=row.norm, key=row.key)
    return list(rows.filter(subject=row.subject, due=row.due, withdrawn__isnull=True).order_by("seq"))


# ---------------------------------------------------------------- what calls for a letter today


@dataclass(frozen=True, slots=True)
class Waiting:
    """Obligations in sight that call for a letter today and have none under today's light."""

    rows: QuerySet[Obligation]
    today: date
    calendar: Calendar
    own: Mapping[int, Thresholds]

    def light(self, row: Obligation) -> Colour:
        """Under which light."""
        figures = self.own.get(row.organ_id, Thresholds())
        assert row.due is not None
        return light_of(row.due, self.today, self.calendar, figures, provisional=row.provisional)

    def narrowed(self, light: str = "", matter: str = "") -> QuerySet[Obligation]:
        """Those under one light, of matters whose number or title says it."""
        rows = self.rows
        if light in Colour.values:
            rows = rows.filter(_by_light(self.today, self.calendar, self.own)[Colour(light)])
        if matter:
            rows = rows.filter(Q(matter__number__contains=matter) | Q(matter__title__contains=matter))
        return rows

    def window(self, rows: QuerySet[Obligation], start: int, stop: int) -> list[Obligation]:
        """Some of them, the earliest day first, with what their cells name."""
        named = rows.select_related("matter", "matter__handler", "matter__organ")
        return list(named.order_by("due", "id")[start:stop])


def waiting(actor: Actor, today: date, calendar: Calendar) -> Waiting:
    """待发提醒: what people may decide on; nothing is sent by itself."""
    own = thresholds_for(None, today)
    lights = _by_light(today, calendar, own)
    wanted = Q(pk__in=())
    for light, condition in lights.items():
        wanted |= condition & ~Exists(_issued(light))
    # The last green day bounds the range of the index that is read.
    greens = [Thresholds().green, *(figures.green for figures in own.values())]
    far = last_within(today, max(greens), calendar)
    rows = worklist.visible_to(actor).filter(want=Want.DO, due__lte=far)
    return Waiting(rows.filter(wanted), today, calendar, own)


def _issued(light: Colour) -> QuerySet[Letter]:
    same = {name: OuterRef(name) for name in ("matter", "pack", "norm", "key", "subject", "due")}
    return Letter.objects.filter(**same, light=light, withdrawn__isnull=True)


def _by_light(today: date, calendar: Calendar, own: Mapping[int, Thresholds]) -> dict[Colour, Q]:
    """Which rows stand under which light; green only from the organ's figure on."""
    found = {
        Colour.RED: Q(due__lt=today, provisional=False),
        Colour.AMBER: Q(pk__in=()),
        Colour.GREEN: Q(pk__in=()),
    }
    groups: dict[tuple[int, int], list[int]] = {}
    for organ, figures in own.items():
        groups.setdefault((figures.amber, figures.green), []).append(organ)
    usual = Thresholds()
    whose = [((usual.amber, usual.green), ~Q(organ_id__in=list(own)) if own else Q())]
    whose += [(figures, Q(organ_id__in=organs)) for figures, organs in groups.items()]
    for (amber, green), organs_of in whose:
        near, far = last_within(today, amber, calendar), last_within(today, green, calendar)
        over = Q(due__gte=today) | Q(provisional=True)
        found[Colour.AMBER] |= organs_of & Q(due__lte=near) & over
        found[Colour.GREEN] |= organs_of & Q(due__gt=near, due__lte=far)
    return found
