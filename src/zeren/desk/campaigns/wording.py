"""The words of candidates: how a ground stands, its conditions with their arithmetic, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from zeren.desk.campaigns.page import Figure
from zeren.desk.components import Light, Sign
from zeren.law.packs.form import Compare, Condition, Const, Happened, ShareValue, Term
from zeren.norms.candidates import Part
from zeren.norms.model import Missing
from zeren.norms.wording import Words
from zeren.records.campaigns.vetoes import Ground, Reach, Stand
from zeren.records.matters.events import Recorded
from zeren.records.packs import Words as PackWords

STANDS = {
    Stand.HOLDS: Light(Sign.ORDER, "合于情形，待审议"),
    Stand.ASIDE: Light(Sign.DONE, "除外，不据此否决"),
    Stand.OPEN: Light(Sign.UNKNOWN, "待查明"),
    Stand.PART: Light(Sign.UNKNOWN, "部分具备，待核实"),
}
DECIDED = "，已决定否决"
TRUTHS = {
    True: Light(Sign.DONE, "具备"),
    False: Light(Sign.ELAPSED, "没有记录"),
    None: Light(Sign.UNKNOWN, "待查明"),
}
EXCLUDED = Light(Sign.LAPSED, "不具备")
REACHES = {
    Reach.VETOED: (Light(Sign.ORDER, "本人被否决"), "另有决定"),
    Reach.WITH_GROUP: (Light(Sign.ORDER, "随班子被否决"), "已作决定"),
    Reach.PRINCIPAL: (Light(Sign.UNKNOWN, "待审议"), "主要负责人，与班子同时否决；还没有决定"),
    Reach.DIRECT: (Light(Sign.LAPSED, "不受影响"), "没有认定负直接责任；认定了的才随班子否决"),
    Reach.NOT: (Light(Sign.LAPSED, "不受影响"), "不是班子成员，不随班子否决"),
}
OPS = {"at_most": "不超过", "at_least": "达到", "less_than": "低于", "more_than": "高于", "is": "等于"}


def stands(stand: Stand, decided: bool) -> Light:
    """How a ground stands; of one that people decided on also that: what is open or set aside is not said away."""
    light = STANDS[stand]
    return Light(Sign.ORDER, light.words.partition("，待审议")[0] + DECIDED) if decided else light


def figures_of(ground: Ground, words: PackWords) -> tuple[Figure, ...]:
    """The conditions of a ground, each with how it stands."""
    return tuple(_figure(part, ground.records, words) for part in ground.candidate.parts)


def _figure(part: Part, records: Sequence[Recorded], words: PackWords) -> Figure:
    light = TRUTHS[part.truth]
    if part.truth is False and not isinstance(part.condition, Happened):
        light = EXCLUDED
    share = _share(part.condition, records)
    return Figure(light, _words(part.condition, part.reads, words), share)


def _words(condition: Condition, reads: Iterable[str], words: PackWords) -> str:
    labels = [found.label for name in reads if (found := words.step(name))]
    if isinstance(condition, Compare) and isinstance(condition.value, ShareValue):
        named = "、".join(_field(words, str(p.head), str(p.name)) for p in condition.value.parts)
        return f"{named} 占有效票的比例{OPS.get(condition.op, '')} {_right(condition)}"
    if isinstance(condition, Term):
        return f"{'、'.join(labels)}，一年内两次"
    return "、".join(dict.fromkeys(labels)) or "由记录认定"


def _field(words: PackWords, step: str, name: str) -> str:
    declared = words.fields(step).get(name)
    return (declared.label or name) if declared else name


def _right(condition: Compare) -> str:
    right = condition.right
    one = right[0] if isinstance(right, tuple) else right
    return one.text if isinstance(one, Const) else ""


def _share(condition: Condition, records: Sequence[Recorded]) -> str:
    """``(60 + 40) ÷ 150 = 2/3``: exact, from the entry that it rests on."""
    if not (isinstance(condition, Compare) and isinstance(condition.value, ShareValue)):
        return ""
    share = condition.value
    entry = next((one for one in reversed(records) if one.type == share.of.head), None)
    if entry is None:
        return ""
    parts = [str(entry.fields.get(path.name, "")) for path in share.parts]
    whole = str(entry.fields.get(share.of.name, ""))
    if not (all(part.isdecimal() for part in parts) and whole.isdecimal() and int(whole)):
        return ""
    value = Fraction(sum(map(int, parts)), int(whole))
    shown = f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value)
    return f"（{' + '.join(parts)}）÷ {whole} = {shown}"


def missing_words(missing: Sequence[Missing], words: PackWords, names: Mapping[str, str]) -> str:
    """What is not known."""
    said = Words(words.pack, names)
    return "；".join(dict.fromkeys(said.missing(one) for one in missing[:3]))
