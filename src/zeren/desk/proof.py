"""再次确认本人: before an act that cannot be taken back its form asks for the password (or the one-time code) again.

The field stands in the form itself, so that nothing typed is lost; for some minutes it is not asked again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.http import HttpRequest

from zeren.access.accounts import acts
from zeren.access.factors import acts as factors
from zeren.access.factors import codes, queries
from zeren.records import clock

FRESH, FRESH_SECONDS = "fresh", 300
FIELD = "proof"


@dataclass(frozen=True, slots=True)
class Proof:
    """The field as a form shows it (``desk/parts/proof.html``). ``code``: a one-time code is asked for."""

    wanted: bool
    label: str = "再输一次口令"
    error: str = ""
    code: bool = False


def asked(request: HttpRequest, error: str = "") -> Proof:
    """What the form has to ask: the one-time code of who has a phone for it, else the password."""
    if fresh(request):
        return Proof(wanted=False, error=error)
    code = queries.gives_codes(request.actor)  # type: ignore[attr-defined]
    return Proof(True, "再输一次动态口令" if code else "再输一次口令", error, code)


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
    wrong = _wrong(request, given)
    if not wrong:
        request.session[FRESH] = int(time.time())
    return wrong


def _wrong(request: HttpRequest, given: str) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    tried: acts.SignIn | factors.Given
    if queries.gives_codes(actor):
        # Whoever has lost the phone proves it with a recovery code, to bind another one.
        give = factors.give_recovery_code if codes.is_recovery(given) else factors.give_code
        tried = give(actor, given)
        if tried.used:
            return "这个动态口令已经用过，请等下一个；您填的内容都在"
    else:
        tried = acts.sign_in(actor.account, given, strong=actor.strong)
    if tried.locked_until:
        return (
            f"账号已锁定，{tried.locked_until.astimezone(clock.BEIJING):%H:%M} 以后可以再试；您填的内容都在"
        )
    return "" if tried.account else "不对，没有办理；您填的内容都在"
