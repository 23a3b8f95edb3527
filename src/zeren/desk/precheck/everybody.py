"""Everybody whom one sees, against one act and one day: for planning. In the order of the register; nobody is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, listing, typed, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Link, Tab
from zeren.desk.precheck import build
from zeren.desk.precheck.naming import USUAL, Candidate
from zeren.desk.precheck.one import asks
from zeren.desk.precheck.page import EverybodyPage, LineView
from zeren.desk.precheck.rows import HEADINGS, OF_EVERYBODY, lines_of, looks_of_everybody, rows_of
from zeren.papers.excel.writing import ledger
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.people import queries as people
from zeren.records.precheck import everybody, queries
from zeren.records.precheck.everybody import Round, Standing
from zeren.records.precheck.model import Answer, Asked
from zeren.records.precheck.rules import INTENTS
from zeren.records.trail import acts as trail

MOST = 5000
"""Cadres of one workbook; more go by the command line."""
TOO_MANY = f"多于 {MOST} 名，请先按单位缩小，或者用命令行导出。"


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks: act, day, a part of the unit's name, which look; ``wrong`` says why the day is not read."""

    intent: str
    day: date
    unit: str
    look: str
    wrong: str = ""

    def url(self, route: str, look: str) -> str:
        """The same question by another route or look."""
        kept = (("intent", self.intent), ("day", self.day.isoformat()), ("unit", self.unit), ("look", look))
        return links.with_query(links.named(route), *[(name, value) for name, value in kept if value])


def _asked(request: HttpRequest) -> Question:
    get = request.GET
    written = get.get("day", "").strip()
    day = typed.day(written) if written else clock.today()
    intent, look = get.get("intent", ""), get.get("look", "")
    return Question(
        intent if intent in INTENTS else USUAL,
        day or clock.today(),
        get.get("unit", "").strip()[:60],
        look if look in OF_EVERYBODY else "",
        "" if day else "写成 2026-12-01；现按今日核查",
    )


def _standings(actor: Actor, question: Question) -> list[Standing]:
    who = people.of_unit(actor, question.unit)
    return list(everybody.standings(Round(actor, who, question.intent, question.day)))


def _pairs(actor: Actor, question: Question, found: Sequence[Standing]) -> list[tuple[Candidate, Answer]]:
    """The whole answer to each, by the check itself."""
    asked = [Asked(one.person, question.intent, question.day) for one in found]
    answers = queries.check(actor, asked)
    return [(Candidate(one.person, one, ""), answer) for one, answer in zip(asked, answers, strict=True)]


def _missing(question: Question) -> tuple[LineView, ...]:
    """The records that everybody lacks who has none."""
    lines = everybody.unrecorded(question.intent, question.day)
    asked = Asked(0, question.intent, question.day)
    return build.views(lines, asked, build.citer_of([Answer(asked, lines)]))


@require_safe
@asks
def page(request: HttpRequest) -> HttpResponse:
    """Fifty at a time, each with what stands against; the counts are of all."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = _asked(request)
    every = _standings(actor, question)
    found = [one for one in every if looks_of_everybody(question.look, one)]
    place = listing.asked(
        links.named("precheck-everybody"), request.GET, (), ("intent", "day", "unit", "look")
    )
    first, after = listing.window(place, len(found))
    trail.note(actor, "prechecked", "list", "全员", detail=str(len(every)))
    made = EverybodyPage(
        head=_head(question, len(every)),
        tabs=tuple(
            Tab(title, question.url("precheck-everybody", name), name == question.look, str(sum(looks_of_everybody(name, one) for one in every)))
            for name, title in OF_EVERYBODY.items()
        ),
        rows=rows_of(actor, _pairs(actor, question, found[first:after]), folded=True),
        action=links.named("precheck-everybody"),
        intents=tuple(INTENTS.items()),
        question=question,
        missing=_missing(question),
        pages=listing.pages(place, len(found)),
        empty=None if found else Empty("没有这一类的人员"),
    )  # fmt: skip
    return render(request, "desk/precheck/everybody.html", {"page": made})


def _head(question: Question, total: int) -> Head:
    sub = (
        Bit(f"{total} 名　"),
        Bit("按登记的次序，不排名；只列限制、待查明和提交前要办的，不评价是否适合任用", tone="dim"),
    )
    buttons = (
        Button("导出 Excel", url=question.url("precheck-everybody-export", question.look)),
        Button("打印", does="print"),
        Button("核查一份名单", url=links.named("precheck")),
    )
    return Head("全员核查", (Link("任前核查", links.named("precheck")),), sub=(sub,), buttons=buttons)


@require_safe
@asks
def export(request: HttpRequest) -> HttpResponse:
    """What the look shows as a workbook, one line a norm."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    question = _asked(request)
    found = [one for one in _standings(actor, question) if looks_of_everybody(question.look, one)]
    if len(found) > MOST:
        return HttpResponse(TOO_MANY, status=422, content_type="text/plain; charset=utf-8")
    rows = lines_of(actor, _pairs(actor, question, found))
    content = ledger(f"全员核查 {question.day.isoformat()}", HEADINGS, rows, workbook.foot(request))
    return workbook.exported(request, "全员核查", content, len(rows))
