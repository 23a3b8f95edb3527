"""The norm kinds besides ``duty``: every key, its type and its meaning; and what each is built into."""

from __future__ import annotations

from yaml.nodes import Node

from zeren.law.packs import form
from zeren.law.packs.conditions import CONDITION, ValueType
from zeren.law.packs.grammar_duty import DUTY, EVERY, acts_of
from zeren.law.packs.nodes import line_of, texts_of, value_at
from zeren.law.packs.periods import FIELD_NAME, PERIOD_OR_REST, SPAN
from zeren.law.packs.reading import Reading, Scope
from zeren.law.packs.records import Group, Key, Record, Values
from zeren.law.packs.refs import (
    CITE,
    EVENT,
    EVENTS,
    NORM_OR_ITEM,
    PATH,
    ROLES,
    SCORE,
    ActsType,
    fields_of,
)
from zeren.law.packs.types import (
    IDENT,
    Many,
    Number,
    OneOrMany,
    Text,
    Whole,
    Word,
    YesNo,
)

ID = Text(IDENT, "bad_id")

# ---------------------------------------------------------------- what `this` is


def _on_act(node: Node, r: Reading) -> Scope:
    return Scope(acts_of(node), r.scope.opener)


def _barred(node: Node, r: Reading) -> Scope:
    return Scope(acts_of(node) or None, texts_of(value_at(node, "from")) or ())


def _chosen(node: Node, r: Reading) -> Scope:
    event = (texts_of(value_at(node, "of")) or ("",))[0].rpartition(".")[0]
    return Scope((event,), None)


# ---------------------------------------------------------------- standing, require, bar, authority

STANDING = Record(
    "standing",
    (
        Key("by", ROLES, "whose duty it is"),
        Key("act", EVENTS, "types of activity that show it"),
        Key("topic", Text(), "the topic by which activities are gathered"),
    ),
    lambda v, node, r: form.Standing(v.get("by", ()), v.get("act", ()), v.get("topic")),
    doc="A duty without cause or figure: records are shown, nothing is judged.",
)


def _build_require(v: Values, node: Node, r: Reading) -> form.Require | None:
    for name in v.get("has", ()):
        if not any(r.names.may_have(act, name) for act in v["act"]):
            r.refuse("unknown_field", node, f"{v['act'][0]}.{name}", fields_of(v["act"], r.names))
            return None
    return form.Require(
        v["act"], v.get("after"), v.get("before"), v.get("has", ()), v.get("signed_by", ()), v.get("that")
    )


REQUIRE = Record(
    "require",
    (
        Key("act", EVENTS, "the act that is judged, each time it occurs", required=True),
        Key("after", ActsType("all"), "what must have come before: an event, a list (all), `{any: […]}`"),
        Key("before", ActsType("all"), "what must not yet have come"),
        Key("has", OneOrMany(FIELD_NAME), "fields that must be filled"),
        Key("signed_by", ROLES, "roles that must have signed"),
        Key("that", CONDITION, "a condition on the act (`this`)", scope=_on_act),
    ),
    _build_require,
    groups=(Group(("after", "before", "has", "signed_by", "that"), required=True, several=True),),
    doc="An act is right only if all parts hold.",
)


def _build_bar(v: Values, node: Node, r: Reading) -> form.Bar:
    return form.Bar(
        v.get("acts", ()),
        v.get("conduct", ()),
        v.get("from", ()),
        v.get("for"),
        v.get("until", ()),
        v.get("where"),
        v.get("first_day", True),
    )


BAR = Record(
    "bar",
    (
        Key("acts", EVENTS, "acts that must not happen"),
        Key("conduct", OneOrMany(Text(IDENT)), "conduct that must not happen; only a recorded `conduct_found` is a breach"),
        Key("from", EVENTS, "each such event begins an interval; `if` is judged on it"),
        Key("for", PERIOD_OR_REST, "how long the interval lasts"),
        Key("until", EVENTS, "the event that ends the interval"),
        Key("where", CONDITION, "which acts are meant: `this` is the act, `opener` the event under `from`", scope=_barred),
        Key("first_day", YesNo(), "whether the day of the event counts into `for` (default yes)"),
    ),
    _build_bar,
    groups=(Group(("acts", "conduct"), required=True),),
    needs=(("for", "from"), ("until", "from"), ("first_day", "for")),
    doc="An act must not happen: always, or for an interval that an event begins.",
)  # fmt: skip

