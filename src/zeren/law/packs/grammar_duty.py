"""The norm kind ``duty``: what opens it, when it is due, what discharges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from yaml.nodes import MappingNode, Node, ScalarNode

from zeren.law.packs import form
from zeren.law.packs.conditions import CONDITION
from zeren.law.packs.nodes import texts_of, value_at
from zeren.law.packs.periods import PERIOD, PERIOD_OR_REST, SPANS, month_day
from zeren.law.packs.reading import Reading, Scope
from zeren.law.packs.records import Group, Key, Record, Values
from zeren.law.packs.refs import DUTY_OR_BAR, EVENT, EVENTS, PATH, ROLES, ActsType, fields_of
from zeren.law.packs.types import IDENT, Json, Text, Type, Whole, Word, YesNo, day, scalar


def acts_of(node: Node) -> tuple[str, ...]:
    """The acts that a norm body names."""
    return texts_of(value_at(node, "act")) + texts_of(value_at(node, "acts"))


def _with(node: Node, r: Reading) -> Scope:
    return Scope(acts_of(node), texts_of(value_at(node, "on")) or None)


def _opened(node: Node, r: Reading) -> Scope:
    return Scope((), texts_of(value_at(node, "on")) or None)


def _standing_condition(node: Node, r: Reading) -> Scope:
    return Scope((), ())


@dataclass(frozen=True)
class EveryType(Type):
    """``year``, ``{term: fact}``, ``{from: event, until: event}``."""

    def read(self, node: Node, r: Reading) -> form.OpenEvery | None:
        if isinstance(node, ScalarNode):
            span = Word(SPANS).read(node, r)
            return None if span is None else form.OpenEvery(span=span)  # type: ignore[arg-type]
        read: form.OpenEvery | None = EVERY.read(node, r)
        return read

    def schema(self) -> Json:
        return {"anyOf": [Word(SPANS).schema(), EVERY.schema()]}


EVERY = Record(
    "every",
    (
        Key(
            "term",
            Text(rf"({IDENT}\.)?{IDENT}"),
            "a fact that holds for a term: each of its values opens one instance",
        ),
        Key("from", EVENT, "the event that begins a stretch"),
        Key("until", EVENT, "the event that ends it"),
    ),
    lambda v, node, r: form.OpenEvery(
        term_fact=v.get("term"), from_event=v.get("from"), until_event=v.get("until")
    ),
    groups=(Group(("term", "from"), required=True),),
    needs=(("until", "from"), ("from", "until")),
)


@dataclass(frozen=True)
class OnceType(Type):
    """``opened``, or a full day."""

    def read(self, node: Node, r: Reading) -> form.OpenOnce | None:
        text = Text().read(node, r)
        if text is None or text == "opened":
            return None if text is None else form.OpenOnce(None)
        found = day(text)
        if found is None:
            r.refuse("not_once", node, text)
            return None
        return form.OpenOnce(found)

    def schema(self) -> Json:
        return scalar(r"opened|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class DueType(Type):
    """``MM-DD`` in the period, a full day, or a path to a day."""

    def read(self, node: Node, r: Reading) -> form.DueDay | None:
        text = Text().read(node, r)
        if text is None:
            return None
        if (found := month_day(text)) is not None:
            return form.DueDay(month_day=found)
        if (full := day(text)) is not None:
            return form.DueDay(day=full)
        if text[:1].isdigit():
            r.refuse("not_due", node, text)
            return None
        path = PATH.read(node, r)
        return None if path is None else form.DueDay(path=path)

    def schema(self) -> Json:
        return scalar()


@dataclass(frozen=True)
class WindowType(Type):
    """``MM-DD/MM-DD`` or ``param.name``."""

    def read(self, node: Node, r: Reading) -> form.DueWindow | None:
        text = Text().read(node, r)
        if text is None:
            return None
        if text.startswith("param."):
            path = PATH.read(node, r)
            return None if path is None else form.DueWindow(path=path)
        start, _, end = text.partition("/")
        first, last = month_day(start), month_day(end)
        if first is None or last is None:
            r.refuse("not_window", node, text)
            return None
        return form.DueWindow(first, last)

    def schema(self) -> Json:
        return scalar(r"\d\d-\d\d/\d\d-\d\d|param\.[A-Za-z_]\w*")


@dataclass(frozen=True)
class BeforeType(Type):
    """``{days: 3, of: field}``."""

    def read(self, node: Node, r: Reading) -> form.DueBefore | None:
        if not isinstance(node, MappingNode):
            r.refuse("not_mapping", node)
            return None
        of = value_at(node, "of")
        if of is None:
            r.refuse("missing_key", node, "of")
            return None
        rest = MappingNode(
            node.tag, [p for p in node.value if p[0].value != "of"], node.start_mark, node.end_mark
        )
        period = PERIOD.read(rest, r)
        with r.at("of"):
            target = _planned_day(of, r)
        if period is None or target is None or isinstance(period, form.RestOf):
            return None
        return form.DueBefore(period, target)

    def schema(self) -> Json:
        units = {unit: Whole(1).schema() for unit in get_args(form.Unit)}
        return {
            "type": "object",
            "properties": {**units, "of": scalar()},
            "required": ["of"],
            "minProperties": 2,
            "maxProperties": 2,
            "additionalProperties": False,
        }


def _planned_day(node: Node, r: Reading) -> form.Path | str | None:
    text = Text().read(node, r)
    if text is None or "." in text:
        return None if text is None else PATH.read(node, r)
    events = r.scope.opener
    if events is not None and not any(r.names.may_have(event, text) for event in events):
        r.refuse("unknown_field", node, text, fields_of(events, r.names))
        return None
    return text


def _build_duty(v: Values, node: Node, r: Reading) -> form.Duty | None:
    due = v.get("within")
    due = form.DueWithin(due) if due is not None else v.get("before") or v.get("due") or v.get("window")
    opener = _opener(v)
    if _calendar_day(due) and not isinstance(opener, form.OpenEvery | form.OpenOnce):
        r.refuse("needs_period", node, "due" if "due" in v else "window", ("every", "once"), offer=False)
        return None
    if "form" in v and not any(r.names.may_have(act, "form") for act in v["act"].names):
        r.refuse("no_form_field", node, ", ".join(v["act"].names))
        return None
    return form.Duty(
        act=v["act"], opener=opener, due=due, promptly=v.get("promptly", False), count=v.get("count", 1),
        with_=v.get("with"), form=v.get("form"), to=v.get("to", ()), by=v.get("by", ()), roll=v.get("roll"),
        early=v.get("early", False), joint=v.get("joint", False),
    )  # fmt: skip


def _calendar_day(due: Any) -> bool:
    return isinstance(due, form.DueWindow) or (isinstance(due, form.DueDay) and due.month_day is not None)


def _opener(v: Values) -> form.Opener:
    if "on" in v:
        return form.OpenOn(v["on"])
    if "every" in v:
        every: form.OpenEvery = v["every"]
        return every
    if "when" in v:
        return form.OpenWhen(v["when"])
    if "expired" in v:
        return form.OpenExpired(v["expired"])
    once: form.OpenOnce = v["once"]
    return once


OPENERS = ("on", "every", "when", "expired", "once")

DUTY = Record(
    "duty",
    (
        Key("act", ActsType(), "what discharges it: an event, `{any: […]}`, or `{all: […]}` in any order", required=True),
        Key("on", EVENTS, "opens at each occurrence; `if` is judged on that event"),
        Key("every", EveryType(), "opens once a `year half_year quarter month`, `{term: fact}`, `{from: event, until: event}`"),
        Key("when", CONDITION, "opens on the first day on which the condition holds", scope=_standing_condition),
        Key("expired", DUTY_OR_BAR, "opens on the nominal last day of that norm's instance"),
        Key("once", OnceType(), "opens once, on a day or when the matter is `opened`"),
        Key("within", PERIOD_OR_REST, "due so long after the opening: `{months: 3}` or `{rest_of: month}`"),
        Key("before", BeforeType(), "due so long before a planned day: `{days: 3, of: field}`", scope=_opened),
        Key("due", DueType(), "due on `MM-DD` of the period, a full day, or the day a path names", scope=_opened),
        Key("window", WindowType(), "due in `MM-DD/MM-DD` of the period, or in `param.name`"),
        Key("promptly", YesNo(), "及时: no figure, elapsed days are shown, never late"),
        Key("count", Whole(1), "how many acts (default 1)"),
        Key("with", CONDITION, "an act that fails it does not discharge", scope=_with),
        Key("form", Text(IDENT), "the word that the act's field `form` must hold"),
        Key("to", ROLES, "whom the act goes to"),
        Key("by", ROLES, "who owes it"),
        Key("roll", YesNo(), "overrides the pack's counting: whether a last day off rolls"),
        Key("early", YesNo(), "an act before the opening counts"),
        Key("joint", YesNo(), "one act may discharge several instances"),
    ),
    _build_duty,
    groups=(Group(OPENERS, required=True), Group(("within", "before", "due", "window"))),
    doc="Something is to be done, once a cause opens it.",
)  # fmt: skip
