"""Names of people, organs, posts and papers inside a record: ``person:7``, ``organ:3``, ``post:2``, ``attachment:9``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zeren.records.matters.models import Attachment
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person, Post

FORM = re.compile(r"^(person|organ|post|attachment):([1-9][0-9]{0,17})$")
NOUNS = {"person": "人员", "organ": "机关", "post": "职务", "attachment": "附件"}


def parse(ref: str) -> tuple[str, int] | None:
    """Noun and id; None for any other text."""
    found = FORM.match(ref)
    return (found[1], int(found[2])) if found else None


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The display name of each reference that exists: one query a noun."""
    asked: dict[str, set[int]] = {}
    for ref in refs:
        parsed = parse(ref)
        if parsed:
            asked.setdefault(parsed[0], set()).add(parsed[1])
    models = {"person": Person, "organ": Organ, "post": Post, "attachment": Attachment}
    return {
        f"{noun}:{pk}": name
        for noun, ids in asked.items()
        for pk, name in models[noun].objects.filter(pk__in=ids).values_list("pk", "name")  # type: ignore[attr-defined]
    }
