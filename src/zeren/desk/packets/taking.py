"""Taking what came: the file is looked at first (from whom, what, how it stands to what is here), then taken or dropped.

Between the two it lies as it came, sealed to this installation; it is gone after use or a day (``registers.kept``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links, listing
from zeren.desk.components import Bit, Head, Light, Link, Notice, Pages
from zeren.desk.matters import others
from zeren.desk.packets.words import KINDS, NOT_FOR_YOU, STATES, actor_of, decides, told
from zeren.desk.registers import kept
from zeren.desk.uploads import LARGEST
from zeren.records.errors import Problem, Refused
from zeren.records.packets import acts, taking
from zeren.records.packets.acts import Result
from zeren.records.packets.taking import Taken
from zeren.records.trail import acts as trail

WAITING = "packet"


@dataclass(frozen=True, slots=True)
class TakePage:
    """The form, and how what came stands to what is here."""

    head: Head
    largest: int
    found: Taken | None = None
    name: str = ""
    sender: str = ""
    counts: tuple[tuple[Light, int], ...] = ()
    rows: tuple[tuple[Light, str, str, str], ...] = ()
    pages: Pages | None = None
    errors: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@decides
def take(request: HttpRequest) -> HttpResponse:
    """POST ``file`` looks at it; POST ``do``: ``take`` takes what was looked at, ``drop`` forgets it."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    try:
        if do == "drop":
            _forget(request)
            return HttpResponseRedirect(links.named("packets"))
        if do == "take":
            return _taken(request)
        if request.method == "POST":
            return _looked(request)
        return _shown(request)
    except Refused as wrong:
        _forget(request)
        return _shown(request, told(wrong))


def _looked(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused([Problem("file", "没有选数据包文件", "no packet was chosen")])
    content = upload.read()
    found = taking.look(actor_of(request), content)
    trail.note(actor_of(request), "packet_looked", "packet", found.number, detail=found.sender)
    _forget(request)
    request.session[WAITING] = [kept.keep(content), (upload.name or "")[:120]]
    return HttpResponseRedirect(links.named("packet-take"))


def _waiting(request: HttpRequest) -> tuple[bytes, str] | None:
    token, name = request.session.get(WAITING) or ("", "")
    content = kept.take(token) if token else None
    return None if content is None else (content, name)


def _forget(request: HttpRequest) -> None:
    token, _ = request.session.pop(WAITING, None) or ("", "")
    kept.forget(token)


def _row(result: Result, title: str | None) -> tuple[Light, str, str, str]:
    said = result.zh if result.state == "conflict" and title is not None else ""
    return (
        STATES[result.state],
        "" if title is None else result.key,
        NOT_FOR_YOU if title is None else title,
        said,
    )


def _taken(request: HttpRequest) -> HttpResponse:
    waiting = _waiting(request)
    if waiting is None:
        raise Refused([Problem("file", "看过的文件已经不在，请重新选", "the file is gone: choose it again")])
    done = taking.take(actor_of(request), waiting[0])
    _forget(request)
    others.say(request, _said(done))
    return HttpResponseRedirect(links.named("packet", done.number))


def _said(done: Taken) -> Notice:
    if done.repeated:
        return Notice("", "此前已收过，没有改动。")
    if done.kind == acts.RECEIPT:
        return Notice("ok", "回执已收。", "列在所答复的数据包里。")
    if done.conflicts:
        return Notice(
            "care", f"已接收，{done.conflicts} 项有冲突，没有改动。", "请与发送方核对；回执里写明。"
        )
    return Notice("ok", f"已接收 {len(done.results)} 项。", "请下载回执，送回对方。")


def _shown(request: HttpRequest, errors: tuple[str, ...] = ()) -> HttpResponse:
    head = Head(
        "接收", (Link("数据包", links.named("packets")),),
        sub=((Bit("先看来自谁、有什么、与已收的是否一致，再接收", tone="dim"),),),
    )  # fmt: skip
    waiting = None if errors else _waiting(request)
    if waiting is None:
        page = TakePage(head, LARGEST >> 20, errors=errors)
        return render(request, "desk/packets/take.html", {"page": page}, status=422 if errors else 200)
    found = taking.look(actor_of(request), waiting[0])
    order = list(STATES)
    titles = found.titles if found.kind != acts.RECEIPT else ("",) * len(found.results)
    results = sorted(zip(found.results, titles, strict=True), key=lambda pair: order.index(pair[0].state))
    question = listing.plain(request.path, request.GET)
    start, stop = listing.window(question, len(results))
    counted = Counter(result.state for result, _ in results)
    page = TakePage(
        head, LARGEST >> 20, found, waiting[1], f"{acts.partner_of(found.sender).name}（{found.sender}）　{KINDS[found.kind]}",
        tuple((STATES[state], counted[state]) for state in order if counted[state]),
        tuple(_row(result, title) for result, title in results[start:stop]), listing.pages(question, len(results)),
    )  # fmt: skip
    return render(request, "desk/packets/take.html", {"page": page})
