"""One person against a post and a day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, typed
from zeren.desk.components import Bit, Button, Empty, Head, Link, Tab
from zeren.desk.gate import only
from zeren.desk.precheck import build, naming, sheet
from zeren.desk.precheck.page import OnePage, Part, Question
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.people import queries as people
from zeren.records.precheck import queries
from zeren.records.precheck.model import Answer, Asked, Weight
from zeren.records.precheck.rules import INTENTS
from zeren.records.trail import looks

asks = only(queries.may_ask, "任前核查由组织部门、纪检机关和领导办理；您的角色没有这一项权限。")
BARS = ("结果", "限制", "依据", "来源记录", "自", "至", "谁能解除")
OPEN = ("结果", "缺什么", "依据", "来源记录", "谁能补")
TO_DO = ("结果", "事项", "依据", "来源记录", "由谁")
WRONG = {"integer": "应为整数", "date": "写成 2026-12-01"}
HINTS = ("结果", "内容", "依据", "来源记录", "自", "至", "由谁")


@require_safe
@asks
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer in parts: what forbids, what is not known, what is to be done, what is only told."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = people.cadre(actor, pk)
    if person is None or not queries.askable(actor, [pk]):
        raise Http404
    looks.look(actor, "prechecked", "person", pk)
    question, asked, post = _asked(request, pk)
    try:
        answer = queries.check_one(actor, asked)
    except OutOfSight:
        raise Http404 from None
    return render(request, "desk/precheck/one.html", {"page": page_of(person, answer, question, post)})


def _asked(request: HttpRequest, pk: int) -> tuple[Question, Asked, str]:
    """What the address asks; what can't be read is told, and the usual stands."""
    get, wrong = request.GET, {}
    intent = get.get("intent", "") or naming.USUAL
    if intent not in INTENTS:
        wrong["intent"], intent = "请从列表中选", naming.USUAL
    day, day_wrong = typed.day_or(get.get("day", ""), clock.today())
    if day_wrong:
        wrong["day"] = day_wrong
    code = get.get("post", "").strip()[:100]
    post = queries.posts_by_code([code]).get(code)
    fields = tuple(field for field in sheet.fields() if intent in field.intents)
    given = naming.of_post(post)
    for field in fields:
        text = get.get(field.name, "").strip()[:40]
        if text and not _fits(field, text):
            wrong[field.name] = WRONG.get(field.kind, "请从列表中选")
        elif text:
            given[field.name] = text
    asked = Asked(pk, intent, day, post.pk if post else None, post.organ_id if post else None, given)
    action = links.named("precheck-one", pk)
    question = Question(action, tuple(INTENTS.items()), intent, day.isoformat(), code, fields, given, wrong)
    return question, asked, naming.post_words(post) or code


def _fits(field: sheet.Field, text: str) -> bool:
    if field.kind == "integer":
        return text.isascii() and text.isdecimal()
    if field.kind == "date":
        return typed.day(text) is not None
    allowed = ("yes", "no") if field.kind == "yes_no" else tuple(item for _, item in field.choices)
    return text in allowed


def page_of(person: Any, answer: Answer, question: Question, post: str) -> OnePage:
    """The page of an answer."""
    citer, asked = build.citer_of([answer]), answer.asked

    def part(title: str, headings: tuple[str, ...], weight: Weight, empty: Empty | None = None) -> Part:
        return Part(title, headings, build.views(answer.of(weight), asked, citer), empty)

    none = Empty("没有限制在效", "本系统所载的记录没有对这一事项产生限制；其他机关没有录入的，不在其内。")
    return OnePage(
        head=Head(
            person.name,
            (Link("廉政档案", links.named("cadres")), Link("任前核查", links.named("precheck"))),
            sub=tuple((bit,) for bit in _sub(person)),
            buttons=(Button("打印核查表", does="print"),),
        ),
        tabs=(
            Tab("任前核查", question.action, True),
            Tab("廉政档案", links.person(person.pk)),
        ),
        aside=f"拟任 {post}　{INTENTS[asked.intent]}" if post else INTENTS[asked.intent],
        answer=build.sentence(answer),
        then=build.then(answer),
        question=question,
        bars=part("限制", BARS, Weight.BAR, none),
        open=part("待查明", OPEN, Weight.OPEN, Empty("没有待查明的")),
        to_do=part("提交前要办", TO_DO, Weight.TO_DO),
        hints=Part("提示（不是限制）", HINTS, build.hints(answer, citer)),
        done=part("已具备", TO_DO, Weight.DONE),
    )


def _sub(person: Any) -> list[Bit]:
    today = clock.today()
    held = [r for r in person.appointments.all() if r.start <= today and (r.end is None or today <= r.end)]
    now = "、".join(r.post.in_full for r in held)
    return [
        Bit(now) if now else Bit("现任职务没有登记", tone="slate"),
        Bit(build.organ_words(person), tone="dim"),
    ]
