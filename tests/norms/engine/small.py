"""Packs of a few norms for the tests of the engine: only what a sentence of the pack format needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from zeren.law.packs.form import Pack, Vocabulary
from zeren.law.packs.loading import load_pack_text
from zeren.norms import cases
from zeren.norms.model import Finding, Log


class Text(yaml.SafeLoader):
    """Every scalar a text, as in packs."""


Text.yaml_implicit_resolvers = {}

ROLES = {
    "committee": {"label": "党委"},
    "commission": {"label": "纪委"},
    "superior": {"label": "上级党委", "above": ["committee"]},
    "office": {"label": "办公室"},
    "person": {"label": "本人"},
}
LISTS = {
    "measures": {"ordered": "yes", "items": ["light", "middle", "heavy"]},
    "ranks": {"ordered": "yes", "items": ["clerk", "deputy", "head"]},
    "kinds": {"items": ["small", "big"]},
}
FIELDS = {
    "flag": {"type": "yes_no"},
    "level": {"type": "one_of", "list": "ranks"},
    "measure": {"type": "one_of", "list": "measures"},
    "points": {"type": "decimal"},
    "total": {"type": "integer"},
    "case": {"type": "text"},
    "form": {"type": "text"},
    "planned": {"type": "date"},
    "parts": {"type": "many_of", "list": "kinds"},
    "picked": {"type": "choices"},
    "paper": {"type": "document"},
    "reasons": {"type": "text"},
    "by_whom": {"type": "person"},
    "signed_by": {"type": "text"},
}
ACTS = ("began", "heard", "decided", "told", "appealed", "ruled", "promoted", "paused", "resumed", "approved")


def parse(text: str) -> Any:
    """YAML with texts only."""
    return yaml.load(text, Text)  # noqa: S506 - our own words


def pack(
    norms: str, *, id: str = "small", version: str = "2010-01-01", roll: str = "no", **more: Any
) -> Pack:
    """A pack of some norms. Each cites ``1`` unless it says otherwise; ``more`` are further top-level keys."""
    written = parse(norms)
    for norm in written:
        norm.setdefault("cite", "1")
    choices = any("choice" in norm for norm in written)
    fields = {name: {**said, "cite": "1"} for name, said in FIELDS.items() if choices or name != "picked"}
    whole = {
        "pack": id, "version": version, "title": f"{id}办法", "issuer": "某机关", "level": "city",
        "conventions": {"counting": {"use": "civil-code-201-203", "roll": roll, "basis": "assumed"}},
        "provisions": {"1": {"label": "一条", "status": "encoded"}, **{str(n): {"label": f"{n}条", "status": "definition"} for n in range(2, 10)}},
        "vocabulary": {"roles": ROLES, "lists": LISTS},
        "procedures": {
            "case": {
                "title": "案件",
                "matter": {"kind": {"type": "one_of", "list": "kinds", "cite": "1"}, "secret": {"type": "yes_no", "cite": "1"}},
                "subject": {"kind": "person", "many": "yes", "facts": {
                    "rank": {"type": "one_of", "list": "ranks", "cite": "1"},
                    "post": {"type": "text", "cite": "1"},
                    "away": {"type": "yes_no", "cite": "1"},
                    "role": {"type": "text", "cite": "1"},
                    "term": {"type": "text", "cite": "1"},
                    "holder": {"type": "text", "cite": "1"},
                    "lower": {"type": "person", "cite": "1"},
                }},
                "steps": [{"id": act, "label": act, "cite": "1", "record": fields} for act in ACTS],
            }
        },
        "norms": written,
        **more,
    }  # fmt: skip
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    return load_pack_text(text.encode(), f"{id}.yaml", Vocabulary())


def log(text: str = "[]", **more: Any) -> Log:
    """A log of events written as YAML, with other keys of a case."""
    return cases.log({"events": parse(text), **more})


def status(findings: Iterable[Finding], norm: str, subject: str | None = None) -> list[str]:
    """The statuses of a norm's findings, in order."""
    return [f.status.value for f in findings if f.norm == norm and (subject is None or f.subject == subject)]
