"""The discipline organ's replies: what was asked, drafts, approval, issue, and whether a reply is reproduced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing, typed
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Light, Link, Notice, Pages, Sign, Tab
from zeren.desk.gate import only
from zeren.desk.listing import Field
from zeren.desk.precheck import build
from zeren.desk.precheck.page import LineView
from zeren.desk.replies import paper as papers
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.precheck import queries as precheck
from zeren.records.precheck.rules import INTENTS
from zeren.records.replies import acts, queries
from zeren.records.replies.acts import Draft
from zeren.records.replies.models import IntegrityReply, State
from zeren.records.trail import looks

sees = only(
    lambda actor: bool(queries.organs_of(actor)), "廉政意见回复由纪检机关办理；您的角色没有这一项权限。"
)
LIGHTS = {
    State.DRAFTED: Light(Sign.NEAR_INTERNAL, "待审批"), State.RETURNED: Light(Sign.NEAR, "退回修改"),
    State.APPROVED: Light(Sign.NEXT, "待签发"), State.ISSUED: Light(Sign.DONE, "已签发"),
}  # fmt: skip
SAID = {"drafted": "起草", "approved": "批准", "returned": "退回", "issued": "签发"}
USUAL = {
    "clear": "经研究，对该同志没有不同意见。",
    "reported_no_breach": "有关反映已经了结，不构成违纪。请按规定从严掌握。",
    "check_open": "建议暂不提交讨论。",
}


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """The register of replies, and the dossiers that ask for one."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    asked: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of a draft, with what the check says beside it."""

    head: Head
    action: str
    given: dict[str, str]
    results: tuple[tuple[str, str, str], ...]
    intents: tuple[tuple[str, str], ...]
    askers: tuple[tuple[str, str], ...]
    wrong: dict[str, list[str]]
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """One reply: its words, its steps, what may be done, and its receipt."""

    head: Head
    light: Light
    result: str
    text: tuple[str, ...]
    steps: tuple[tuple[str, str, str, str], ...]
    lines: tuple[LineView, ...]
    dossier: Link
    may_approve: bool
    may_return: bool
    may_issue: bool
    may_revise: str
    receipt: tuple[tuple[str, str], ...]
    said: Notice | None
    mark: str


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _fields() -> tuple[Field[Any], ...]:
    return (
        Field("state", "状态", lambda r: Cell(light=LIGHTS[State(r.state)]), width=12),
        Field("number", "编号", lambda r: Cell(r.number or "未编号", url=links.named("reply", r.pk), dim=not r.number)),
        Field("person", "对象", lambda r: Cell(r.person.name)),
        Field("asker", "征求意见的机关", lambda r: Cell(r.asker.short or r.asker.name)),
        Field("intent", "事项", lambda r: Cell(INTENTS[r.intent])),
        Field("day", "核查日", lambda r: Cell(r.day.isoformat())),
        Field("dossier", "记入", lambda r: Cell(r.dossier.number) if r.dossier else Cell("书面征求", dim=True)),
    )  # fmt: skip


@require_safe
@sees
def replies(request: HttpRequest) -> HttpResponse:
    """The replies of the organ, newest first; above them who asks."""
    actor, look = _actor(request), request.GET.get("look", "")
    look = look if look in State.values else ""
    rows = queries.register(actor, look)
    fields = _fields()
    question = listing.asked(request.path, request.GET, fields, more=("look",))
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="廉政意见回复", row_id=lambda r: str(r.pk),
        row_url=lambda r: links.named("reply", r.pk), totals=(f"{total} 件",),
        empty=Empty("没有回复", "组织部门在选拔任用纪实里记了廉政考察，就在上面列出；书面来函的，直接起草。"),
    )  # fmt: skip
    base = links.named("replies")
    tabs = [Tab("全部", base, not look)]
    tabs += [Tab(s.label, f"{base}?look={s.value}", look == s.value) for s in State]
    head = Head(
        "廉政意见回复", (Link("廉政档案", links.named("cadres")),),
        sub=((Bit("本机关起草、审批、签发；签发以前别处看不到", tone="dim"),),),
        buttons=(Button("起草回复", url=links.named("reply-new"), main=True), Button("打印", does="print")),
    )  # fmt: skip
    page = RepliesPage(head, tuple(tabs), grid, listing.pages(question, total), _asked(actor))
    return render(request, "desk/replies/list.html", {"page": page})


