"""The sheets that are fixed in a programme: listed, one with its tree and versions, a new version, the ballot's setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from zeren.desk import links
from zeren.desk.components import Light, Notice, Sign
from zeren.desk.matters import others
from zeren.desk.matters.case import Case
from zeren.desk.matters.doing import day_in
from zeren.desk.matters.frame import frame
from zeren.desk.matters.views import case_of
from zeren.desk.scores import typed
from zeren.desk.scores.page import ConversionForm, ItemRow, ListedSheet, SheetForm, SheetsPage
from zeren.records.errors import Problem, Refused
from zeren.records.matters import queries as matters
from zeren.records.packs import Words
from zeren.records.scores import acts, naming, queries
from zeren.records.scores import conversion as conversions
from zeren.records.scores.figures import in_full
from zeren.records.scores.log import key_of
from zeren.records.scores.sheets import Sheet


def _case(request: HttpRequest, pk: int) -> tuple[Case, Words]:
    """The matter and the words of the procedure that is scored. Raises Http404 where none is."""
    case = case_of(request, pk)
    words = queries.words_of(case.matter)
    if words is None:
        raise Http404
    return case, words


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets of a matter; POST fixes another."""
    case, words = _case(request, pk)
    if request.method != "POST":
        return _answer(request, case, words, typed.blank(case.matter.opened))
    texts = typed.read(request.POST)
    try:
        event = acts.fix(case.actor, pk, typed.asked(texts))
    except Refused as wrong:
        return _answer(request, case, words, texts, wrong.problems, "sheet")
    assert event is not None
    others.say(
        request, Notice("ok", "评分细则已定。", f"记入本案第 {event.seq} 号；有人交了终稿以后不能再改。")
    )
    return HttpResponseRedirect(links.named("matter-sheets", pk))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One sheet (``version``: an earlier one); POST fixes its next version."""
    case, words = _case(request, pk)
    versions = [sheet for sheet in queries.versions_at([pk]) if sheet.number == number]
    if not versions:
        raise Http404
    if request.method != "POST":
        return _one(request, case, words, versions, typed.of(versions[-1]))
    texts = typed.read(request.POST)
    try:
        event = acts.fix(case.actor, pk, typed.asked(texts), number)
    except Refused as wrong:
        return _one(request, case, words, versions, texts, wrong.problems)
    said = (
        ("已定新的一版。", f"记入本案第 {event.seq} 号；旧版照样保留。")
        if event
        else ("没有变化。", "没有写新的一版。")
    )
    others.say(request, Notice("ok", *said))
    return HttpResponseRedirect(links.named("matter-sheet", pk, number))


@require_POST
def conversion(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how the slips of a ballot become points, with the paper that sets it."""
    case, words = _case(request, pk)
    values = {name: request.POST.get(name, "") for name, _ in conversions.asked_of(case.matter)}
    try:
        since = day_in(request.POST, "since")
        conversions.set_for(case.actor, case.matter, values, since, request.POST.get("source", ""))
    except Refused as wrong:
        return _answer(request, case, words, typed.blank(case.matter.opened), wrong.problems, "conversion")
    others.say(request, Notice("ok", "折算已定。", "这是机关的设定，不是条文规定；评议设定时自动带出。"))
    return HttpResponseRedirect(links.named("matter-sheets", pk))


# ---------------------------------------------------------------- the pages


def _answer(
    request: HttpRequest,
    case: Case,
    words: Words,
    texts: Mapping[str, str],
    problems: Sequence[Problem] = (),
    wrong: str = "",
) -> HttpResponse:
    pk = case.matter.pk
    found = queries.current(queries.versions_at([pk]))
    page = SheetsPage(
        **frame(case, "sheets"),
        rows=tuple(_listed(words, sheet) for sheet in found),
        form=_form(words, texts, links.named("matter-sheets", pk)) if case.may_write else None,
        conversion=_conversion(case, request, wrong == "conversion"),
        import_url=links.named("register-import", "sheets") if case.may_write else "",
        notices=others.said(request),
        errors=_errors(problems),
        wrong=wrong,
    )
    return render(request, "desk/scores/sheets.html", {"page": page}, status=422 if problems else 200)


def _one(
    request: HttpRequest, case: Case, words: Words, versions: Sequence[Sheet], texts: Mapping[str, str],
    problems: Sequence[Problem] = (),
) -> HttpResponse:  # fmt: skip
    pk, asked = case.matter.pk, request.GET.get("version", "")
    sheet = next((one for one in versions if str(one.version) == asked), versions[-1])
    action = links.named("matter-sheet", pk, sheet.number)
    users = queries.users_of(key_of(sheet))
    latest = sheet is versions[-1]
    page = SheetsPage(
        **frame(case, "sheets"),
        one=_listed(words, sheet),
        tree=tuple(_item(case, words, sheet, place) for place in range(len(sheet.items))),
        lines=_lines(words, sheet),
        versions=tuple((f"第 {v.version} 版", f"{action}?version={v.version}", v is sheet) for v in versions),
        users=tuple(
            (matter.title, links.named("matter-scores", matter.pk), f"终稿 {users[matter.pk]} 份")
            for matter in matters.visible_to(case.actor).filter(pk__in=users).order_by("pk")
        ),
        in_use=bool(users),
        form=_form(words, texts, action) if case.may_write and latest and not users else None,
        export_url=links.named("sheet-export", pk, sheet.number) if latest else "",
        import_url=links.named("register-import", "sheets")
        if case.may_write and latest and not users
        else "",
        back=links.named("matter-sheets", pk),
        notices=others.said(request),
        errors=_errors(problems),
        wrong="sheet" if problems else "",
    )
    return render(request, "desk/scores/sheets.html", {"page": page}, status=422 if problems else 200)


