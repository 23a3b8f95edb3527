"""From a file to a pack: read in the order in which names are needed, then check what spans the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node

from zeren.law.packs.checks import check_pack, check_readings
from zeren.law.packs.form import (
    Convention,
    NamedReading,
    Norm,
    Pack,
    Parameter,
    Procedure,
    Provision,
    Vocabulary,
    WordList,
)
from zeren.law.packs.grammar_norms import BODIES
from zeren.law.packs.grammar_pack import PACK_RECORD, READINGS_RECORD
from zeren.law.packs.grammar_words import VOCABULARY
from zeren.law.packs.names import EventShape, Names
from zeren.law.packs.nodes import compose, entries, items_of, text_at, texts_of, value_at
from zeren.law.packs.problems import PackErrors
from zeren.law.packs.reading import Reading
from zeren.law.packs.readings import ALTERNATIVES, resting

SHARED = "vocabulary.yaml"
ORDER = ("vocabulary", "provisions", "readings", "parameters", "conventions", "procedures", "norms")


def load_vocabulary(path: Path) -> Vocabulary:
    """The shared vocabulary of a folder of packs.

    Raises:
        PackErrors: with everything that is wrong with the file.

    """
    root = compose(_bytes(path), str(path))
    r = Reading(str(path), _look_at_words(root, Names()))
    vocabulary = VOCABULARY.read(root, r)
    if r.problems or vocabulary is None:
        raise PackErrors(r.problems)
    found: Vocabulary = vocabulary
    return found


def load_pack(path: Path, vocabulary: Vocabulary | None = None) -> Pack:
    """One pack.

    Args:
        path: the YAML file.
        vocabulary: the shared vocabulary; without it, ``vocabulary.yaml`` in a folder above ``path``.

    Raises:
        PackErrors: with everything that is wrong with the file.
        OSError: the file cannot be read.

    """
    path = Path(path)
    words = vocabulary if vocabulary is not None else find_vocabulary(path)
    other = alternatives_file(path)
    beside = (_bytes(other), str(other)) if other.is_file() else None
    return load_pack_text(_bytes(path), str(path), words, beside)


def alternatives_file(path: Path) -> Path:
    """Where a pack's named readings stand, by version, that its own file does not hold."""
    return path.with_name(ALTERNATIVES)


