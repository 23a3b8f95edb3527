"""回避 in words: how a recusal stands and its days, alike on every page that shows one."""

from __future__ import annotations

from zeren.desk.components import Light, Sign
from zeren.records.recusals.models import Recusal

State = Recusal.State
SIGNS = {
    State.ASKED: Sign.NEAR_INTERNAL,
    State.IN_FORCE: Sign.SEALED,
    State.REFUSED: Sign.LAPSED,
    State.ENDED: Sign.LAPSED,
}
TO_ASKER = {
    State.ASKED: Light(Sign.ELAPSED, "等组织决定"),
    State.IN_FORCE: Light(Sign.DONE, "已经回避"),
    State.REFUSED: Light(Sign.LAPSED, "没有同意"),
    State.ENDED: Light(Sign.LAPSED, "已经解除"),
}
"""What the person who asked for it is told."""


def light_of(recusal: Recusal) -> Light:
    """How it stands; of a declaration about a person that was taken back, that it was."""
    state = State(recusal.state)
    if state is State.IN_FORCE and recusal.until is not None:
        return Light(Sign.LAPSED, "已撤回")
    return Light(SIGNS[state], state.label)


def days_of(recusal: Recusal) -> str:
    """From when (and until when) somebody keeps away or kept away; empty where nobody ever did."""
    if recusal.state not in (State.IN_FORCE, State.ENDED):
        return ""
    return recusal.since.isoformat() + (f" 至 {recusal.until.isoformat()}" if recusal.until else " 起")