def _errors(problems: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    """What is wrong: of an item at the lines of the items, with its row."""
    rowed = [("f-items" if problem.row else f"f-{problem.field}", _at(problem)) for problem in problems]
    return tuple(dict.fromkeys(rowed))


def _at(problem: Problem) -> str:
    return f"第 {problem.row} 行：{problem.zh}" if problem.row else problem.zh


def _listed(words: Words, sheet: Sheet) -> ListedSheet:
    users = queries.users_of(key_of(sheet))
    finals = sum(users.values())
    used = (
        Light(Sign.DONE, f"在用，{len(users)} 个单位，终稿 {finals} 份")
        if users
        else Light(Sign.ELAPSED, "还没有用")
    )
    return ListedSheet(
        sheet.number, sheet.title, links.named("matter-sheet", sheet.matter, sheet.number), _serves(words, sheet),
        words.procedure.steps[sheet.step].label, f"{len(sheet.leaves)} 项", f"{sheet.scorers} 人", f"第 {sheet.version} 版", used,
    )  # fmt: skip


def _serves(words: Words, sheet: Sheet) -> str:
    year = f"{sheet.year} 年度" if sheet.year else "各年度"
    kind = naming.kinds_of(words).get(sheet.kind, "") if sheet.kind else "各种单位"
    return f"{year}　{kind}　{naming.targets_of(words).get(sheet.score, sheet.score)}"


def _lines(words: Words, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    return (
        ("用于", _serves(words, sheet)),
        ("计入", words.procedure.steps[sheet.step].label),
        ("项目", f"{len(sheet.items)} 项，其中打分的 {len(sheet.leaves)} 项"),
        ("评分人", f"终稿 {sheet.scorers} 份"),
        (
            "定分",
            f"取各人平均，依据：{sheet.mean}" if sheet.mean else "有差异的逐项由人定，写明理由；系统不取平均",
        ),
        ("依据", sheet.basis),
        ("记录", f"本案第 {sheet.seq} 号"),
    )


def _item(case: Case, words: Words, sheet: Sheet, place: int) -> ItemRow:
    item = sheet.items[place]
    leaf = naming.fields_of(words, sheet.score, sheet.step).get(item.field, "")
    cite = case.cites.chip(words.pack.ref, item.at, bare=True) if item.at else None
    return ItemRow(
        item.number, item.label, item.depth, in_full(item.full), item in sheet.leaves, item.standard or (f"对应“{leaf}”" if leaf else ""), cite
    )  # fmt: skip


def _form(words: Words, texts: Mapping[str, str], action: str) -> SheetForm:
    fields: dict[str, str] = {}
    for leaves in naming.leaves_of(words).values():
        for leaf in leaves:
            full = f"，满分 {in_full(leaf.full)}" if leaf.full is not None else ""
            fields[f"{leaf.step}.{leaf.field}"] = (
                f"{words.procedure.steps[leaf.step].label}：{leaf.label}{full}"
            )
    return SheetForm(
        action, dict(texts),
        tuple((value, label, value == texts.get("kind")) for value, label in naming.kinds_of(words).items()),
        tuple((value, label, value == texts.get("use")) for value, label in naming.uses_of(words).items()),
        tuple(fields.items()),
    )  # fmt: skip


def _conversion(case: Case, request: HttpRequest, wrong: bool) -> ConversionForm | None:
    """The setting as it stands, or as it was just given."""
    named = conversions.asked_of(case.matter)
    if not named:
        return None
    found = conversions.of(case.matter)
    given = request.POST if wrong else {}
    at = case.words.pack.parameters[named[0][0]].cite
    return ConversionForm(
        action=links.named("sheet-conversion", case.matter.pk),
        rows=tuple(
            (name, label, given.get(name, found.values.get(name, "") if found else ""))
            for name, label in named
        ),
        source=given.get("source", found.source if found else ""),
        since=given.get("since", (found.since if found else case.matter.opened).isoformat()),
        said=f"{found.words}；依据 {found.source}" if found else "还没有设定：测评没有得分，等次待查明",
        cite=case.cites.chip(case.pack_ref, at[0] if isinstance(at, tuple) else str(at), bare=True),
        writes=case.may_write,
        wrong=wrong,
    )