def _asked(actor: Actor) -> tuple[tuple[str, str, str, str], ...]:
    """Who waits for an opinion: the dossier's number, its organ, whom, where to draft."""
    done = set(queries.visible_to(actor).exclude(dossier=None).values_list("dossier", "person"))
    waits = [(one.matter, pk) for one in queries.asked_for(actor) for pk in one.persons]
    waits = [(matter, pk) for matter, pk in waits if (matter.pk, pk) not in done and pk != actor.person]
    named = queries.subjects_of(waits)
    found = []
    for matter, pk in waits:
        pairs = (("dossier", str(matter.pk)), ("person", named[pk].code))
        address = links.with_query(links.named("reply-new"), *pairs)
        found.append((matter.number, matter.organ.short or matter.organ.name, named[pk].name, address))
    return tuple(found)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def new(request: HttpRequest) -> HttpResponse:
    """The form; POST: keep the draft, or say what is wrong."""
    actor, pk = _actor(request), typed.number(request.GET.get("of", ""))
    old = queries.one(actor, pk) if pk else None
    if pk and old is None:
        raise Http404
    if request.method != "POST":
        return _form(request, _first(request, old), {}, old)
    given = {name: request.POST.get(name, "").strip()[:4000] for name in ("person", "asker", "result", "text", "day", "intent", "post", "dossier")}  # fmt: skip
    try:
        made = _keep(actor, given, old)
    except Refused as refused:
        return _form(request, given, refused.by_field(), old, status=422)
    return HttpResponseRedirect(links.named("reply", made.pk))


def _keep(actor: Actor, given: dict[str, str], old: IntegrityReply | None) -> IntegrityReply:
    found = precheck.known_as(actor, [given["person"]]).get(given["person"], [])
    person = old.person_id if old else found[0].pk if len(found) == 1 else _of_dossier(actor, given)
    draft = Draft(
        person=person, asker=old.asker_id if old else typed.number(given["asker"]) or 0, result=given["result"],
        text=given["text"], day=typed.day(given["day"]) or date.min, intent=given["intent"] or "promotion",
        post=given["post"], dossier=old.dossier_id if old else typed.number(given["dossier"]),
    )  # fmt: skip
    if draft.day == date.min:
        raise Refused([Problem("day", "写成 2026-12-01", "no day")])
    return acts.revise(actor, old.pk, draft) if old else acts.draft(actor, draft)


def _of_dossier(actor: Actor, given: dict[str, str]) -> int:
    """The subject of a dossier put before the organ, by code: also who is out of sight otherwise."""
    waits = [
        (one.matter, pk)
        for one in queries.asked_for(actor)
        if str(one.matter.pk) == given["dossier"]
        for pk in one.persons
    ]
    named = queries.subjects_of(waits)
    return next((pk for pk, person in named.items() if person.code == given["person"]), 0)


def _first(request: HttpRequest, old: IntegrityReply | None) -> dict[str, str]:
    if old is not None:
        says = queries.content_of(old)
        return {
            "person": old.person.code, "asker": str(old.asker_id), "result": says["result"], "text": says["text"],
            "day": old.day.isoformat(), "intent": old.intent, "post": says["post"], "dossier": str(old.dossier_id or ""),
        }  # fmt: skip
    dossier = request.GET.get("dossier", "")
    asks = next((one for one in queries.asked_for(_actor(request)) if str(one.matter.pk) == dossier), None)
    return {
        "person": request.GET.get("person", "")[:40], "asker": str(asks.matter.organ_id) if asks else "", "result": "",
        "text": "", "day": clock.today().isoformat(), "intent": "promotion", "post": "", "dossier": dossier if asks else "",
    }  # fmt: skip


