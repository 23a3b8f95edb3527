"""What another version of a pack changes: norms, provisions, events, conventions, by id and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.law.packs.form import Norm, Pack
from zeren.law.packs.plain import flat, plain


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key: its text before and after; None where it was not there."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One norm, provision, event … that both versions have and that differs."""

    id: str
    keys: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What was added, removed and changed in one section, by id."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class PackDiff:
    """The difference of two packs, section by section; ``head`` holds the top-level keys."""

    old: str
    new: str
    head: tuple[KeyChange, ...] = ()
    sections: Mapping[str, Section] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.head) or any(self.sections.values())

    @property
    def norms(self) -> Section:
        """The norms' section."""
        return self.sections["norms"]

    def touches(self, norm: str) -> bool:
        """Whether a norm was added, removed or changed."""
        section = self.norms
        return norm in (*section.added, *section.removed, *(change.id for change in section.changed))

    def as_data(self) -> dict[str, Any]:
        """The shape that ``zeren packs diff --json`` prints."""
        return {
            "old": self.old,
            "new": self.new,
            "head": [plain(change) for change in self.head],
            **{name: _section_data(section) for name, section in self.sections.items()},
        }


def _section_data(section: Section) -> dict[str, Any]:
    changed = [
        {"id": c.id, "keys": [{"key": k.key, "before": k.before, "after": k.after} for k in c.keys]}
        for c in section.changed
    ]
    return {"added": list(section.added), "removed": list(section.removed), "changed": changed}


HEAD = (
    "title",
    "number",
    "issuer",
    "level",
    "version",
    "valid_to",
    "supersedes",
    "implements",
    "judged_by",
    "note",
)


def diff_packs(old: Pack, new: Pack) -> PackDiff:
    """What ``new`` changes of ``old``. Labels, notes and readings count; line numbers do not."""
    sections = {
        "norms": _section(_norms(old), _norms(new)),
        "provisions": _section(old.provisions, new.provisions),
        "events": _section(_events(old), _events(new)),
        "matter": _section(_facts(old), _facts(new)),
        "readings": _section(old.readings, new.readings),
        "conventions": _section(old.conventions, new.conventions),
        "parameters": _section(old.parameters, new.parameters),
        "roles": _section(old.vocabulary.roles, new.vocabulary.roles),
        "lists": _section(old.vocabulary.lists, new.vocabulary.lists),
    }
    head = _keys({k: getattr(old, k) for k in HEAD}, {k: getattr(new, k) for k in HEAD})
    return PackDiff(old.ref, new.ref, head, sections)


def _norms(pack: Pack) -> dict[str, Norm]:
    return {norm.id: norm for norm in pack.norms}


def _events(pack: Pack) -> dict[str, Any]:
    return {f"{p.id}.{s.id}": s for p in pack.procedures.values() for s in p.steps.values()}


def _facts(pack: Pack) -> dict[str, Any]:
    return {
        f"{p.id}.{name}": f
        for p in pack.procedures.values()
        for name, f in {**p.matter, **p.subject_facts}.items()
    }


def _section(old: Mapping[str, Any], new: Mapping[str, Any]) -> Section:
    return Section(
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple(_changes(old, new)),
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, before in old.items():
        if name in new and before != new[name] and (keys := _keys(before, new[name])):
            yield Change(name, keys)


def _keys(old: Any, new: Any) -> tuple[KeyChange, ...]:
    before, after = _texts(old), _texts(new)
    names = dict.fromkeys((*before, *after))
    return tuple(
        KeyChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _texts(value: Any) -> dict[str, str]:
    """A norm's body is shown under the name of its kind, as the file writes it."""
    data = {key: text for key, text in plain(value).items() if text is not None}
    if isinstance(value, Norm):
        data[data.pop("kind")] = data.pop("body")
    return flat(data)
