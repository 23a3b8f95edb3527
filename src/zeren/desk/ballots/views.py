"""The pages of the organiser and the tellers: the ballots of a matter, those in sight, one of them, its acts, prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import links, proof
from zeren.desk.ballots import build, results, tries, typed
from zeren.desk.ballots.page import EditPage, ListPage, OfMatterPage
from zeren.desk.ballots.voting import cite_of
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.frame import frame
from zeren.desk.matters.views import case_of
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.ballots import acts, casting, closing, handing, queries
from zeren.records.ballots.handing import Handing
from zeren.records.ballots.models import Ballot
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import queries as matters
from zeren.records.trail import looks

MOST = 200
EMPTY = Empty("没有您看得到的评议", "承办的、监票的，会列在这里；在一案的“评议”页设定。")
works = only(lambda actor: not actor.has(*ADMINISTRATORS), "评议由承办机关组织；三员不看业务记录。")


# ---------------------------------------------------------------- lists and the setting


@works
@require_safe
def ballots(request: HttpRequest) -> HttpResponse:
    """Every ballot in sight, and those where the viewer is a teller."""
    actor = _actor(request)
    found = list(queries.listed(actor)[:MOST])
    seen = set(
        matters.visible_to(actor).filter(pk__in=[b.matter_id for b in found]).values_list("pk", flat=True)
    )
    rows = tuple(build.list_row(one, one.matter_id in seen) for one in found)
    said = f"{MOST} 场以上，列出最近的" if len(rows) == MOST else f"{len(rows)} 场"
    page = ListPage(Head("无记名评议", sub=((Bit(said),), (Bit("投票在投票页，不登录", tone="dim"),)), buttons=(Button("投票页", links.named("vote")),)), rows, EMPTY)  # fmt: skip
    return render(request, "desk/ballots/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def of_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballots of a matter; POST sets up another."""
    case = case_of(request, pk)
    if request.method != "POST":
        return _of_matter(request, pk, typed.blank(case.matter))
    form = typed.read(request.POST)
    try:
        ballot = acts.prepare(case.actor, pk, typed.asked(case.actor, form))
    except Refused as wrong:
        return _of_matter(request, pk, form, wrong.problems, 422)
    others.say(request, Notice("ok", "已设定。", "核对以后开始评议；开始以前都可以改。"))
    return HttpResponseRedirect(links.named("ballot", ballot.pk))


