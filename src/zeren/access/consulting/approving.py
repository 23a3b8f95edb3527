"""Who approves: the very person the provision names, and nobody who is part of the request.

个人事项规定 第十二条: 本机关（本单位）主要负责人. A role that was entrusted to somebody for a time is not that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.consulting.models import ConsultRequest
from zeren.records.actor import Actor, Role
from zeren.records.recusals import queries as recusals


def is_principal(actor: Actor, organ: int) -> bool:
    """Whether the actor is the organ's principal by an own role."""
    held = (g for g in actor.grants if g.role is Role.PRINCIPAL and g.organ == organ)
    return any(not grant.delegated_by for grant in held)


def principals_of(organ: int, day: date | None = None) -> list[Account]:
    """The accounts of the organ's principals on a day (default: today)."""
    rows = accounts.serving((Role.PRINCIPAL,), (organ,), day)
    return list(rows.select_related("person", "organ").order_by("id"))


def may_approve(organ: int, involved: Iterable[Account], person: int) -> list[Account]:
    """The principals who have no part in the request: they neither ask nor look, and it is not about them."""
    parties = tuple(involved)
    return [one for one in principals_of(organ) if not is_party(one, parties, person)]


def approvers_of(request: ConsultRequest) -> list[Account]:
    """Who may approve this request today."""
    return may_approve(request.organ_id, parties_of(request), request.person_id)


def approvers_of_each(requests: Sequence[ConsultRequest]) -> dict[int, list[Account]]:
    """Who may approve each request today; the principals of an organ are looked up once."""
    principals = {organ: principals_of(organ) for organ in {request.organ_id for request in requests}}
    return {
        request.pk: [
            one
            for one in principals[request.organ_id]
            if not is_party(one, parties_of(request), request.person_id)
        ]
        for request in requests
    }


def parties_of(request: ConsultRequest) -> tuple[Account, ...]:
    """The asker and those who are to look."""
    return (request.asker, *(row.account for row in request.lookers.all()))


def is_party(account: Account, parties: Iterable[Account], person: int) -> bool:
    """Whether the account, or its person under another account, asks, looks or is the person concerned."""
    if account.person_id is not None and account.person_id == person:
        return True
    return any(account.same_holder(one) for one in parties)


def recusal(account: Account, person: int, matter: int | None) -> str:
    """Why the account has to keep out of it (回避); empty where nothing is known."""
    return recusals.why_away(account.person_id, person, matter) if account.person_id else ""
