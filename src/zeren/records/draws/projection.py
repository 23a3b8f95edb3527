"""The rows of a matter's draws, written anew from its log: by every act on them, and by ``zeren rebuild``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zeren.records.draws import log
from zeren.records.draws.log import Held
from zeren.records.draws.models import Draw, TeamSeat
from zeren.records.matters import events
from zeren.records.matters.events import day_of
from zeren.records.matters.models import Event, Matter

State = Draw.State


def lay(matter: Matter) -> None:
    """Write the rows of one matter, inside the act's transaction. Of contents that were destroyed none remain."""
    rows = Event.objects.filter(matter=matter, type__in=log.TYPES).select_related("payload").order_by("seq")
    held = log.draws_in([events.read(row) for row in rows])
    Draw.objects.filter(matter=matter).delete()
    made = Draw.objects.bulk_create(_row(matter, one) for one in held)
    TeamSeat.objects.bulk_create(
        seat for row, one in zip(made, held, strict=True) for seat in _seats(row, one)
    )


def lay_all() -> None:
    """Write the rows of every matter anew."""
    Draw.objects.all().delete()
    drawn = Event.objects.filter(type=events.DRAW_ANNOUNCED).values("matter")
    for matter in Matter.objects.filter(pk__in=drawn).order_by("pk"):
        lay(matter)


def _row(matter: Matter, one: Held) -> Draw:
    state = State.SUPERSEDED if one.superseded else State.DRAWN if one.result else State.ANNOUNCED
    drawn = one.result.seq if one.result else None
    return Draw(
        matter=matter, entry=one.seq, on=day_of(one.at), digest=one.digest, state=state, drawn=drawn
    )  # fmt: skip


def _seats(row: Draw, one: Held) -> Iterator[TeamSeat]:
    if one.result is None:
        return
    gone = {change.person: change.seq for change in one.replaced}
    first = [(p, seat, one.result.seq) for seat, people in one.result.seats.items() for p in people]
    then = [(change.by, change.seat, change.seq) for change in one.replaced]
    yield from _made(row, [*first, *then], gone)


def _made(row: Draw, seated: Iterable[tuple[int, str, int]], gone: dict[int, int]) -> Iterator[TeamSeat]:
    for person, seat, since in seated:
        yield TeamSeat(draw=row, person_id=person, seat=seat, since=since, until=gone.get(person))
