"""One letter: read (noted once for each recipient), answered, taken back, printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import days, links, typed
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.letters import paper, words
from zeren.desk.letters.page import AnswerLine, LetterPage, ToLine
from zeren.desk.matters import others
from zeren.records import clock, refs
from zeren.records.errors import OutOfSight, Refused
from zeren.records.letters import acts, queries
from zeren.records.letters.models import Letter
from zeren.records.letters.projecting import many
from zeren.records.letters.queries import Said
from zeren.records.matters.events import day_of
from zeren.records.trail.looks import look


@require_safe
def letter(request: HttpRequest, matter: int, seq: int) -> HttpResponse:
    """The page. A recipient's first look is noted in the matter's log."""
    actor = request.actor  # type: ignore[attr-defined]
    queries.get(actor, matter, seq)
    look(actor, "reminder_read", "matter", matter)
    if request.method == "GET":
        acts.receive(actor, matter, seq)
    said = others.said(request)
    return _page(request, matter, seq, said[0] if said else None)


@require_POST
def answer(request: HttpRequest, matter: int, seq: int) -> HttpResponse:
    """A recipient's answer. 422 with what is wrong; what was typed is kept."""
    text, on = request.POST.get("text", ""), request.POST.get("on", "").strip()
    day = typed.day(on) if on else clock.today()
    if day is None:
        queries.get(request.actor, matter, seq)  # type: ignore[attr-defined]
        return _wrong(request, matter, seq, {"on": "写成 2026-10-13 这样的日期"})
    try:
        acts.answer(request.actor, matter, seq, text, day)  # type: ignore[attr-defined]
    except Refused as refused:
        return _wrong(request, matter, seq, {p.field: p.zh for p in refused.problems})
    others.say(request, Notice("ok", "已回复。", "发函机关在事项记录中看到。"))
    return HttpResponseRedirect(links.named("letter", matter, seq))


@require_POST
def withdraw(request: HttpRequest, matter: int, seq: int) -> HttpResponse:
    """Take it back, with the reason."""
    try:
        acts.withdraw(request.actor, matter, seq, request.POST.get("reason", ""))  # type: ignore[attr-defined]
    except Refused as refused:
        queries.get(request.actor, matter, seq)  # type: ignore[attr-defined]
        return _wrong(request, matter, seq, {p.field: p.zh for p in refused.problems})
    others.say(request, Notice("ok", "已收回。", "编号不再用；函和理由都保留。"))
    return HttpResponseRedirect(links.named("letter", matter, seq))


@require_safe
def file(request: HttpRequest, matter: int, seq: int, kind: str) -> HttpResponse:
    """The letter as ``pdf`` or ``docx``."""
    if kind not in ("pdf", "docx"):
        raise OutOfSight(kind)
    found = queries.get(request.actor, matter, seq)  # type: ignore[attr-defined]
    return paper.file(request, found, queries.said(found), kind)


def _wrong(request: HttpRequest, matter: int, seq: int, errors: dict[str, str]) -> HttpResponse:
    said = Notice("stop", "没有写入。", "；".join(dict.fromkeys(errors.values())))
    return _page(request, matter, seq, said, errors, 422)


def _page(
    request: HttpRequest,
    matter: int,
    seq: int,
    said: Notice | None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, matter, seq)
    entry = queries.said(found)
    mine = queries.mine_of(actor, matter, seq)
    writes, sees, today = queries.may_write(actor, found), queries.sees_matter(actor, found), clock.today()
    page = LetterPage(
        head=_head(actor, found),
        lines=_lines(found, entry, sees),
        light=words.issued_light(found),
        standing=words.standing_light(found, today),
        cites=Citer([(found.pack, found.cites.split())], today).chips(found.pack, found.cites.split()),
        to=_to(found, entry, sees),
        answers=_answers(entry),
        sheet=paper.sheet(paper.printed(found, entry), found.matter),
        url=links.named("letter", matter, seq),
        answers_as="、".join(words.name_of(one) for one in mine) if not found.withdrawn else "",
        withdraws=writes and not found.withdrawn,
        today=today.isoformat(),
        said=said,
        typed=request.POST.dict() if errors else {},
        errors=errors or {},
    )
    return render(request, "desk/letters/one.html", {"page": page}, status=status)


def _head(actor: Any, found: Letter) -> Head:
    url = links.named("letter", found.matter_id, found.seq)
    crumbs = (Link("提醒函", links.named("letters")), Link(found.number))
    where = ""
    if queries.sees_matter(actor, found):
        where = links.matter(found.matter_id)
    elif queries.shows_own(actor, found):
        where = links.named("own-matter", found.matter_id)
    sub = (
        (Bit(light=words.issued_light(found)),),
        (Bit("现状　"), Bit(light=words.standing_light(found, clock.today()))),
        (Bit(f"{found.matter.number}　{found.matter.title}", url=where),),
    )
    files = [Button(f"存为 {kind.upper()}", url=f"{url}letter.{kind}") for kind in ("docx", "pdf")]
    return Head(found.number, crumbs, sub=sub, buttons=(*files, Button("打印", does="print", main=True)))


def _lines(found: Letter, said: Said, sees: bool) -> tuple[tuple[str, str, str], ...]:
    """Term, text, link."""
    today = clock.today()
    who = accounts.shown([found.account]).get(found.account, (found.account, ""))[0]
    lines = [
        ("发函", f"{days.in_sentence(found.on, today)}　{found.organ.short or found.organ.name}　{who}", ""),
        ("到期日", days.in_sentence(found.due, today), ""),
        ("应办单位", found.unit.name if found.unit else "待查明", ""),
    ]
    if found.standing == Letter.Standing.MET and found.met_on:
        seq = found.met_by.rpartition("e")[2]
        own = found.met_by.startswith(f"m{found.matter_id}e")
        url = f"{links.matter(found.matter_id)}records?at={seq}#e{seq}" if sees and own else ""
        lines.append(("已办", f"{days.in_sentence(found.met_on, today)}，记录第 {seq} 号", url))
    if said.withdrawn:
        day = days.in_sentence(day_of(said.withdrawn.at), today)
        lines.append(("收回", f"{day}，理由：{said.withdrawn.reason}", ""))
    return tuple(lines)


def _to(found: Letter, said: Said, sees: bool) -> tuple[ToLine, ...]:
    """The recipients; who is not known; who was left out only for whoever sees the matter's records."""
    listed = [words.to_line(one, clock.today()) for one in found.recipients.all()]
    fields = said.entry.fields
    for text in many(fields.get("unknown", ())):
        capacity, _, why = text.partition("：")
        listed.append(ToLine(Light(Sign.UNKNOWN, "待查明"), capacity, why))
    for text in many(fields.get("left", ())) if sees else ():
        who, _, why = text.partition("：")
        listed.append(ToLine(Light(Sign.LAPSED, "没有送"), who, why))
    return tuple(listed)


def _answers(said: Said) -> tuple[AnswerLine, ...]:
    names = refs.names_of(str(one.fields.get("recipient", "")) for one in said.answers)
    return tuple(
        AnswerLine(
            names.get(str(one.fields.get("recipient", "")), ""),
            days.in_sentence(day_of(one.at), clock.today()),
            str(one.fields.get("text", "")),
        )
        for one in said.answers
    )
