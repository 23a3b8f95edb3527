"""Drafting a letter about one obligation: the preview first, then it is issued; what changed since is shown again."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import days, links, typed
from zeren.desk.citing import Citer, reading_of
from zeren.desk.components import Bit, Due, Head, Light, Link, Notice, Sign
from zeren.desk.letters import paper, words
from zeren.desk.letters.page import NewPage, NoLetter, ToLine
from zeren.desk.matters import others
from zeren.desk.worklist.build import Builder
from zeren.desk.worklist.peeking import CONVENTION
from zeren.records import calendars, clock
from zeren.records.errors import Refused
from zeren.records.letters import acts, drafting
from zeren.records.letters.drafting import Draft, Key
from zeren.records.letters.recipients import Recipients
from zeren.records.matters import queries as matters
from zeren.records.matters.models import Matter

FIELDS = ("matter", "pack", "norm", "key", "subject", "due")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET: the preview. POST ``preview``: the preview anew; else the letter is issued. 422 with what is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    key = _key(given)
    matter = matters.get_matter(actor, key.matter)
    try:
        made, errors = _draft(request, key, given)
    except Refused as refused:
        status = 422 if request.method == "POST" else 200
        return render(request, "desk/letters/none.html", {"page": _none(matter, refused)}, status=status)
    if errors:
        said = Notice("stop", "没有发。", "填写的内容还在，请改正。")
        return _page(request, matter, made, given, said, errors, 422)
    if request.method != "POST" or given.get("preview"):
        return _page(request, matter, made, given, _stands_against(made))
    if (given.get("owes", ""), _note(given)) != (
        given.get("seen_owes", ""),
        _lines(given.get("seen_note", "")),
    ):
        said = Notice("care", "还没有发。", "应办单位或者附言改过，右边是改后的函，请核对后再发。")
        return _page(request, matter, made, given, said)
    return _issue(request, matter, made, given)


def _issue(request: HttpRequest, matter: Matter, made: Draft, given: QueryDict) -> HttpResponse:
    try:
        letter = acts.issue(
            request.actor, made.key, owes=_owes(given), note=_note(given),  # type: ignore[attr-defined]
            expected=given.get("expected", ""), idempotency=given.get("token", "")[:40],
        )  # fmt: skip
    except Refused as refused:
        said = Notice(
            "stop", "没有发出，没有占用编号。", "；".join(problem.zh for problem in refused.problems)
        )
        return _page(request, matter, made, given, said, None, 422)
    others.say(request, Notice("ok", f"{letter.number} 已发。", "系统内的收函人登录后看到；需要的打印送达。"))
    return HttpResponseRedirect(links.named("letter", letter.matter_id, letter.seq))


def _key(given: QueryDict) -> Key:
    """The key in the address. Raises OutOfSight (404) by the matter that it does not name."""
    text = {name: given.get(name, "")[:200] for name in FIELDS}
    return Key(
        typed.number(text["matter"]) or 0,
        text["pack"],
        text["norm"],
        text["key"],
        text["subject"],
        typed.day(text["due"]),
    )


def _draft(request: HttpRequest, key: Key, given: QueryDict) -> tuple[Draft, dict[str, str]]:
    """The draft; with what is wrong of what was typed, if the obligation itself stands."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return acts.preview(actor, key, owes=_owes(given), note=_note(given)), {}
    except Refused as refused:
        errors = {problem.field: problem.zh for problem in refused.problems}
        if set(errors) <= {"note", "owes"}:
            return acts.preview(actor, key), errors
        raise


def _owes(given: QueryDict) -> int | None:
    text = given.get("owes", "")
    return (typed.number(text) or 0) if text else None


def _note(given: QueryDict) -> str:
    return _lines(given.get("note", ""))


def _lines(text: str) -> str:
    """As it was typed, with one kind of line end."""
    return text.strip().replace("\r\n", "\n")