def _of_matter(
    request: HttpRequest, pk: int, form: typed.Form, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    case = case_of(request, pk)
    action = links.named("matter-ballots", pk)
    page = OfMatterPage(
        **frame(case, "ballots"),
        rows=tuple(build.list_row(one) for one in queries.of_matter(case.matter)),
        form=build.setting_form(case.actor, case.matter, form, action) if case.may_write else None,
        notices=others.said(request),
        errors=_errors(problems),
        no_step=not handing.steps_of(case.matter),
    )
    return render(request, "desk/ballots/of_matter.html", {"page": page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The setting of one that is prepared; POST sets it anew."""
    ballot, actor = _ballot(request, pk), _actor(request)
    if ballot.state != Ballot.State.PREPARED or not queries.organises(actor, ballot):
        raise Http404
    form, problems = typed.of(ballot), ()
    if request.method == "POST":
        form = typed.read(request.POST)
        try:
            acts.change(actor, pk, typed.asked(actor, form))
            others.say(request, Notice("ok", "已改定。"))
            return HttpResponseRedirect(links.named("ballot", pk))
        except Refused as wrong:
            problems = wrong.problems
    one = links.named("ballot", pk)
    head = Head("修改设定", (Link("无记名评议", links.named("ballots")), Link(ballot.title, one)))
    made = build.setting_form(actor, ballot.matter, form, links.named("ballot-edit", pk), one)
    page = EditPage(head, made, _errors(problems))
    return render(request, "desk/ballots/edit.html", {"page": page}, status=422 if problems else 200)


# ---------------------------------------------------------------- one ballot


@require_safe
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; the look is on the trail."""
    found = _ballot(request, pk)
    looks.look(_actor(request), "ballot_read", "ballot", pk)
    return _answer(request, found, others.said(request))


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """开票单: the result as it is printed and signed by both tellers."""
    found, actor = _ballot(request, pk), _actor(request)
    exact = queries.sees_exact(actor, found)
    result = queries.result_of(found, exact)
    if result is None:
        raise Http404
    looks.look(actor, "ballot_read", "ballot", pk)
    page = build.page_of(request, found)
    return render(request, "desk/ballots/sheet.html", {"page": page, "ballot": found, "result": result, "cite": cite_of(found.matter, found.at), "conversion": results.conversion(found)})  # fmt: skip


@sensitive_post_parameters(proof.FIELD, "words1", "words2")
@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One act: done, or the page again with what was given and what is wrong with it."""
    found = _ballot(request, pk)
    if what not in DOES:
        raise Http404
    # Nobody proves himself for what he may not do.
    asks = what in PROVEN and queries.teller_of(_actor(request), found) is not None
    said = proof.refused(request) if asks else ""
    if said:
        return _answer(request, found, (), request.POST, what, (), said, 422)
    try:
        answer = DOES[what](request, pk, request.POST)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _answer(request, _ballot(request, pk), (), request.POST, what, wrong.problems, "", 422)
    if isinstance(answer, HttpResponse):
        return answer
    others.say(request, answer)
    return HttpResponseRedirect(links.named("ballot", pk))


def _answer(
    request: HttpRequest, found: Ballot, notices: tuple[Notice, ...], given: QueryDict | None = None, wrong: str = "",
    problems: Sequence[Problem] = (), proof_error: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    errors = _errors(problems)
    if proof_error:
        errors = ((f"{PROVEN[wrong]}-proof", proof_error), *errors)
    page = build.page_of(request, found, notices, given, wrong, errors, proof_error)
    return render(request, "desk/ballots/one.html", {"page": page}, status=status)


def _errors(problems: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((f"f-{problem.field}", problem.zh) for problem in problems))


def _ballot(request: HttpRequest, pk: int) -> Ballot:
    try:
        return queries.get(_actor(request), pk)
    except OutOfSight:
        raise Http404 from None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


# ---------------------------------------------------------------- acts


def _open(request: HttpRequest, pk: int, _: QueryDict) -> Notice:
    event = acts.open_ballot(_actor(request), pk)
    return Notice(
        "ok", "评议开始。", f"设定已记入本案第 {event.seq} 号，不能再改；请两位监票人各领开票口令，然后发码。"
    )


def _half(request: HttpRequest, pk: int, _: QueryDict) -> HttpResponse:
    """The words, this once: they stand on this answer and nowhere else."""
    words = casting.take_half(_actor(request), pk)
    page = {"head": Head("开票口令", (Link("无记名评议", links.named("ballot", pk)),)), "words": words, "back": links.named("ballot", pk)}  # fmt: skip
    return render(request, "desk/ballots/words.html", {"page": page})


def _codes(request: HttpRequest, pk: int, given: QueryDict) -> HttpResponse:
    """The slips to be printed, this once, in an order drawn by lot."""
    codes = casting.make_codes(_actor(request), pk, _number(given.get("number", "")))
    found = _ballot(request, pk)
    page = {"title": found.title, "day": found.day, "codes": [(code[:4], code[4:]) for code in codes], "back": links.named("ballot", pk), "vote": request.build_absolute_uri(links.named("vote"))}  # fmt: skip
    return render(request, "desk/ballots/slips.html", {"page": page})


def _void(request: HttpRequest, pk: int, _: QueryDict) -> Notice:
    number = casting.void_codes(_actor(request), pk)
    return Notice("ok", f"已作废 {number} 个没有用的码。", "已经抽走小条而没有投的人，请另抽新的。")


def _attend(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    people = [_number(text) for text in given.getlist("came")]
    casting.attend(_actor(request), pk, people)
    return Notice("ok", f"已登记签到 {len(people)} 人。")


def _close(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    if closing.close(_actor(request), pk, _number(given.get("left", "")), _number(given.get("given", ""))):
        return Notice("ok", "已闭票。", "没有用的码都已作废；核对张数以后开票。")
    return Notice("ok", "您已闭票，等另一位监票人。", "在他闭票以前，投票照常。")


def _paper(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    found = _ballot(request, pk)
    cells = len(found.options.all()) + 1
    rows = [
        [_number(given.get(f"c{one.place}-{at}", "")) for at in range(cells)] for one in found.voted.all()
    ]
    agreed = closing.enter_paper(
        _actor(request), pk, _number(given.get("back", "")), _number(given.get("void", "")), rows
    )
    if agreed:
        return Notice("ok", "两人录入逐格一致。", "纸票已计入。")
    return Notice("ok", "已录入。", "等另一位录入；两人都录了，不一致的格才显示。")


def _reason(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    closing.give_reason(_actor(request), pk, given.get("reason", ""))
    return Notice("ok", "已记明原因。", "两位都记明以后可以开票；原因写在结果上。")


def _count(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    if not tries.may_open(pk):
        raise Refused([Problem("words", "试得太多，请十分钟以后再来", "too many tries")])
    event = closing.open_result(_actor(request), pk, (given.get("words1", ""), given.get("words2", "")))
    return Notice(
        "ok", "已开票。", f"记入本案第 {event.seq} 号；票箱的钥匙已经销毁，抄开票口令的纸也可以销毁了。"
    )


def _hand(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    step, _, points = given.get("target", "").partition(".")
    names = (name for name in given if name.startswith(f"n-{step}.") and given[name])
    more = {name.partition(".")[2]: given[name] for name in names}
    events = handing.hand_over(_actor(request), pk, Handing(step, points, given.get("by", ""), more))
    seqs = "、".join(str(event.seq) for event in events)
    return Notice("ok", "已送交。", f"记入本案第 {seqs} 号，各对象一条。")


def _off(request: HttpRequest, pk: int, given: QueryDict) -> Notice:
    if acts.call_off(_actor(request), pk, given.get("reason", "")):
        return Notice("ok", "已作废。", "票和码都已销毁；要重投，另设一场。")
    return Notice("ok", "已提出作废，等另一人。", "承办人、两位监票人中再有一人同意，就作废。")


def _number(text: str) -> int:
    """A whole number; what is none is one that no act takes."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


Act = Callable[[HttpRequest, int, QueryDict], Notice | HttpResponse]
DOES: dict[str, Act] = {
    "open": _open, "half": _half, "codes": _codes, "void": _void, "attend": _attend, "close": _close,
    "paper": _paper, "reason": _reason, "count": _count, "hand": _hand, "off": _off,
}  # fmt: skip
PROVEN = {"half": "w", "codes": "c", "close": "x", "count": "k"}
"""Acts of a teller before which he proves that it is he, and what the ids of their fields begin with."""
