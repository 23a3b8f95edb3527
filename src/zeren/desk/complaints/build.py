"""One complaint's page, built from queries."""

from __future__ import annotations

import re
from typing import Any

from zeren.access.accounts import queries as accounts
from zeren.access.unsealing import acts as unsealing
from zeren.access.unsealing import queries as unsealings
from zeren.access.unsealing.models import Unsealing
from zeren.desk import days, links
from zeren.desk.complaints import page
from zeren.desk.complaints.provisions import provisions
from zeren.desk.components import Bit, Head, Light, Link, Notice, Sign
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import acts, log, queries
from zeren.records.complaints.log import Act
from zeren.records.complaints.models import Complaint
from zeren.records.complaints.queries import Told
from zeren.records.errors import Problem, Problems

LIGHTS = {
    "waiting": Sign.NEAR_INTERNAL, "granted": Sign.NEXT, "open": Sign.NEXT, "shut": Sign.LAPSED,
    "refused": Sign.LAPSED, "withdrawn": Sign.LAPSED, "expired": Sign.LAPSED,
}  # fmt: skip


def complaint_page(actor: Actor, pk: int, said: Notice | None, sent: dict[str, Any]) -> page.ComplaintPage:
    """The page; ``sent``: what was typed and refused. Raises OutOfSight."""
    row = queries.get(actor, pk)
    writes, written = queries.may_write(actor, row), log.content_of(row)
    sealed = queries.sealed_reporter(row)
    given = sent.get("given", {})
    return page.ComplaintPage(
        head=_head(row), said=said, about=written.about, text=written.text, named=queries.named_in(row),
        steps=_steps(row, queries.entries(row)),
        sealed=page.sealed_line() if sealed else None,
        requests=tuple(_request(one) for one in unsealings.of_complaint(actor, pk)),
        form=_form(row, sent) if writes else None,
        more={name: given.get(name, "") for name in ("named", "matter", "ground", "purpose", "looker")},
        lookers=tuple(unsealing.lookers(row)) if writes and sealed else (),
        purposes=tuple(Unsealing.Use.choices), ask_url=links.named("unsealing-ask", pk),
        reprisal=_reprisal(row), cites=provisions(),
    )  # fmt: skip


def _head(row: Complaint) -> Head:
    sub: list[tuple[Bit, ...]] = [(Bit(light=page.light_of(row)),)]
    if row.state != Complaint.State.CLOSED:
        sub.append(
            (Bit(light=days.elapsed_light(row.received, clock.today())), Bit("　条文没有期限", tone="dim"))
        )
    sub.append((Bit(f"{row.received:%Y-%m-%d} {row.get_channel_display()}"),))
    sub.append((Bit(row.get_kind_display()),))
    sub.append((Bit(f"{row.holder.short or row.holder.name}办理"),))
    if not row.wants_reply:
        sub.append((Bit("举报人说不用答复"),))
    return Head(row.number, (Link("举报受理", links.named("complaints")),), sub=tuple(sub))


def _reprisal(row: Complaint) -> Notice | None:
    if row.reprisal is None:
        return None
    text = "由人认定是否属实、是否构成情形；系统不作结论，也不自动转办。"
    return Notice(
        "care",
        f"{days.in_cell(row.reprisal, clock.today())} 举报人反映受到打击报复。",
        text,
        sign=Sign.NEAR_INTERNAL,
    )


def _steps(row: Complaint, listed: tuple[Told, ...]) -> tuple[page.Step, ...]:
    """The log; the names of all who wrote in it are fetched at once."""
    names = accounts.shown(told.entry.account for told in listed)
    return tuple(
        _step(row, told, names.get(told.entry.account, (told.entry.account, ""))[0]) for told in listed
    )


def _step(row: Complaint, told: Told, name: str) -> page.Step:
    entry = told.entry
    files = tuple(
        page.FileLink(
            one.name, links.named("complaint-file", row.pk, one.pk), f"{max(1, one.size // 1024)} KB"
        )
        for one in told.files
    )
    who = name if entry.account else ("举报人" if entry.seq > 1 else "")
    text = f"{entry.organ.name}　{told.text}" if entry.organ else told.text
    return page.Step(
        entry.get_act_display(), entry.on, who, text, files, page.sign_of(entry), entry.act == Act.REPRISAL
    )


def _request(row: Unsealing) -> page.Request:
    state = unsealings.state_of(row)
    words = f"{days.in_cell(days.local(row.asked), clock.today())} {row.get_use_display()}"
    return page.Request(words, links.named("unsealing", row.pk), light_of(state))


def light_of(state: str) -> Light:
    """The sign of a request's state."""
    return Light(LIGHTS[state], unsealings.LABELS[unsealings.State(state)])


def _form(row: Complaint, sent: dict[str, Any]) -> page.ActForm:
    given, errors = sent.get("given", {}), sent.get("errors", {})
    offered = [*acts.OFFICERS] if row.code else [*acts.OFFICERS, *acts.REPORTERS]
    if not row.code:
        offered.remove(Act.ASKED)
    if row.state == Complaint.State.CLOSED:
        offered = [act for act in offered if act in acts.AFTER_CLOSING]
    if not row.entries.filter(act=Act.TRANSFERRED).exists() and Act.SIGNED_FOR in offered:
        offered.remove(Act.SIGNED_FOR)
    chosen = given.get("act") or (_next(row) if _next(row) in offered else "")
    today = clock.today().isoformat()
    return page.ActForm(
        links.named("complaint-act", row.pk),
        tuple((act.value, act.label, act == chosen) for act in offered),
        tuple((str(o.pk), o.name, given.get("organ") == str(o.pk)) for o in queries.takers(row)),
        given.get("on", today), today, given.get("text", ""), errors,
    )  # fmt: skip


def _next(row: Complaint) -> str:
    usual = {
        "received": Act.ACCEPTED,
        "accepted": Act.VERIFIED,
        "verifying": Act.REPLIED,
        "replied": Act.CLOSED,
    }
    return usual.get(row.state, "")


def problem(field: str, zh: str) -> Problem:
    """A problem of the page's own."""
    return Problem(field, zh, "can't be read")


def refs_of(actor: Actor, text: str, *, needed: bool = True) -> list[str]:
    """The registered ones that a field names, parted by 、; Raises Refused for a name that none or several have."""
    problems, found = Problems(), []
    for name in (one for one in re.split(r"[、，,；;\n]+", text) if one.strip()):
        known = queries.registered(actor, name.strip())
        if len(known) == 1:
            found.append(known[0][0])
        elif known:
            options = "、".join(words for _, words in known)
            problems.add(
                "named", f"“{name.strip()}”不止一个，请改写代码：{options}", "several have this name"
            )
        else:
            problems.add(
                "named", f"登记中没有“{name.strip()}”，请写姓名、人员代码或者机关简称", "nobody has this name"
            )
    if needed and not found and not problems.found:
        problems.add("named", "还没有写被反映的人或者机关", "no name was given")
    problems.refuse()
    return found
