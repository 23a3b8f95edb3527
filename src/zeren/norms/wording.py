"""The words of a finding's parts: acts, roles, values, what is missing, what failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from zeren.law import citing
from zeren.law.packs import labels
from zeren.law.packs.form import All, AnyOf, Compare, Condition, Const, Duty, FieldValue, Pack
from zeren.norms.messages import LEAVES, NOTHING, SEVERAL, STATED, SUPPLIERS
from zeren.norms.model import Failed, Finding, Missing
from zeren.norms.values import HEADS

_DATED = re.compile(r"^(?P<of>.+)\.(?P<name>[^.@]+)@(?P<day>\d{4}-\d\d-\d\d)$")
_FIELD = re.compile(r"^(?P<head>[A-Za-z_][\w.]*)\.(?P<name>\w+)$")
_CONDITION = re.compile(
    r"^(?P<what>.+?) (?P<op>is|in|includes|at_least|at_most|more_than|less_than|before|after|on_or_before|filled)"
    r" (?P<right>.+)$"
)
_DAYS = {"before": "before day", "after": "after day"}


def day_words(moment: date | datetime | None) -> str:
    """2016年3月24日, with the hour where there is one."""
    if moment is None:
        return ""
    text = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{text}{moment.hour}时{moment.minute:02d}分" if isinstance(moment, datetime) else text


def wanted_words(condition: Condition) -> Iterator[tuple[str, str]]:
    """The words that an act's fields are held against, field by field; what is denied asks for none."""
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from wanted_words(part)
    elif isinstance(condition, Compare) and isinstance(condition.value, FieldValue):
        path, right = condition.value.path, condition.right
        if path.head == "this" and condition.op in ("is", "in", "includes"):
            words = right if isinstance(right, tuple) else (right,)
            yield from ((path.name, word.text) for word in words if isinstance(word, Const))


