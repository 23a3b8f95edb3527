"""What single persons of the cast of the table of routes have of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pyotp

TODAY = date(2024, 6, 28)


def keeper(name: str) -> Any:
    """The actor of an account of the cast."""
    from zeren.access.accounts import queries as accounts

    return accounts.actor_of(accounts.find(name), TODAY)  # type: ignore[arg-type]


def recusal() -> int:
    """The handler keeps away from everything about somebody else."""
    from zeren.records.people import queries as people
    from zeren.records.recusals import acts

    other = people.by_code("R002")
    assert other is not None
    return acts.declare_about(keeper("chengban"), other.pk, "kin").pk


def delegation() -> int:
    """The secretary entrusts the supervision officer from tomorrow on: today it opens nothing yet."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.delegation import acts

    grant = accounts.held_on(accounts.find("shuji"), TODAY).get()  # type: ignore[arg-type]
    tomorrow = TODAY + timedelta(days=1)
    wish = acts.Wish(grant.pk, "jiandu", ("party_committee",), tomorrow, tomorrow, "外出学习")
    return acts.entrust(keeper("shuji"), wish).pk


def phone() -> None:
    """The secretary's phone is bound: own recovery codes and a binding to take away."""
    from zeren.access.factors import acts

    secret = acts.begin_code(keeper("shuji"))
    acts.confirm_code(keeper("shuji"), pyotp.TOTP(secret).now())


def inspection() -> dict[str, int]:
    """An inspection of the unit whose list was announced, from a pool of the commission; a member of the pool."""
    from zeren.access.accounts import queries as accounts
    from zeren.records import registers
    from zeren.records.draws import acts
    from zeren.records.draws.acts import Asked
    from zeren.records.matters import opening
    from zeren.records.organs import queries as organs
    from zeren.records.pool.models import PoolMember

    keeping, unit = organs.by_code("Q-JW"), organs.by_code("Q-01")
    assert keeping and unit
    rows = [{"organ": "Q-JW", "person": code, "since": "2024-01-08"} for code in ("R117", "R118", "R120")]
    assert registers.import_rows(keeper("chengban"), "pool", rows).written
    asked = opening.Opening(
        "zy-2015-inspection", "inspection", keeping.pk, "巡察", [f"organ:{unit.pk}"], date(2024, 1, 10),
        mark="青巡", handler=accounts.find("chengban").person_id,  # type: ignore[union-attr]
    )  # fmt: skip
    matter = opening.open_matter(keeper("chengban"), asked)
    listed = acts.announce(
        keeper("chengban"), matter.pk, Asked(keeping.pk, {"inspectors": 1}, "witnessed", "掷骰", TODAY)
    )
    member = PoolMember.objects.order_by("pk").first()
    assert member is not None
    return {"inspection": matter.pk, "listed": listed.seq, "member": member.pk}


def letters(commission: Any, unit: Any) -> dict[str, str]:
    """An errand of the commission for two units, a red letter to each, and the key of the first one's obligation."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.actor import SYSTEM
    from zeren.records.letters import acts
    from zeren.records.letters.drafting import Key
    from zeren.records.matters import acts as matters
    from zeren.records.matters.opening import Opening, open_matter
    from zeren.records.obligations.models import Obligation
    from zeren.records.organs import queries as organs

    other = organs.by_code("Q-02")
    assert other is not None
    asked = Opening(
        "gs-2016-111-oversight", "oversight", commission.pk, "丁事项", [f"organ:{unit.pk}", f"organ:{other.pk}"],
        date(2024, 6, 3), mark="青督", handler=accounts.find("chengban").person_id,  # type: ignore[union-attr]
    )  # fmt: skip
    errand = open_matter(SYSTEM, asked)
    fields = {"item": "丁事项", "manner": "书面", "node": "2024-06-20"}
    matters.record_event(
        SYSTEM, errand.pk, "oversight_assigned", "2024-06-03", fields, by=("general_office",)
    )
    rows = Obligation.objects.filter(matter=errand, norm="object-four-acts.node")
    mine, theirs = (rows.get(subject=f"organ:{organ.pk}") for organ in (unit, other))
    first, second = (acts.issue(SYSTEM, Key.of(row)).seq for row in (mine, theirs))
    names = ("pack", "norm", "key", "subject")
    key = urlencode({"matter": errand.pk, **{name: getattr(mine, name) for name in names}})
    return {"letter": f"{errand.pk}/{first}", "other_letter": f"{errand.pk}/{second}", "errand": key}
