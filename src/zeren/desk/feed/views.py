"""The calendar feed: given to whoever holds a token that is for nothing else."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from zeren.access import limits
from zeren.access.tokens import acts as tokens
from zeren.access.tokens.models import Token
from zeren.desk import links, marks
from zeren.desk.feed import build
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.obligations import worklist
from zeren.records.obligations.worklist import Tab

AHEAD = timedelta(days=366)
MOST, SECONDS = 60, 3600
"""Fetches of one account in an hour; a program that asks every minute is still served."""
WORDS = {Tab.MINE: "到期", Tab.APPROVE: "等您审批"}


@never_cache
@marks.outside
@sensitive_variables("secret")
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The days of the account whose token this is; 404 for any other text, also for a token of another kind."""
    found = tokens.use(secret, Token.Scope.CALENDAR)
    if found is None:
        raise Http404
    actor, _ = found
    if not limits.allow(f"calendar {actor.account}", MOST, SECONDS):
        return HttpResponse(status=429, headers={"Retry-After": str(SECONDS)})
    link = request.build_absolute_uri(links.named("worklist"))
    body = build.calendar(actor.account, link, _counts(actor), clock.now())
    # No name in the head either: some programs keep it beside the feed.
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _counts(actor: Actor) -> dict[date, dict[str, int]]:
    """What is past stands on today: there it is seen."""
    today = clock.today()
    counts: dict[date, dict[str, int]] = defaultdict(dict)
    for which, words in WORDS.items():
        for day, number in worklist.falling_due(actor, which, today + AHEAD).items():
            at, said = (day, words) if day >= today else (today, f"{words}（已过期）")
            counts[at][said] = counts[at].get(said, 0) + number
    return counts
