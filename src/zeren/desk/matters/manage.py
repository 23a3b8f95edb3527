"""案件信息: facts of the matter and its subjects, related matters, handing over, showing to the person, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zeren.desk import links
from zeren.desk.components import Link, Notice
from zeren.desk.matters import leading, naming, others
from zeren.desk.matters.case import Case
from zeren.desk.matters.doing import Acts, day_in, done
from zeren.desk.matters.form import FormField, field_of, with_errors
from zeren.desk.matters.frame import Frame, frame
from zeren.desk.matters.views import case_of
from zeren.law.packs.form import RecordField
from zeren.norms.model import Fact, FieldText
from zeren.records import clock
from zeren.records.errors import Problem, Refused
from zeren.records.matters import acts, opening
from zeren.records.matters import log as logs
from zeren.records.matters import queries as matters

MEMBER, JOINED = "member", "joined"
"""Kinds of links: a member's case of an organization's case; any other that belongs together."""


@dataclass(frozen=True, slots=True)
class FactForm:
    """The facts of the matter, or of one subject: what is known and whence, and fields for what is to be stated."""

    of: str
    title: str
    fields: tuple[FormField, ...]
    unknown: int
    open: bool


@dataclass(frozen=True, slots=True)
class ManagePage(Frame):
    """案件信息."""

    pk: int
    facts: tuple[FactForm, ...]
    related: tuple[tuple[str, str, str, str, str], ...]
    member_url: str
    led_to: tuple[Link, ...]
    procedure: str
    handler: str
    shown_on: str
    shows: bool
    state: str
    closed: str
    today: str
    may_write: bool
    people: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    errors: tuple[str, ...] = ()


def page_of(
    case: Case,
    notices: tuple[Notice, ...] = (),
    given: QueryDict | None = None,
    wrong: str = "",
    problems: Sequence[Problem] = (),
) -> ManagePage:
    """The page; after a refusal with what was given (``wrong`` names the part) and what is wrong with it."""
    matter = case.matter
    return ManagePage(
        **frame(case, "manage"),
        pk=matter.pk,
        facts=_fact_forms(case, given if wrong == "facts" else None, problems),
        related=tuple(
            (word, m.title, m.number, m.get_state_display(), links.matter(m.pk)) for word, m in case.related
        ),
        member_url=f"{links.named('matter-begin', matter.pack, matter.procedure)}?parent={matter.pk}&kind={MEMBER}",
        led_to=leading.led_to(matter, case.words.pack, case.words.procedure) if case.may_write else (),
        procedure=case.words.procedure.title,
        handler=matter.handler.name if matter.handler_id else "未定",
        shown_on=matter.shown_on.isoformat() if matter.shown_on else "",
        shows=bool(case.around.subjects),
        state=matter.state,
        closed=matter.closed.isoformat() if matter.closed else "",
        today=clock.today().isoformat(),
        may_write=case.may_write,
        people=naming.offered(case.actor) if case.may_write else (),
        notices=notices,
        given=given.dict() if given else {},
        wrong=wrong,
        errors=tuple(problem.zh for problem in problems),
    )


# ---------------------------------------------------------------- facts


def _fact_forms(case: Case, given: QueryDict | None, problems: Sequence[Problem]) -> tuple[FactForm, ...]:
    procedure = case.words.procedure
    log = logs.log_of(case.around)
    made = []
    if procedure.matter:
        known = {
            name: _words(case, procedure.matter[name], value)
            for name, value in log.matter.items()
            if name in procedure.matter
        }
        made.append(_fact_form(case, "", "本案", procedure.matter, known, given, problems))  # fmt: skip
    for ref in case.around.subjects if procedure.subject_facts else ():
        known = _known(case, ref, log.facts, procedure.subject_facts)
        made.append(
            _fact_form(case, ref, case.names.get(ref, ref), procedure.subject_facts, known, given, problems)
        )
    return tuple(made)


def _fact_form(
    case: Case, of: str, title: str, declared: Mapping[str, RecordField], known: Mapping[str, str],
    given: QueryDict | None, problems: Sequence[Problem],
) -> FactForm:  # fmt: skip
    mine = given if given is not None and given.get("of", "") == of else None
    values = facts_in(mine, declared) if mine is not None else {}
    fields = tuple(
        replace(
            field_of(case.words.pack, "", kind, values.get(name), case.cite),
            name=f"{of or 'matter'}-{name}",
            required=True,
            hint=known.get(name, "还不清楚"),
        )
        for name, kind in declared.items()
    )
    errors = {f"{of or 'matter'}-{p.field}": p.zh for p in problems} if mine is not None else {}
    unknown = sum(1 for name in declared if name not in known)
    return FactForm(of, title, with_errors(fields, errors), unknown, bool(unknown) or mine is not None)


def _known(
    case: Case, ref: str, facts: Sequence[Fact], declared: Mapping[str, RecordField]
) -> dict[str, str]:
    """What is known of a subject on the day, each with its source and since when."""
    found = {}
    for fact in facts:
        begun = fact.start is None or fact.start <= case.today
        if (
            fact.of == ref
            and fact.name in declared
            and begun
            and (fact.end is None or fact.end >= case.today)
        ):
            since = f"，{fact.start.isoformat()} 起" if fact.start else ""
            found[fact.name] = (
                f"{_words(case, declared[fact.name], fact.value)}（{_source(case, fact.source)}{since}）"
            )
    return found


def _words(case: Case, declared: RecordField, value: FieldText) -> str:
    return f"现为 {others.shown(case, '', declared, value)}"


def _source(case: Case, source: str) -> str:
    entry = next((e for e in case.entries if e.id == source), None)
    return f"第 {entry.seq} 号记录" if entry else source or "登记"


def facts_in(given: QueryDict, declared: Mapping[str, RecordField]) -> dict[str, FieldText]:
    """The facts that were filled in; what was left empty stays as it is."""
    of = given.get("of", "") or "matter"
    found: dict[str, FieldText] = {}
    for name, kind in declared.items():
        texts = [text.strip() for text in given.getlist(f"f-{of}-{name}") if text.strip()]
        if texts:
            found[name] = tuple(texts) if kind.type in ("many_of", "choices") else texts[0]
    return found


# ---------------------------------------------------------------- acts


def _state_facts(case: Case, given: QueryDict) -> Notice:
    of = given.get("of", "")
    if of and of not in case.around.subjects:
        raise Http404
    declared = case.words.procedure.subject_facts if of else case.words.procedure.matter
    facts = facts_in(given, declared)
    if not facts:
        raise Refused([Problem("facts", "没有填写要登记的事实", "no fact was given")])
    event = acts.state_facts(
        case.actor,
        case.matter.pk,
        facts,
        of=of or None,
        start=day_in(given, "start"),
        reason=given.get("reason", ""),
    )
    labels = "、".join(declared[name].label or name for name in facts)
    return Notice("ok", f"已登记，第 {event.seq} 号。", f"{labels}；有关的核对结果已重算。")


def _hand_over(case: Case, given: QueryDict) -> Notice:
    name = given.get("taker", "").strip()
    taker = naming.person_of(case.actor, name, "taker", "接手的人")
    opening.hand_over(
        case.actor,
        [case.matter.pk],
        taker,
        day_in(given, "on") or clock.today(),
        reason=given.get("reason", "").strip(),
    )
    return Notice("ok", "已移交。", f"承办人现为{name.partition('〔')[0]}；期限和记录都随案转去。")


def _show(case: Case, given: QueryDict) -> Notice:
    acts.show_to_subject(case.actor, case.matter.pk, day_in(given, "on") or clock.today())
    return Notice("ok", "已向本人出示。", "本人和所在单位从当日起可以看到本案中给他们看的部分。")


def _close(case: Case, given: QueryDict) -> Notice:
    acts.close(
        case.actor,
        case.matter.pk,
        day_in(given, "on") or clock.today(),
        reason=given.get("reason", "").strip(),
    )
    return Notice("ok", "已办结。", "此后仍可补录；限制期、申诉等期限照常计算。")


def _link(case: Case, given: QueryDict) -> Notice:
    number = given.get("number", "").strip()
    found = [m for m in matters.by_number(case.actor, number) if m.pk != case.matter.pk] if number else []
    if len(found) != 1:
        zh = f"您看得到的案件中没有编号“{number}”" if number else "请写案件编号"
        raise Refused([Problem("number", zh, f"no matter in sight has the number '{number}'")])
    other, kind = found[0], MEMBER if given.get("kind") == MEMBER else JOINED
    pair = (other.pk, case.matter.pk) if given.get("side") == "parent" else (case.matter.pk, other.pk)
    opening.link(case.actor, *pair, kind)
    return Notice("ok", "已关联。", f"{other.number}　{other.title}")


DOES: Acts = {
    "facts": _state_facts,
    "link": _link,
    "handover": _hand_over,
    "show": _show,
    "close": _close,
}


# ---------------------------------------------------------------- views


def _answer(request: HttpRequest, page: ManagePage, status: int = 200) -> HttpResponse:
    return render(request, "desk/matters/manage.html", {"page": page}, status=status)


@require_GET
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """案件信息."""
    case = case_of(request, pk)
    return _answer(request, page_of(case, others.said(request)))


@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """State facts, link, hand over, show to the person, close."""
    case, problems = done(request, pk, what, DOES)
    if problems:
        return _answer(request, page_of(case, (), request.POST, what, problems), 422)
    return HttpResponseRedirect(f"{case.url}manage#{what}")