def find_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of the nearest folder above that has one; an empty one otherwise."""
    for folder in Path(path).resolve().parents:
        if (folder / SHARED).is_file():
            return load_vocabulary(folder / SHARED)
    return Vocabulary()


def load_pack_text(
    data: bytes, file: str, vocabulary: Vocabulary, beside: tuple[bytes, str] | None = None
) -> Pack:
    """One pack from its bytes; ``file`` is the name that errors show; ``beside``, the same of its readings."""
    root = compose(data, file)
    r = Reading(file)
    r.names.add_vocabulary(vocabulary)
    values = _read(root, r)
    if r.problems:
        raise PackErrors(r.problems)
    pack = _assembled(values, vocabulary, file, hashlib.sha256(data).hexdigest())
    check_pack(pack, root, r)
    if r.problems:
        raise PackErrors(r.problems)
    return pack if beside is None else _with_readings(pack, *beside, r)


def _with_readings(pack: Pack, data: bytes, file: str, r: Reading) -> Pack:
    """The pack with the readings beside it, whose norms stand aside: unswitched, it is the pack as written."""
    root = value_at(compose(data, file), pack.version.isoformat())
    if root is None:
        return pack
    r.file = file
    values = _read_readings(root, pack, r)
    if not r.problems:
        pack = resting(
            replace(
                pack,
                readings={**pack.readings, **values["readings"]},
                alternatives=(*pack.alternatives, *values.get("norms", ())),
                readings_digest=hashlib.sha256(data).hexdigest(),
            )
        )
        check_readings(pack, r)
    if r.problems:
        raise PackErrors(r.problems)
    return pack


def _read_readings(root: Node, pack: Pack, r: Reading) -> dict[str, Any]:
    known = {norm.id for norm in pack.norms}
    _look_at_readings(root, r.names)
    for norm in items_of(value_at(root, "norms")):
        _look_at_norm(norm, r.names)
    values: dict[str, Any] = READINGS_RECORD.read(root, r) or {}
    readings: Mapping[str, NamedReading] = values.get("readings", {})
    for name, one in readings.items():
        for missing in sorted({*one.norms, *one.shows} - known):
            r.refuse("unknown_norm", value_at(root, "readings", name), missing, known)
    norms = [] if r.problems else zip(values.get("norms", ()), items_of(value_at(root, "norms")), strict=True)
    for norm, node in norms:
        if not any(name in readings and readings[name].own != option for name, option in norm.option):
            r.refuse("needs_other_option", node, norm.id)
    return values


def _bytes(path: Path) -> bytes:
    return Path(path).read_bytes()


def _read(root: Node, r: Reading) -> dict[str, Any]:
    """The values of the top-level keys. Sections that declare names are read before those that use them."""
    if isinstance(root, MappingNode):
        place = {name: i for i, name in enumerate(ORDER)}
        root = MappingNode(root.tag, list(root.value), root.start_mark, root.end_mark)
        root.value.sort(key=lambda pair: place.get(str(pair[0].value), -1))
        _look_ahead(root, r)
    values = PACK_RECORD.read(root, r)
    return values if isinstance(values, dict) else {}


def _look_ahead(root: MappingNode, r: Reading) -> None:
    """Declare what is referred to before it is read, so that one mistake does not cause many."""
    names = r.names
    r.judged_by = text_at(root, "judged_by") or "act"
    _look_at_words(value_at(root, "vocabulary"), names)
    names.provisions |= set(_keys(value_at(root, "provisions")))
    names.procedures |= set(_keys(value_at(root, "procedures")))
    _look_at_readings(root, names)
    names.params |= dict.fromkeys(_keys(value_at(root, "parameters")), "")
    for procedure in _keys(value_at(root, "procedures")):
        _look_at_events(value_at(root, "procedures", procedure, "steps"), names)
    for norm in items_of(value_at(root, "norms")):
        _look_at_norm(norm, names)


def _keys(node: Node | None) -> list[str]:
    return [name for name, _, _ in entries(node)[0]] if isinstance(node, MappingNode) else []


def _look_at_words(node: Node | None, names: Names) -> Names:
    names.roles |= set(_keys(value_at(node, "roles")))
    names.documents |= set(_keys(value_at(node, "documents")))
    _look_at_events(value_at(node, "events"), names)
    for name in _keys(value_at(node, "lists")):
        items = value_at(node, "lists", name, "items")
        ordered = text_at(node, "lists", name, "ordered") == "yes"
        names.lists[name] = WordList(name, tuple(_keys(items)) or texts_of(items), ordered)
    return names


def _look_at_readings(root: Node, names: Names) -> None:
    for name in _keys(value_at(root, "readings")):
        names.readings[name] = tuple(_keys(value_at(root, "readings", name, "options")))


def _look_at_events(node: Node | None, names: Names) -> None:
    for event in items_of(node):
        name = text_at(event, "id") or (texts_of(event) or ("",))[0]
        names.events.setdefault(name, EventShape())


def _look_at_norm(node: Node, names: Names) -> None:
    kind = next((key for key in _keys(node) if key in BODIES), "")
    norm = text_at(node, "id") or ""
    names.norms[norm] = kind
    body = value_at(node, kind) if kind else None
    if kind == "duty" and value_at(body, "to") is not None:
        names.address(texts_of(value_at(body, "act")))
    elif kind == "define":
        names.terms.add(text_at(body, "term") or "")
    elif kind == "score":
        names.scores.add(text_at(body, "name") or "")
    elif kind == "grade":
        bands = [text_at(band, "grade") or "" for band in items_of(value_at(body, "bands"))]
        names.grades[norm] = tuple(reversed(bands))
    elif kind == "choice":
        event, _, name = (text_at(body, "of") or "").rpartition(".")
        items = {text_at(item, "id") or "" for item in items_of(value_at(body, "items"))}
        names.items |= items
        names.chosen.setdefault((event, name), set()).update(items)


def _assembled(values: Mapping[str, Any], shared: Vocabulary, file: str, digest: str) -> Pack:
    judged_by = values.get("judged_by", "act")
    norms: tuple[Norm, ...] = values.get("norms", ())
    conventions: dict[str, Convention] = values.get("conventions", {})
    parameters: dict[str, Parameter] = values.get("parameters", {})
    provisions: dict[str, Provision] = values["provisions"]
    procedures: dict[str, Procedure] = values.get("procedures", {})
    pack = Pack(
        id=values["pack"], version=values["version"], title=values["title"], issuer=values["issuer"],
        level=values["level"], valid_to=values.get("valid_to"), number=values.get("number"),
        supersedes=values.get("supersedes", ()), implements=values.get("implements", ()), judged_by=judged_by,
        note=values.get("note"), conventions=conventions, parameters=parameters, provisions=provisions,
        vocabulary=joined(shared, values.get("vocabulary", Vocabulary())), procedures=procedures, norms=norms, file=file,
        digest=digest, file_digest=digest, readings=values.get("readings", {}),
    )  # fmt: skip
    return resting(pack)


def joined(shared: Vocabulary, own: Vocabulary) -> Vocabulary:
    """The shared words and the pack's own, which go first."""
    facts = {
        head: {**shared.facts.get(head, {}), **own.facts.get(head, {})}
        for head in {**shared.facts, **own.facts}
    }
    return Vocabulary(
        {**shared.roles, **own.roles},
        {**shared.lists, **own.lists},
        {**shared.documents, **own.documents},
        {**shared.events, **own.events},
        facts,
        {**shared.fields, **own.fields},
    )
