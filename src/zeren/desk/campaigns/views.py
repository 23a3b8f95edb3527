"""Views of a year of assessment: units and cadres, candidates of a veto, distributions, notices, bulk opening."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, workbook
from zeren.desk.campaigns import compare as comparing
from zeren.desk.campaigns import notices, vetoes
from zeren.desk.campaigns.build import Cadres, Units
from zeren.desk.campaigns.follow import Following
from zeren.desk.campaigns.onsite import Onsite
from zeren.desk.campaigns.year import Year
from zeren.desk.components import Bit, Empty, Head, Link
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.downloads import DOCX, as_file
from zeren.desk.matters.views import case_of
from zeren.desk.scores.typed import assessed_in
from zeren.papers.excel import writing
from zeren.papers.official.docx import render_docx
from zeren.papers.register_sheets import SHEETS
from zeren.records.actor import ADMINISTRATORS
from zeren.records.campaigns import prefilled, queries, rules
from zeren.records.matters import queries as matters
from zeren.records.matters import secrecy
from zeren.records.matters.models import Matter
from zeren.records.trail import acts as trail

MOST = 200
works = only(lambda actor: not actor.has(*ADMINISTRATORS), "考核由承办机关组织；三员不看业务记录。")
NONE = Empty("没有您看得到的年度考核", "考核统筹立项以后列在这里；单位只看得到反馈给自己的内容。")


@works
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The programmes of assessments in sight, the newest first."""
    found = list(queries.programmes(matters.visible_to(request.actor))[:MOST])  # type: ignore[attr-defined]
    rows = [
        (one.title, one.number, links.named("matter-campaign", one.pk), one.organ.short or one.organ.name, one.get_state_display())
        for one in found
    ]  # fmt: skip
    head = Head("年度考核", sub=((Bit(f"{len(rows)} 件"),),))
    return render(request, "desk/campaigns/list.html", {"page": {"head": head, "rows": rows, "empty": NONE}})


def _year(request: HttpRequest, pk: int) -> Year:
    case = case_of(request, pk)
    if case.campaign is None or not case.whole:
        raise Http404
    return Year(case, case.campaign)


@require_safe
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """The units of a year, or its cadres (``view=cadres``)."""
    page = _builder(request, pk).page(others.said(request))
    return render(request, "desk/campaigns/year.html", {"page": page})


def _builder(request: HttpRequest, pk: int) -> Units:
    kind = Cadres if request.GET.get("view") == "cadres" else Units
    return kind(_year(request, pk), request.GET)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _builder(request, pk)
    if not isinstance(found, Cadres):
        return _workbook(request, found, "单位")
    title = f"{found.case.matter.number} 干部"
    return workbook.response(request, title, found.question, found.cadre_fields, found.filled(found.listed))


def _workbook(request: HttpRequest, found: Units | Onsite | Following, what: str) -> HttpResponse:
    """What a list of the year shows, with its columns and filters."""
    title = f"{found.case.matter.number} {what}"
    return workbook.response(request, title, found.question, found.fields, found.shown(found.fitting))


@require_safe
def onsite(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came and with how many one talked, unit by unit."""
    page = Onsite(_year(request, pk), request.GET).page(others.said(request))
    return render(request, "desk/campaigns/year.html", {"page": page})


@require_safe
def onsite_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(request, Onsite(_year(request, pk), request.GET), "参会、谈话")


@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to be done afterwards, what is done."""
    page = Following(_year(request, pk), request.GET).page(others.said(request))
    return render(request, "desk/campaigns/year.html", {"page": page})


@require_safe
def follow_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(request, Following(_year(request, pk), request.GET), "后续")


@require_safe
def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidates of a veto of the year, by unit."""
    page = vetoes.year_page(_year(request, pk), request.GET)
    return render(request, "desk/campaigns/vetoes.html", {"page": page})


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """分布."""
    return render(request, "desk/campaigns/compare.html", {"page": comparing.page_of(_year(request, pk))})


@require_safe
def notice(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """党内通报, 社会公开."""
    found = _year(request, pk)
    return render(
        request, "desk/campaigns/notice.html", {"page": notices.page_of(found, _notice(found, name))}
    )


@require_safe
def notice_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The notice as a Word document; a draft until it stands as approved."""
    found = _year(request, pk)
    rule = _notice(found, name)
    draft = notices.draft_of(found, rule)
    trail.note(found.case.actor, "paper_made", "matter", pk, detail=f"{name}.docx")
    # What is for the public carries no level; the circular that of its matter.
    level = secrecy.USUAL if rule.bare else found.case.matter.classification
    title = secrecy.marked(level, f"{rule.title}{'' if draft.released else '（草稿）'}.docx")
    return as_file(render_docx(notices.document(found, draft)), DOCX, title)


def _notice(found: Year, name: str) -> rules.NoticeRules:
    rule = next((one for one in found.rules.notices if one.id == name), None)
    if rule is None:
        raise Http404
    return rule


# ---------------------------------------------------------------- opening


@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Bulk opening: the rows of the registers as a table, the import of a table."""
    found = _written(request, pk)
    left = [unit for unit in found.units if unit.matter is None]
    context = {
        "head": Head("批量立项", (*_crumbs(found.case.matter),), sub=((Bit(f"统筹列入 {len(found.units)} 个单位，{len(left)} 个还没有立项"),),)),
        "rows": f"{links.named('campaign-open', pk)}/rows.xlsx", "import": links.named("register-import", "assessed"),
        "template": links.named("register-template", "assessed"), "public": links.named("register-import", "public"), "left": len(left),
    }  # fmt: skip
    return render(request, "desk/campaigns/open.html", {"page": context})


@require_safe
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The units that have no matter yet, with their people, as the registers know them."""
    found = _written(request, pk)
    mark = found.case.matter.number.partition("〔")[0].removesuffix("统")
    year_ = _assessed(found)
    listed = list(
        prefilled.rows(found.case.actor, found.case.matter, found.rules, mark, year_, found.case.today)
    )
    content = writing.filled(SHEETS["assessed"], listed)
    return workbook.exported(
        request, "考核对象（登记册）", content, len(listed), found.case.matter.classification
    )


def _assessed(found: Year) -> int:
    """The year that the plan or the notice names; before there is one, that of a programme opened now."""
    entries = [e for one in found.rules.here for e in found.case.in_force.get(one.step, [])]
    named = [str(e.fields.get(found.rules.year, "")) for e in entries]
    stated = next((int(text) for text in reversed(named) if text.isdecimal()), 0)
    return stated or assessed_in(found.case.matter.opened)


def _written(request: HttpRequest, pk: int) -> Year:
    found = _year(request, pk)
    if not found.case.may_write:
        raise Http404
    return found


def _crumbs(matter: Matter) -> tuple[Link, ...]:
    return (
        Link("年度考核", links.named("campaigns")),
        Link(matter.title, links.named("matter-campaign", matter.pk)),
    )


# ---------------------------------------------------------------- one unit


@require_safe
def veto(request: HttpRequest, pk: int) -> HttpResponse:
    """一票否决 of one unit."""
    case = case_of(request, pk)
    if case.campaign_unit is None or not case.whole:
        raise Http404
    return render(
        request, "desk/campaigns/veto.html", {"page": vetoes.UnitVeto(case, case.campaign_unit).page()}
    )
