"""再次确认本人: before an act that cannot be taken back its form asks for the password (or the one-time code) again.

The field stands in the form itself, so that nothing typed is lost; for some minutes it is not asked again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.http import HttpRequest

from zeren.access.accounts import acts

FRESH, FRESH_SECONDS = "fresh", 300
FIELD = "proof"


@dataclass(frozen=True, slots=True)
class Proof:
    """The field as a form shows it (``desk/parts/proof.html``)."""

    wanted: bool
    label: str = "再输一次口令"
    error: str = ""


def asked(request: HttpRequest, error: str = "") -> Proof:
    """What the form has to ask."""
    return Proof(wanted=not fresh(request), error=error)


def fresh(request: HttpRequest) -> bool:
    """Whether the viewer has proved who it is within the last minutes."""
    return time.time() - request.session.get(FRESH, 0) < FRESH_SECONDS


def refused(request: HttpRequest) -> str:
    """Why the act may not go on: empty when the proof is fresh, or the one given with the form is right."""
    if fresh(request):
        return ""
    given = request.POST.get(FIELD, "")
    if not given:
        return "请再输一次，确认是本人"
    tried = acts.sign_in(request.actor.account, given)  # type: ignore[attr-defined]
    if tried.account is None:
        return "不对，没有办理；您填的内容都在"
    request.session[FRESH] = int(time.time())
    return ""
