"""Whose turn it is: the same rules for the act and for the page that offers it."""

from __future__ import annotations

from zeren.records.actor import Actor, Role
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.queries import SIGNS, WORKS, organs_of
from zeren.records.errors import Problem

ACTS_OF = {
    State.DRAFT: ("change", "submit", "drop"), State.RETURNED: ("change", "submit", "drop"),
    State.REVIEW: ("change", "review", "return", "drop"), State.SIGN: ("change", "sign", "return", "drop"),
    State.SIGNED: ("issue", "return", "drop"), State.ISSUED: ("correct", "void"), State.VOIDED: (), State.DROPPED: (),
}  # fmt: skip
"""What may be done at each stage."""


def of_organ(actor: Actor, document: OfficialPaper) -> bool:
    """Whether the actor works in the organ of the document."""
    return document.organ_id in organs_of(actor)


def against_turn(actor: Actor, document: OfficialPaper) -> list[Problem]:
    """Why the actor neither examines nor signs this one now; empty: may. Three different people, a leader signs."""
    found = []
    drafters = document.entries.filter(act="drafted").values_list("account", flat=True)
    if actor.account in set(drafters):
        found.append(Problem("actor", "拟稿的人不审核、不签发", "who drafted neither examines nor signs"))
    if document.state == State.SIGN:
        if actor.account == document.reviewed_by:
            found.append(Problem("actor", "审核的人不签发", "who examined does not sign"))
        found += against_signing(actor, document)
    return found


def roles_for(act: str, document: OfficialPaper) -> frozenset[Role]:
    """The roles in the organ that give the right to an act, as the log names it."""
    if act not in ("signed", "voided"):
        return WORKS
    return frozenset({Role.PRINCIPAL}) if document.important else SIGNS


def against_signing(actor: Actor, document: OfficialPaper) -> list[Problem]:
    """Why the actor does not sign in the organ's name; empty: may."""
    if document.organ_id in organs_of(actor, roles_for("signed", document)):
        return []
    if document.important and document.organ_id in organs_of(actor, SIGNS):
        return [Problem("actor", "重要公文由主要负责人签发", "the principal signs important ones")]
    return [Problem("actor", "由本机关的领导签发", "only a leader of the organ signs")]


def offered(actor: Actor, document: OfficialPaper) -> frozenset[str]:
    """What the actor may do with the document as it is."""
    if not of_organ(actor, document):
        return frozenset()
    acts = set(ACTS_OF[State(document.state)])
    if document.state in (State.REVIEW, State.SIGN) and against_turn(actor, document):
        acts -= {"change", "review", "sign", "return"}
    if against_signing(actor, document):
        acts -= {"void"}
    if acts & {"drop"} and actor.account != document.drafted_by and against_signing(actor, document):
        acts -= {"drop"}
    return frozenset(acts)