def _form(
    request: HttpRequest,
    given: dict[str, str],
    wrong: dict[str, list[str]],
    old: IntegrityReply | None,
    *,
    status: int = 200,
) -> HttpResponse:
    listed = organs.register(_actor(request)).filter(kind__in=("organization_department", "party_committee"))
    page = FormPage(
        head=Head("起草廉政意见回复", (Link("廉政意见回复", links.named("replies")),), sub=((Bit("签发以前别处看不到；反映和线索不写在正文里", tone="dim"),),)),
        action=links.named("reply-new") + (f"?of={old.pk}" if old else ""),
        given=given,
        results=tuple((name, papers.result_words(name), USUAL[name]) for name in acts.RESULTS),
        intents=tuple(INTENTS.items()),
        askers=tuple((str(organ.pk), organ.name) for organ in listed[:200]),
        wrong=wrong,
    )  # fmt: skip
    return render(request, "desk/replies/form.html", {"page": page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """One reply; POST ``do``: approve, return, issue."""
    actor = _actor(request)
    if queries.one(actor, pk) is None:
        raise Http404
    said = None
    if request.method == "POST":
        try:
            _do(actor, pk, request)
            return HttpResponseRedirect(links.named("reply", pk))
        except Refused as refused:
            said = Notice("stop", "没有办。", "；".join(problem.zh for problem in refused.problems))
        except OutOfSight:
            said = Notice("stop", "没有签发。", "征求意见的纪实已不在本机关面前，请与组织部门核对。")
    looks.look(actor, "reply_read", "reply", pk)
    found = queries.one(actor, pk)
    assert found is not None
    return render(
        request, "desk/replies/one.html", {"page": _page(actor, found, said)}, status=422 if said else 200
    )


def _do(actor: Actor, pk: int, request: HttpRequest) -> None:
    act, given = request.POST.get("do", ""), request.POST
    if act == "approve":
        acts.approve(actor, pk)
    elif act == "return":
        acts.send_back(actor, pk, given.get("reason", ""))
    elif act == "issue":
        acts.issue(actor, pk, given.get("mark", "")[:40], given.get("signer", "")[:40], papers.docx_of)


def _page(actor: Actor, found: IntegrityReply, said: Notice | None) -> ReplyPage:
    says, state = queries.content_of(found), State(found.state)
    leads = found.organ_id in queries.organs_of(actor, queries.APPROVES)
    head = Head(
        f"{found.person.name}　{found.number or '未编号'}", (Link("廉政意见回复", links.named("replies")),),
        sub=((Bit(f"回复 {found.asker.name}"),), (Bit(f"{INTENTS[found.intent]}　{says.get('post', '')}"),), (Bit(f"核查日 {found.day.isoformat()}"),)),
        buttons=(Button("DOCX", url=links.named("reply-paper", found.pk, "docx")), Button("PDF", url=links.named("reply-paper", found.pk, "pdf"))),
    )  # fmt: skip
    return ReplyPage(
        head=head, light=LIGHTS[state], result=papers.result_words(str(says.get("result", ""))),
        text=tuple(str(says.get("text", "")).splitlines()),
        steps=tuple((SAID[s.act], s.account, f"{s.at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}", str(s.says.get("reason") or s.says.get("signer") or "")) for s in queries.log_of(found)),
        lines=_lines(actor, found), dossier=Link(found.dossier.number) if found.dossier else Link("书面征求，没有电子纪实"),
        may_approve=leads and state is State.DRAFTED and found.drafted_by != actor.account,
        may_return=leads and state in (State.DRAFTED, State.APPROVED) and found.drafted_by != actor.account,
        may_issue=state is State.APPROVED,
        may_revise=f"{links.named('reply-new')}?of={found.pk}" if state in (State.DRAFTED, State.RETURNED) else "",
        receipt=_receipt(found), said=said, mark="纪廉函",
    )  # fmt: skip


def _lines(actor: Actor, found: IntegrityReply) -> tuple[LineView, ...]:
    """What the check says for the organ itself; of somebody out of its sight nothing."""
    if found.person_id not in precheck.askable(actor, [found.person_id]):
        return ()
    answer = precheck.check_one(actor, queries.question_of(found))
    return build.views(answer.bars, answer.asked, build.citer_of([answer]))


def _receipt(found: IntegrityReply) -> tuple[tuple[str, str], ...]:
    if found.state != State.ISSUED:
        return ()
    kept, again = queries.receipt_of(found), queries.reproduce(found)
    same = "与签发时相同" if again.same else "与签发时不同"
    changed = f"；文件已改动的法规包：{'、'.join(again.packs)}" if again.packs else ""
    return (
        ("核查日", kept["day"]), ("记录截至", kept["known_at"][:19].replace("T", " ")), ("法规包", f"{len(kept['packs'])} 个，逐一记了校验值"),
        ("依据的案卷", f"{len(kept['matters'])} 件"), ("校验值", kept["digest"]),
        ("今天重算", f"{again.digest[:16]}……　{same}{changed}"),
    )  # fmt: skip


@require_safe
@sees
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The paper as a file, a draft until it was issued."""
    found = queries.one(_actor(request), pk)
    if found is None or kind not in ("pdf", "docx"):
        raise Http404
    return papers.file(request, found, kind)