class Words:
    """The words of one pack, and the names of people and organs."""

    def __init__(self, pack: Pack, names: Mapping[str, str] | None = None) -> None:
        self.pack = pack
        self.names = names or {}

    def name(self, id_: str) -> str:
        """A person or organ."""
        return self.names.get(id_, id_)

    def act(self, types: Iterable[str]) -> str:
        """One act, or several as alternatives."""
        return "或".join(dict.fromkeys(labels.event_label(self.pack, t) for t in types))

    def demanded(self, duty: Duty) -> str:
        """What a duty asks for: one of the acts or all of them; of an act that packs share (履责) also how and of what kind."""
        names = duty.act.names
        mark = "、" if duty.act.mode == "all" else "或"
        said = mark.join(dict.fromkeys(labels.event_label(self.pack, n) for n in names))
        shared = len(names) == 1 and names[0] in self.pack.vocabulary.events
        more = "；".join(self._asked(names[0], duty)) if shared else ""
        return f"{said}（{more}）" if more else said

    def _asked(self, event: str, duty: Duty) -> Iterator[str]:
        if duty.count > 1:
            yield f"{duty.count}次"
        asked: dict[str, list[str]] = {}
        for name, word in wanted_words(duty.with_) if duty.with_ is not None else ():
            asked.setdefault(name, []).append(self._one(event, name, word))
        if duty.form is not None:
            asked.setdefault("form", []).append(self._one(event, "form", duty.form))
        for name, found in asked.items():
            yield f"{labels.field_label(self.pack, event, name)}：{'、'.join(dict.fromkeys(found))}"

    def role(self, id_: str) -> str:
        """A role, or the person of that name."""
        return SUPPLIERS.get(id_) or self.names.get(id_) or labels.role_label(self.pack, id_)

    def roles(self, ids: Iterable[str]) -> str:
        """Roles as alternatives."""
        return "、".join(self.role(i) for i in ids)

    def cite(self, addresses: Iterable[str]) -> str:
        """《…》第七条第二款、第十条: the title once."""
        places = [citing.place(self.pack, a) for a in addresses]
        return f"《{self.pack.title}》{'、'.join(places)}"

    # ------------------------------------------------------------ fields, values

    def path(self, path: str) -> str:
        """``held.persons``, ``subject.post_class``, ``count vetoed``: what is asked for."""
        kind, _, rest = path.partition(" ")
        if rest and kind in ("count", "sum", "happened", "barred"):
            return f"{self._event(rest)}{'次数' if kind == 'count' else '合计' if kind == 'sum' else ''}"
        if rest and kind in ("share", "elapsed"):
            return "所占比例" if kind == "share" else "所历时间"
        if rest and kind == "lasting":
            return f"{self.path(rest)}持续时间"
        found = _FIELD.match(path)
        if found is None:
            return path
        return self._field(found["head"], found["name"])

    def _event(self, text: str) -> str:
        head, _, name = text.rpartition(".")
        known = labels.event_label(self.pack, text)
        return self._field(head, name) if head and known == text else known

    def _field(self, head: str, name: str) -> str:
        if head in HEADS:
            return labels.fact_label(self.pack, head, name)
        own = {"by": "办理人", "at": "时间"}.get(name)
        return f"{labels.event_label(self.pack, head)}的“{own or labels.field_label(self.pack, head, name)}”"

    def value(self, path: str, value: str) -> str:
        """A recorded or wanted value of a field, in words."""
        if value in ("-", ""):
            return NOTHING
        found = _FIELD.match(path)
        parts = re.split(r"[、/]", value) if not re.fullmatch(r"[\d./%]+", value) else [value]
        if found is None:
            return "、".join(parts)
        head, name = found["head"], found["name"]
        if name == "by":
            return "、".join(self.role(p) for p in parts)
        return "、".join(self._one(head, name, p) for p in parts)

    def _one(self, head: str, name: str, value: str) -> str:
        known = labels.value_label(self.pack, head, name, value) if head not in HEADS else value
        if known != value:
            return known
        for words in self.pack.vocabulary.lists.values():
            if value in words.labels:
                return words.labels[value]
        return (
            {"yes": "是", "no": "否"}.get(value)
            or self.names.get(value)
            or labels.role_label(self.pack, value)
        )

    # ------------------------------------------------------------ what failed, what is missing

    def failed(self, leaf: Failed) -> str:
        """应{要求}，实为{情况}."""
        op, _, right = leaf.wanted.partition(" ")
        if op in ("no", "yes"):
            return LEAVES[op].format(what=self.stated(leaf.what))
        if leaf.wanted in LEAVES and (not right or leaf.wanted == "filled yes"):
            what = self._event(leaf.what) if op in ("after", "before") else self.path(leaf.what)
            return LEAVES[leaf.wanted].format(what=what, found=self.value(leaf.what, leaf.found))
        template = LEAVES[_DAYS.get(op, op)]
        return template.format(
            what=self.path(leaf.what),
            wanted=self.value(leaf.what, right),
            found=self.value(leaf.what, leaf.found),
        )

    def stated(self, condition: str) -> str:
        """A plain condition in words; a compound one only as such."""
        found = _CONDITION.match(condition)
        if found is None or " and " in condition or " or " in condition:
            head, _, name = condition.partition(" ")
            return self._event(name) if head in ("happened", "barred") else SEVERAL
        what = found["what"]
        return STATED[found["op"]].format(what=self.path(what), wanted=self.value(what, found["right"]))

    def limit(self, leaf: Failed) -> str:
        """Which acts a bar means: 是否领导职务为是."""
        if leaf.wanted == "yes":
            return self.stated(leaf.what)
        op, _, right = leaf.wanted.partition(" ")
        what = self._bare(leaf.what)
        return STATED[op].format(what=what, wanted=self.value(leaf.what, right))

    def _bare(self, path: str) -> str:
        """A field without its event."""
        found = _FIELD.match(path)
        if found is None or found["head"] in HEADS - {"this"}:
            return self.path(path)
        return labels.field_label(self.pack, found["head"], found["name"])

    def faults(self, finding: Finding) -> str:
        """Every failing part; where no leaf tells, the note."""
        told = "；".join(dict.fromkeys(self.failed(leaf) for leaf in finding.failed))
        return told or self.note(finding.note)

    def note(self, note: str) -> str:
        """The engine's brief note with the ids of the pack in words."""
        return re.sub(r"[A-Za-z][\w.\-]*", lambda m: self._named(m[0]), note)

    def _named(self, id_: str) -> str:
        for known in (
            labels.event_label(self.pack, id_),
            labels.role_label(self.pack, id_),
            labels.norm_label(self.pack, id_),
            self.pack.vocabulary.fields.get(id_, id_),
        ):
            if known != id_:
                return known
        return self.names.get(id_, id_)

    def missing(self, missing: Missing) -> str:
        """What is not known: 甲2016年3月9日的职务类别, 约谈的“是否督促整改”."""
        found = _DATED.match(missing.what)
        if found is not None:
            label = labels.fact_label(self.pack, "subject", found["name"])
            return f"{self.name(found['of'])}{day_words(date.fromisoformat(found['day']))}的{label}"
        return self._bracketed(missing.what)

    def _bracketed(self, what: str) -> str:
        """``decided（接管前）``: the name in words, the remark as it is."""
        head, mark, rest = what.partition("（")
        if mark:
            return f"{self._event(head) if '.' not in head else self.path(head)}（{rest}"
        return self.path(what) if _FIELD.match(what) else self._event(what)
