"""Every act that is written anywhere has its word, and the words say nothing that the entries do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from zeren.records.trail import words

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zeren"
WRITERS = {"write", "note", "look"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def constants(node: ast.AST | None) -> set[str]:
    """The texts that an expression may give."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def on_trail(call: ast.Call) -> bool:
    """``trail.write``, ``trail.note``, ``acts.note``, ``looks.look`` and the like: the act is the second argument."""
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    return name_of(call) in WRITERS and isinstance(of, ast.Name) and of.id in ("trail", "acts", "looks")


def forwarders(tree: ast.Module) -> dict[str, int]:
    """Functions of a module that are given an ``act`` and pass it on: name and its place among the arguments."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [arg.arg for arg in node.args.args if arg.arg not in ("self", "cls")]
            if "act" in names:
                found[node.name] = names.index("act")
    return found


def defaults(tree: ast.Module) -> set[str]:
    """What an ``act`` is where nobody says another."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            args = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            for arg, value in zip(args, node.args.defaults, strict=True):
                found |= constants(value) if arg.arg == "act" else set()
    return found


def acts_of(path: Path, tree: ast.Module) -> Iterator[str]:
    """The acts that a module writes."""
    own = forwarders(tree)
    of_matters = "records/matters" in path.as_posix()
    if of_matters:
        # Its neighbours write through records.matters.acts.
        own = {"write": 3, "_write": 4, **own}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        place = own.get(name_of(call))
        if on_trail(call) and not (of_matters and call.func.value.id == "acts"):  # type: ignore[attr-defined]
            place = 1
        if place is not None:
            given = [key.value for key in call.keywords if key.arg == "act"] or call.args[place : place + 1]
            yield from constants(given[0] if given else None)
    yield from defaults(tree)


def written() -> set[tuple[str, str]]:
    """Every act that is written, with the file that does; the engine's acts are another thing."""
    pure = (SOURCE / "law", SOURCE / "norms")
    return {
        (act, path.name)
        for path, tree in modules()
        if not any(path.is_relative_to(floor) for floor in pure)
        for act in acts_of(path, tree)
    }


def test_the_search_finds_the_acts_that_are_known_to_be_written() -> None:
    found = {act for act, _ in written()}
    assert {
        "signed_in", "sign_in_failed", "signed_out", "event_recorded", "event_corrected", "matter_opened", "matter_read",
        "materials_read", "exported", "disposal_confirmed", "head_exported", "trail_verified", "keys_rewrapped",
    } <= found  # fmt: skip


def test_every_act_that_is_written_has_its_word() -> None:
    without = {(act, file) for act, file in written() if act not in words.ACTS and "_" in act}
    assert without == set()


def test_acts_that_are_put_together_have_their_words_as_well() -> None:
    made = {
        *(f"consult_{outcome}" for outcome in ("granted", "returned", "refused")),
        *(f"unsealing_{verdict}" for verdict in ("granted", "refused", "withdrawn")),
        *(f"complaint_{act}" for act in ("accepted", "transferred", "signed_for", "verified", "asked", "replied", "closed")),
    }  # fmt: skip
    assert made <= set(words.ACTS)


def test_every_noun_that_is_written_has_its_word() -> None:
    """The search for a target goes by them as well."""
    nouns: set[str] = set()
    for _, tree in modules():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and on_trail(node)):
            nouns |= constants(call.args[2]) if len(call.args) > 2 else set()
    assert {"matter", "account", "list", "trail"} <= nouns <= set(words.NOUNS)


def test_no_two_acts_share_a_word() -> None:
    assert len(set(words.ACTS.values())) == len(words.ACTS)


@pytest.mark.parametrize(
    ("act", "text", "said"),
    [
        ("exported", "41 Excel", "41 行，Excel"),
        ("event_corrected", "8 decided", "记录 8"),
        ("disposal_confirmed", "3 12 2", "提议 3，记录 12 条，附件 2 件"),
        ("disposal_confirmed", "3", "3"),
        ("of_another_version", "7 x", "7 x"),
        ("exported", "", ""),
    ],
)
def test_a_detail_is_said_in_words_or_shown_as_it_stands(act: str, text: str, said: str) -> None:
    assert words.detail(act, text) == said
