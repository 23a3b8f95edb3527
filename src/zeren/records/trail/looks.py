"""Looks at sensitive material: on the trail before anything is shown, a page once in ten minutes.

Whoever works on a matter turns its pages dozens of times an hour. An entry for each would bury what matters and say
nothing more, so a page that the same account opened within the last ten minutes is not noted again; a file that
leaves the system is noted each time.
"""

from __future__ import annotations

from datetime import timedelta

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.trail import acts
from zeren.records.trail.models import TrailEntry

ONCE_IN = timedelta(minutes=10)


def look(actor: Actor, act: str, noun: str, target: object, *, basis: str = "") -> None:
    """Note that a page was opened, unless this account opened it within ``ONCE_IN``.

    Returns when it is on the disk. Raises what the database raises; then nothing may be shown.
    """
    since = clock.now() - ONCE_IN
    before = TrailEntry.objects.filter(account=actor.account, act=act, at__gt=since)
    if not before.filter(noun=noun, target=str(target), basis=basis).exists():
        acts.note(actor, act, noun, target, basis=basis)
