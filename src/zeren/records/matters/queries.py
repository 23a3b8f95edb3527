"""Reading matters. Every list starts from ``visible_to``; what is out of sight does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.matters import events
from zeren.records.matters.access import may_write, on_own_desk, sees_whole, visible_to
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Attachment, Event, HandOver, Matter, MatterLink, MatterSubject
from zeren.records.people.models import Appointment

__all__ = ["get_matter", "may_write", "sees_whole", "visible_to"]


def get_matter(actor: Actor, matter_id: int) -> Matter:
    """One matter with its organ, handler and subjects. Raises OutOfSight."""
    found = _with_names(visible_to(actor).filter(pk=matter_id)).first()
    if found is None:
        raise OutOfSight(f"matter {matter_id}")
    return found


def in_sight(actor: Actor, matter_id: int) -> bool:
    """Whether the actor sees the matter."""
    return visible_to(actor).filter(pk=matter_id).exists()


def only_shown(actor: Actor, matter_id: int) -> bool:
    """Whether the matter stands on the actor's own desk and not in sight by an organ. Raises OutOfSight."""
    if visible_to(actor).filter(pk=matter_id).exists():
        return False
    if on_own_desk(actor, matter_id):
        return True
    raise OutOfSight(f"matter {matter_id}")


def by_number(actor: Actor, number: str) -> list[Matter]:
    """The matters with this number that the actor sees (organs number apart)."""
    return list(_with_names(visible_to(actor).filter(number=number))[:10])


def saying(actor: Actor, text: str, limit: int) -> list[Matter]:
    """Matters in sight whose number or title says it, or about somebody so named, newest first."""
    named = MatterSubject.objects.filter(Q(person__name__startswith=text) | Q(organ__name__contains=text))
    fits = Q(number__contains=text) | Q(title__contains=text) | Q(pk__in=named.values("matter"))
    return list(_with_names(visible_to(actor).filter(fits).order_by("-opened", "-pk"))[:limit])


def entries(actor: Actor, matter_id: int, after: int = 0, most: int | None = None) -> tuple[Recorded, ...]:
    """The log of one matter behind entry ``after``, in the order of the chain, ``most`` entries of it or all.

    Raises OutOfSight.
    """
    get_matter(actor, matter_id)
    rows = Event.objects.filter(matter=matter_id, seq__gt=after).select_related("payload").order_by("seq")
    return tuple(events.read(row) for row in rows[:most])


def attachments(actor: Actor, matter_id: int) -> list[Attachment]:
    """The papers of one matter, in the order they came. Raises OutOfSight."""
    get_matter(actor, matter_id)
    return list(Attachment.objects.filter(matter=matter_id).order_by("pk"))


def attachment_count(actor: Actor, matter_id: int) -> int:
    """How many papers a matter has; 0 out of sight."""
    return Attachment.objects.filter(matter__in=visible_to(actor).filter(pk=matter_id)).count()


def hand_overs(actor: Actor, matter_id: int) -> list[HandOver]:
    """Who passed the matter to whom. Raises OutOfSight."""
    get_matter(actor, matter_id)
    return list(HandOver.objects.filter(matter=matter_id).select_related("giver", "taker").order_by("pk"))


def related(actor: Actor, matter: Matter) -> list[tuple[str, Matter]]:
    """Parents (``上级`` or the link's kind) and children that the actor sees."""
    seen = visible_to(actor).values("pk")
    up = MatterLink.objects.filter(child=matter, parent__in=seen).select_related("parent").order_by("pk")
    down = MatterLink.objects.filter(parent=matter, child__in=seen).select_related("child").order_by("pk")
    return [("parent", row.parent) for row in up] + [("child", row.child) for row in down]


def subjects_shown(matter: Matter, link: Callable[[int], str]) -> Iterable[tuple[str, str, str]]:
    """Each subject's name, post or place today, and link to the person's file (empty for an organ)."""
    rows = list(matter.subjects.all())
    day = clock.today()
    held = Appointment.objects.filter(
        person__in=[r.person_id for r in rows if r.person_id], main=True, start__lte=day
    )
    held = (
        held.filter(Q(end__isnull=True) | Q(end__gte=day))
        .select_related("post", "post__organ")
        .order_by("start")
    )
    posts = {row.person_id: row.post.in_full for row in held}
    for row in rows:
        if row.person:
            yield row.person.name, posts.get(row.person.pk, ""), link(row.person.pk)
        elif row.organ:
            yield row.organ.name, "", ""


def _with_names(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    people = MatterSubject.objects.select_related("person", "organ").order_by("place", "pk")
    return rows.select_related("organ", "handler").prefetch_related(Prefetch("subjects", queryset=people))


def loose_attachments(actor: Actor, matter_id: int) -> list[tuple[int, str]]:
    """Papers that no entry names yet: id and name."""
    rows = Attachment.objects.filter(matter__in=visible_to(actor).filter(pk=matter_id), event__isnull=True)
    return list(rows.order_by("pk").values_list("pk", "name"))


def organ_of_subject(matter: Matter, place: int = 0) -> str:
    """The organ of the subject at a place (the first): of a person the one of the main post, of an organ itself."""
    row = next(iter(list(matter.subjects.all())[place:]), None)
    if row is None:
        return ""
    if row.organ:
        return row.organ.name
    return row.person.organ.name if row.person and row.person.organ else ""


def counts_by_procedure(actor: Actor) -> dict[tuple[str, str], dict[str, int]]:
    """For each pack and procedure in sight: open, of these with a breach or a lack, and closed (one query)."""
    is_open = Q(state=Matter.State.OPEN)
    rows = visible_to(actor).order_by().values("pack", "procedure")
    counted = rows.annotate(
        open=Count("pk", filter=is_open),
        breached=Count("pk", filter=is_open & Q(worst="breached")),
        undetermined=Count("pk", filter=is_open & Q(worst="undetermined")),
        closed=Count("pk", filter=Q(state=Matter.State.CLOSED)),
    )
    names = ("open", "breached", "undetermined", "closed")
    return {(row["pack"], row["procedure"]): {name: row[name] for name in names} for row in counted}


def neighbours(actor: Actor, matter: Matter) -> tuple[int | None, int | None]:
    """The open matters before and after this one in the ledger's usual order (newest first), of the same handler."""
    rows = visible_to(actor).filter(state=Matter.State.OPEN)
    rows = rows.filter(handler=matter.handler_id) if matter.handler_id else rows
    newer = Q(opened__gt=matter.opened) | Q(opened=matter.opened, pk__gt=matter.pk)
    older = Q(opened__lt=matter.opened) | Q(opened=matter.opened, pk__lt=matter.pk)
    before = rows.filter(newer).order_by("opened", "pk").values_list("pk", flat=True).first()
    return before, rows.filter(older).order_by("-opened", "-pk").values_list("pk", flat=True).first()
