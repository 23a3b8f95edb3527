"""A norm in Chinese, from its compiled form: what kind of demand, what it demands, and its circumstances.

The sentence describes the norm itself, before any case; a finding's own sentence is the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.library.condition_words import condition_words
from zeren.desk.wording import PackWords, joined
from zeren.law.packs.form import (
    Acts,
    Authority,
    Bar,
    Choice,
    Define,
    Due,
    DueBefore,
    DueDay,
    DueWindow,
    DueWithin,
    Duty,
    ExceptionBody,
    Force,
    Grade,
    Norm,
    OpenEvery,
    OpenExpired,
    OpenOn,
    OpenOnce,
    OpenWhen,
    Path,
    Period,
    Require,
    RestOf,
    Score,
    Standing,
)

UNITS = {"days": "日", "working_days": "个工作日", "months": "个月", "years": "年", "hours": "小时"}
SPANS = {"year": "年", "half_year": "半年", "quarter": "季度", "month": "月"}
FORCES = {Force.MUST: "应当", Force.SHOULD: "一般应当", Force.MAY: "可以", Force.AIM: "力争"}


@dataclass(frozen=True, slots=True)
class NormWords:
    """``kind`` stands in the box (期限, 次序, 权限 …), dashed when ``soft``: shown, not judged."""

    kind: str
    says: str
    more: tuple[str, ...] = ()
    soft: bool = False


def period(value: Period | RestOf) -> str:
    """``1 个月``, ``本年``."""
    if isinstance(value, RestOf):
        return f"本{SPANS[value.span]}"
    unit = UNITS[value.unit]
    return f"{value.amount} {unit}" if unit.startswith("个") else f"{value.amount}{unit}"


def norm_words(norm: Norm, words: PackWords) -> NormWords:
    """The words of a norm."""
    said = _SAYERS[type(norm.body)](norm, words)
    return NormWords(said.kind, said.says, (*_circumstances(norm, words), *said.more), said.soft)


def _circumstances(norm: Norm, words: PackWords) -> tuple[str, ...]:
    parts = []
    if not isinstance(norm.body, Standing | Define | ExceptionBody | Choice | Score | Grade):
        parts.append(FORCES[norm.force])
    if norm.per == "subject":
        parts.append("按每名对象")
    elif isinstance(norm.per, Path):
        parts.append(f"按每个{words.label_of_field(norm.per.name)}")
    if norm.if_ is not None:
        parts.append(f"条件：{condition_words(norm.if_, words)}")
    return tuple(parts)


# ---------------------------------------------------------------- one sentence a kind


def _duty(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Duty)
    what = _acts(body.act, words) + (f" {body.count} 次" if body.count > 1 else "")
    says = "，".join(part for part in (_opening(body, words), what) if part)
    more = []
    if body.by:
        more.append(f"由 {words.roles(body.by)}")
    if body.to:
        more.append(f"向 {words.roles(body.to)}")
    if body.form:
        more.append("书面" if body.form == "written" else words.value(body.form))
    if body.roll is not None and body.due is not None:
        more.append("末日遇休息日顺延" if body.roll else "遇休息日不顺延")
    if body.due is None:
        more.append("条文写“及时”，没有天数，只记历时" if body.promptly else "条文没有期限")
    return NormWords(_duty_kind(norm, body), says, tuple(more))


def _duty_kind(norm: Norm, body: Duty) -> str:
    if norm.force is Force.MAY:
        return "权利" if "subject" in body.by else "可以"
    if isinstance(body.opener, OpenEvery) and body.opener.span:
        return "定期"
    return "期限" if body.due else "须办"


def _opening(body: Duty, words: PackWords) -> str:
    match body.opener:
        case OpenOn(events):
            start = f"{words.acts(events)}后"
        case OpenEvery(span=span) if span:
            start = f"每{SPANS[span]}"
        case OpenEvery(from_event=first, until_event=last) if first and last:
            start = f"{words.act(first)}至{words.act(last)}期间"
        case OpenEvery():
            start = "每个任期"
        case OpenWhen(condition):
            start = f"{condition_words(condition, words)}时"
        case OpenExpired():
            start = "前一期限届满后"
        case OpenOnce(day):
            start = day.isoformat() if day else "立项后"
        case _:
            start = ""
    return start + _due(body.due, words)


def _due(due: Due | None, words: PackWords) -> str:
    match due:
        case DueWithin(span):
            return f" {period(span)}内" if isinstance(span, Period) else f"的{period(span)}内"
        case DueBefore(span, of):
            planned = words.label_of_field(of.name) if isinstance(of, Path) else words.act(str(of))
            return f"，{planned}前 {period(span)}"
        case DueDay(month_day=(month, day)):
            return f"，{month}月{day}日前"
        case DueDay(day=day) if day:
            return f"，{day.isoformat()} 前"
        case DueDay(path=path) if path:
            return f"，{words.label_of_field(path.name)}前"
        case DueWindow(start=(m1, d1), end=(m2, d2)):
            return f"，{m1}月{d1}日至{m2}月{d2}日"
        case DueWindow():
            return "，在机关确定的时间内"
        case _:
            return ""


def _acts(acts: Acts, words: PackWords) -> str:
    return words.acts(acts.names, "并且" if acts.mode == "all" else "或者")


def _require(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Require)
    act = words.acts(body.acts)
    parts, kind = [], "须有"
    if body.after:
        parts, kind = [f"先{_acts(body.after, words)}，后{act}"], "次序"
    if body.before:
        parts, kind = [*parts, f"{act}须在{_acts(body.before, words)}之前"], "次序"
    if body.has:
        fields = "、".join(words.label_of_field(name, body.acts) for name in body.has)
        parts, kind = [*parts, f"{act}，写明{fields}"], kind if parts else "内容"
    if body.signed_by:
        parts, kind = [*parts, f"{act}，由{words.roles(body.signed_by)}签名"], kind if parts else "签名"
    if body.that is not None:
        parts.append(f"{act}，须 {condition_words(body.that, words, acts=body.acts)}")
    return NormWords(kind, "；".join(parts))


def _bar(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Bar)
    if body.conduct:
        label = "、".join(words.provision(at) for at in norm.cite)
        return NormWords("不得", label, ("只有有权机关作出认定才记为不符；系统不推断",), soft=True)
    what = f"不得{words.acts(body.acts, '、')}"
    where = (f"仅指：{condition_words(body.where, words, acts=body.acts)}",) if body.where is not None else ()
    if not body.from_:
        return NormWords("不得", what, where)
    start = f"自{words.acts(body.from_)}起"
    if body.for_ is not None:
        span = period(body.for_)
        return NormWords(
            "限制期", f"{start} {span}{'内' if isinstance(body.for_, Period) else ''}，{what}", where
        )
    until = f"至{words.acts(body.until)}" if body.until else ""
    return NormWords("不得", f"{start}{until}，{what}", where)


def _authority(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Authority)
    says = f"{words.acts(body.acts)}，由{words.roles(body.by) or '符合条件的机关'}"
    if body.after:
        says += f"；先{_acts(body.after, words)}"
    more = (f"并且：{condition_words(body.that, words, acts=body.acts)}",) if body.that is not None else ()
    return NormWords("权限", says, more)


def _choice(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Choice)
    found = words.field(body.event, body.field)
    label = found.label if found and found.label else words.label_of_field(body.field)
    number = f"限所列 {len(body.items)} 项" + (f"，至少 {body.min} 项" if body.min else "")
    listed = joined([item.label or words.provision(item.cite[0]) or item.id for item in body.items], "、")
    return NormWords(
        "选项", f"{words.act(body.event)}的“{label}”，{number}", (listed, "由人选定，系统不推荐")
    )


def _standing(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Standing)
    label = words.provision(norm.cite[0])
    by = (f"由 {words.roles(body.by)}",) if body.by else ()
    return NormWords("常态", label, (*by, "没有数量，只列记录，不作判断"), soft=True)


def _score(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Score)
    return NormWords("计分", words.provision(norm.cite[0]), (f"{len(body.parts)} 项按权重相加，不进位",))


def _grade(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Grade)
    return NormWords("等次", "、".join(band.grade for band in body.bands), ("按准确分数比较",))


def _define(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, Define)
    says = condition_words(body.that, words) if body.that is not None else words.provision(norm.cite[0])
    return NormWords("用语", says, ("供其他要求引用，本身不作判断",), soft=True)


def _exception(norm: Norm, words: PackWords) -> NormWords:
    body = norm.body
    assert isinstance(body, ExceptionBody)
    how = {"lift": "不适用", "extend": "期限延长", "suspend": "期限中止"}[body.then]
    named = [n for n in words.pack.norms if n.id in body.to]
    cites = tuple(dict.fromkeys(words.provision(n.cite[0]) for n in named))
    return NormWords("除外", f"{how}：{'、'.join(cites) or words.provision(norm.cite[0])}", soft=True)


_SAYERS = {
    Duty: _duty,
    Require: _require,
    Bar: _bar,
    Authority: _authority,
    Choice: _choice,
    Standing: _standing,
    Score: _score,
    Grade: _grade,
    Define: _define,
    ExceptionBody: _exception,
}