AUTHORITY = Record(
    "authority",
    (
        Key("act", EVENTS, "the act", required=True),
        Key("by", ROLES, "roles that may do it"),
        Key(
            "after", ActsType("all"), "an approval that must come first, itself an act with its own authority"
        ),
        Key("that", CONDITION, "a further condition on the act (`this`)", scope=_on_act),
    ),
    lambda v, node, r: form.Authority(v["act"], v.get("by", ()), v.get("after"), v.get("that")),
    groups=(Group(("by", "after", "that"), required=True, several=True),),
    doc="Who may do an act; all authorities over one act in one pack are alternatives.",
)


def _build_item(v: Values, node: Node, r: Reading) -> form.ChoiceItem:
    return form.ChoiceItem(
        v["id"], v["cite"], v.get("label"), v.get("if"), v.get("needs", ()), v.get("open", False), v.get("effect"),
        line_of(node),
    )  # fmt: skip


ITEM = Record(
    "item",
    (
        Key("id", ID, "the item's id: what the field records", required=True),
        Key("cite", CITE, "its provision", required=True),
        Key("label", Text(), "a short label in own words"),
        Key("if", CONDITION, "a condition on the act (`this`) that can be checked"),
        Key("needs", OneOrMany(FIELD_NAME), "fields of the act that must be filled when it is chosen"),
        Key("open", YesNo(), "兜底: needs `reasons`"),
        Key("effect", Word(("lighter", "heavier", "exempt")), "what kind of factor it is"),
    ),
    _build_item,
    doc="One item of a choice.",
)


def _build_choice(v: Values, node: Node, r: Reading) -> form.Choice | None:
    before = len(r.problems)
    path: form.Path = v["of"]
    declared = r.names.field_of(path.head, path.name)
    if declared is not None and declared.type not in ("choice", "choices"):
        r.refuse(
            "not_choice_field",
            value_at(node, "of"),
            f"{path} ({declared.type})",
            ("choice", "choices"),
            offer=False,
        )
    for item in v["items"]:
        for name in item.needs:
            if not r.names.may_have(path.head, name):
                r.refuse("unknown_field", node, f"{path.head}.{name}", fields_of((path.head,), r.names))
    if any(item.open for item in v["items"]) and not r.names.may_have(path.head, "reasons"):
        r.refuse("no_reasons_field", node, path.head)
    _check_counts(v, node, r)
    return (
        form.Choice(path.head, path.name, v["items"], v.get("min", 0), v.get("max"))
        if len(r.problems) == before
        else None
    )


def _check_counts(v: Values, node: Node, r: Reading) -> None:
    ids = [item.id for item in v["items"]]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        r.refuse("duplicate_item", node, twice)
    if v.get("max") is not None and v["max"] < v.get("min", 0):
        r.refuse("min_over_max", node, f"min {v.get('min', 0)}, max {v['max']}")


CHOICE = Record(
    "choice",
    (
        Key("of", PATH, "the event's field that holds what was chosen: `proposed.grounds`", required=True),
        Key("min", Whole(), "at least so many (default 0)"),
        Key("max", Whole(1), "at most so many"),
        Key("items", Many(ITEM), "what is listed", required=True, scope=_chosen),
    ),
    _build_choice,
    doc="What people choose stays within what is listed; the system never selects.",
)

PART = Record(
    "part",
    (
        Key("id", ID, "the line's id", required=True),
        Key("field", PATH, "the field it comes from"),
        Key("score", SCORE, "another score it comes from"),
        Key("weight", Number(), "its weight", required=True),
        Key("max", Number(), "the greatest value the input may have"),
    ),
    lambda v, node, r: form.ScorePart(v["id"], v["weight"], v.get("field"), v.get("score"), v.get("max")),
    groups=(Group(("field", "score"), required=True),),
    doc="One weighted part of a score.",
)


def _build_plus(v: Values, node: Node, r: Reading) -> form.ScorePlus:
    return form.ScorePlus(v["id"], v["count"], v["each"], v.get("cap"), v.get("where"), v.get("span"))


def _counted(node: Node, r: Reading) -> Scope:
    return Scope(texts_of(value_at(node, "count")), ())


