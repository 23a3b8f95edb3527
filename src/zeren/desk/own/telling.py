"""What of an entry is told in words, to the person or unit concerned and to an organ with a share: its fields, named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from zeren.desk.matters.form import YES_NO, field_of
from zeren.desk.wording import PackWords
from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.matters.own import OwnEntry


def names_in(entries: Iterable[OwnEntry]) -> Mapping[str, str]:
    """Names of whom and what any entry names, asked for together."""
    values = (value for entry in entries for value in entry.fields.values())
    return refs.names_of(text for v in values for text in ((v,) if isinstance(v, str) else v))


def values_of(entry: OwnEntry, words: PackWords, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Label and words of each field shown; a paper that is named stands among the papers."""
    for name, value in entry.fields.items():
        declared = entry.step.record[name]
        label = entry.shown.labels.get(name) or declared.label or name
        if declared.type != "document" or not (isinstance(value, str) and value in names):
            yield label, _value(entry, name, value, words, names)


def _value(entry: OwnEntry, name: str, value: FieldText, words: PackWords, names: Mapping[str, str]) -> str:
    declared = entry.step.record[name]
    made = field_of(words.pack, entry.step.id, declared, None, lambda _: None)
    options = {option.value: option.label for option in made.options} | dict(YES_NO)
    texts = (value,) if isinstance(value, str) else value
    return "、".join(options.get(t) or names.get(t) or words.value(t) for t in texts)