def _page(
    request: HttpRequest,
    matter: Matter,
    made: Draft,
    given: QueryDict,
    said: Notice | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = replace(page_of(request, matter, made, given), said=said, errors=errors or {})
    return render(request, "desk/letters/new.html", {"page": page}, status=status)


def _stands_against(made: Draft) -> Notice | None:
    """What would be refused is told before anybody presses the button."""
    try:
        drafting.check_again(made)
    except Refused as refused:
        return Notice("care", "现在不能发。", "；".join(problem.zh for problem in refused.problems))
    return None


def page_of(request: HttpRequest, matter: Matter, made: Draft, given: QueryDict) -> NewPage:
    """The form and the preview."""
    actor = request.actor  # type: ignore[attr-defined]
    today, row = clock.today(), made.row
    row.matter = matter
    builder = Builder([row], today, calendars.calendar(), actor.person)
    citer = Citer([(row.pack, row.cites.split())], today)
    reading = reading_of(builder.words(row), row.norm)
    blocked = _stands_against(made)
    return NewPage(
        head=_head(matter, made),
        light=words.today_light(made.light, _due(made), today, calendars.calendar(), row.provisional),
        ground=_ground(made),
        matter=Link(f"{matter.number}　{matter.title}", links.matter(matter.pk)),
        what=builder.what(row),
        cites=citer.chips(row.pack, row.cites.split(), reading),
        due=_sum(made, builder),
        to=to_lines(made.recipients),
        units=_units(made, given),
        sheet=paper.sheet(paper.drafted(made, matter), matter),
        key=tuple((name, given.get(name, "")) for name in FIELDS),
        note=_note(given),
        owes=given.get("owes", ""),
        expected=made.light.value,
        token=given.get("token", "") or secrets.token_urlsafe(12),
        back=links.with_query(links.named("letters"), ("tab", "waiting")),
        may=blocked is None and matters.may_write(actor, matter),
    )


def _head(matter: Matter, made: Draft) -> Head:
    crumbs = (Link("提醒函", links.named("letters")), Link("发函"))
    sub = [(Bit(f"{matter.number}　{matter.title}", url=links.matter(matter.pk)),)]
    earlier = "、".join(f"{one.number}（{words.issued_light(one).words}）" for one in reversed(made.before))
    sub.append((Bit(f"同一事项已发 {earlier}" if earlier else "同一事项还没有发过"),))
    sub.append((Bit("编号发出时接续，不空号", tone="dim"),))
    return Head("发提醒函", crumbs, sub=tuple(sub))


def _due(made: Draft) -> Any:
    assert made.row.due is not None
    return made.row.due


def _ground(made: Draft) -> str:
    figures = made.thresholds
    source = figures.source or "默认"
    said = {
        "green": f"余 {figures.amber} 个工作日以上",
        "amber": f"余 {figures.amber} 个工作日以内",
        "red": "已过到期日",
    }[made.light]
    tail = "；日历没有公布，过期也不作红灯" if made.row.provisional else ""
    return f"{made.light.label}灯：{said}（界限：{source}）{tail}"


def _sum(made: Draft, builder: Builder) -> Due:
    """The due day, with the arithmetic one click away."""
    finding, today = made.finding, clock.today()
    steps = finding.steps if finding else ()
    assumed = CONVENTION if finding and finding.conventions else ""
    light = words.today_light(made.light, _due(made), today, builder.calendar, made.row.provisional)
    found = days.day_sum(steps, _due(made), assumed) if steps else None
    return Due(light, days.in_sentence(_due(made)), sum=found)


def to_lines(found: Recipients) -> tuple[ToLine, ...]:
    """Who gets it, who is not known, who is left out and why."""
    return (
        *(ToLine(Light(Sign.NEXT, "送"), one.capacity.label, one.name) for one in found.to),
        *(
            ToLine(Light(Sign.UNKNOWN, "待查明"), one.capacity.label, one.why, one.who)
            for one in found.unknown
        ),
        *(ToLine(Light(Sign.LAPSED, "不送"), one.capacity.label, one.name, one.why) for one in found.left),
    )


def _units(made: Draft, given: QueryDict) -> tuple[tuple[str, str, bool], ...]:
    """The organs that may be named; the one that the register tells stands first and says so."""
    chosen = given.get("owes", "")
    unit = made.owes.unit
    if chosen or unit is None:
        first = ("", "按登记判断" if chosen else "待查明", not chosen)
    else:
        first = ("", f"{unit.name}（按登记{'，本人办理的由承办机关掌握' if made.owes.person else ''}）", True)
    rest = [
        (str(o.pk), o.name, str(o.pk) == chosen)
        for o in made.offered
        if chosen or unit is None or o.pk != unit.pk
    ]
    return (first, *rest)


def _none(matter: Matter, refused: Refused) -> NoLetter:
    crumbs = (Link("提醒函", links.named("letters")), Link("发函"))
    text = "；".join(problem.zh for problem in refused.problems)
    back = Link("打开事项", links.matter(matter.pk))
    return NoLetter(
        Head(
            "不能发提醒函",
            crumbs,
            sub=((Bit(f"{matter.number}　{matter.title}", url=links.matter(matter.pk)),),),
        ),
        Notice("care", "没有可以发的函。", f"{text}。"),
        back,
    )