PLUS = Record(
    "plus",
    (
        Key("id", ID, "the line's id", required=True),
        Key("count", EVENT, "the events that are counted", required=True),
        Key("where", CONDITION, "which of them", scope=_counted),
        Key("span", SPAN, "since when"),
        Key("each", Number(), "points for each", required=True),
        Key("cap", Number(), "the most that this line can add"),
    ),
    _build_plus,
    doc="Points added for events, with a cap.",
)

SCORE_BODY = Record(
    "score",
    (
        Key("name", ID, "the score's name", required=True),
        Key("parts", Many(PART), "weighted parts", required=True),
        Key("plus", Many(PLUS), "added points"),
    ),
    lambda v, node, r: form.Score(v["name"], v["parts"], v.get("plus", ())),
    doc="A score: exact fractions, every line shown.",
)

BAND = Record(
    "band",
    (
        Key("grade", Text(), "the grade's name", required=True),
        Key("at_least", Number(), "the least score; the last band may leave it out"),
    ),
    lambda v, node, r: form.Band(v["grade"], v.get("at_least")),
    doc="One grade and its least score.",
)


def _build_grade(v: Values, node: Node, r: Reading) -> form.Grade | None:
    limits = [band.at_least for band in v["bands"]]
    if None in limits[:-1]:
        r.refuse("open_band", node, v["bands"][limits.index(None)].grade)
        return None
    known = [limit for limit in limits if limit is not None]
    if known != sorted(set(known), reverse=True):
        r.refuse("bands_not_falling", node, ", ".join(str(limit) for limit in known))
        return None
    return form.Grade(v["of"], v["bands"])


GRADE_BODY = Record(
    "grade",
    (
        Key("of", SCORE, "the score", required=True),
        Key("bands", Many(BAND), "bands, read from the top", required=True),
    ),
    _build_grade,
    doc="A grade by bands of a score, without rounding.",
)

DEFINE = Record(
    "define",
    (
        Key("term", ID, "the name, used by `{term: …}` or `{value: …}`", required=True),
        Key("that", CONDITION, "a condition"),
        Key("value", ValueType(), "a figure that is shown and never judged"),
    ),
    lambda v, node, r: form.Define(v["term"], v.get("that"), v.get("value")),
    groups=(Group(("that", "value"), required=True),),
    doc="A named condition, or a figure.",
)

EXTEND = Record(
    "extend",
    (
        Key("on", EVENT, "the act that extends", required=True),
        Key("within", PERIOD_OR_REST, "the period that replaces the other", required=True),
    ),
    lambda v, node, r: form.Extend(v["on"], v["within"]),
    doc="By what, and to how long, a period is extended.",
)

SUSPEND = Record(
    "suspend",
    (
        Key("from", EVENT, "from this event", required=True),
        Key("until", EVENT, "until this event", required=True),
    ),
    lambda v, node, r: form.Suspend(v["from"], v["until"]),
    doc="The days between two events are added to the period.",
)


def _build_exception(v: Values, node: Node, r: Reading) -> form.ExceptionBody | None:
    for name in ("extend", "suspend"):
        if v["then"] == name and name not in v:
            r.refuse("needs_key", node, f"then: {name}", (name,), offer=False)
            return None
        if v["then"] != name and name in v:
            r.refuse("does_not_go_with", value_at(node, name), name, (f"then: {name}",), offer=False)
            return None
    return form.ExceptionBody(v["to"], v["then"], v.get("extend"), v.get("suspend"))


EXCEPTION = Record(
    "exception",
    (
        Key("to", OneOrMany(NORM_OR_ITEM), "norms or items that it changes", required=True),
        Key("then", Word(("lift", "extend", "suspend")), "what happens to them", required=True),
        Key("extend", EXTEND, "for `then: extend`"),
        Key("suspend", SUSPEND, "for `then: suspend`"),
    ),
    _build_exception,
    doc="Changes other norms while the norm's `if` holds.",
)

BODIES: dict[str, Record] = {
    record.name: record
    for record in (DUTY, STANDING, REQUIRE, BAR, AUTHORITY, CHOICE, SCORE_BODY, GRADE_BODY, DEFINE, EXCEPTION)
}
PIECES = (EVERY, ITEM, PART, PLUS, BAND, EXTEND, SUSPEND)
