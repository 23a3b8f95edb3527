"""The words by which sheets and workbooks name what the pack names by ids: kinds of unit, scores, steps, fields."""

from __future__ import annotations

from zeren.records.packs import Words
from zeren.records.scores import rules
from zeren.records.scores.rules import Leaf


def kinds_of(words: Words) -> dict[str, str]:
    """The kinds of unit that sheets may differ by."""
    found = rules.rules_of(words.pack, words.procedure)
    declared = words.procedure.matter.get(found.kind) if found else None
    listed = words.list(declared.list or "") if declared else None
    return {item: listed.labels.get(item, item) for item in listed.items} if listed else {}


def targets_of(words: Words) -> dict[str, str]:
    """The scores of the pack, each by the word of its subjects (领导班子, 领导干部), else by its provision."""
    listed = words.list("targets")
    names = listed.labels if listed else {}
    return {
        body.name: names.get(body.name, words.pack.provisions[norm.cite[0]].label or body.name)
        for norm, body in rules.roots_of(words.pack)
    }


def leaves_of(words: Words) -> dict[str, tuple[Leaf, ...]]:
    """By score, what it rests on in the end."""
    return {
        body.name: rules.leaves_of(words.pack, words.procedure, body.name)
        for _, body in rules.roots_of(words.pack)
    }


def uses_of(words: Words) -> dict[str, str]:
    """What a sheet may serve: ``score.step`` and its words (领导班子：集中考核评分)."""
    targets = targets_of(words)
    return {
        f"{name}.{leaf.step}": f"{targets[name]}：{words.procedure.steps[leaf.step].label}"
        for name, leaves in leaves_of(words).items()
        for leaf in leaves
    }


def fields_of(words: Words, score: str, step: str) -> dict[str, str]:
    """The fields of a step that a score takes, with their labels."""
    return {leaf.field: leaf.label for leaf in leaves_of(words).get(score, ()) if leaf.step == step}
