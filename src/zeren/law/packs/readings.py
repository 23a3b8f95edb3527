"""Named readings: points that a text leaves open, with options; which one is used can be switched.

A norm with an ``option`` holds only while that option is used. The norms of the other options stand aside in
``alternatives``, so that switching needs no file: it is a pure function of the pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zeren.law.packs.form import NamedReading, Norm, Pack
from zeren.law.packs.nodes import compose
from zeren.law.packs.problems import PackErrors, Problem, nearest
from zeren.law.packs.reading import Reading
from zeren.law.packs.types import IDENT, MapOf, Text

ALTERNATIVES = "alternatives.yaml"
SWITCHES = "readings.yaml"
Switches = Mapping[str, Mapping[str, str]]
"""pack → reading → option."""


def load_switches(path: Path) -> Switches:
    """The switches of an installation: ``{pack: {reading: option}}``; none where there is no file.

    Raises:
        PackErrors: the file is no such mapping.

    """
    path = Path(path)
    if not path.is_file() or not path.read_bytes().strip():
        return {}
    r = Reading(str(path))
    found: Switches | None = MapOf(MapOf(Text(IDENT))).read(compose(path.read_bytes(), str(path)), r)
    if r.problems or found is None:
        raise PackErrors(r.problems)
    return found


def switched(pack: Pack, options: Mapping[str, str]) -> Pack:
    """The pack with other options in use; its digest tells it apart.

    Raises:
        PackErrors: there is no such reading, or it has no such option.

    """
    problems = [p for name, option in options.items() if (p := _wrong(pack, name, option)) is not None]
    if problems:
        raise PackErrors(problems)
    changed = {name: option for name, option in options.items() if pack.readings[name].use != option}
    if not changed:
        return pack
    readings = {name: replace(one, use=changed.get(name, one.use)) for name, one in pack.readings.items()}
    return divided(replace(pack, readings=readings, digest=_digest(pack, readings)))


def applied(packs: Iterable[Pack], switches: Switches) -> tuple[Pack, ...]:
    """The packs with the switches of an installation. A version that lacks a reading which another has keeps its own.

    Raises:
        PackErrors: no version of the pack has such a reading, or it has no such option.

    """
    listed = tuple(packs)
    problems: list[Problem] = []
    found: list[Pack] = []
    for pack in listed:
        try:
            found.append(switched(pack, _concerning(pack, listed, switches.get(pack.id, {}))))
        except PackErrors as error:
            problems += error.problems
    if problems:
        raise PackErrors(problems)
    return tuple(found)


def _concerning(pack: Pack, packs: Sequence[Pack], options: Mapping[str, str]) -> dict[str, str]:
    """The switches that concern this version; those that no version knows concern the newest, which refuses them."""
    versions = [p for p in packs if p.id == pack.id]
    newest = pack is max(versions, key=lambda p: p.version)
    known = {name for p in versions for name in p.readings}
    return {n: o for n, o in options.items() if n in pack.readings or (newest and n not in known)}


def choices(pack: Pack) -> dict[str, str]:
    """The readings that are switched: those with another option than the pack's own."""
    return {name: one.use for name, one in pack.readings.items() if one.use != one.own}


def _digest(pack: Pack, readings: Mapping[str, NamedReading]) -> str:
    """That of the file, while every reading is the pack's own; else of file, file of readings and options."""
    file = pack.file_digest or pack.digest
    used = [f"{name}={one.use}" for name, one in sorted(readings.items()) if one.use != one.own]
    said = "\n".join([file, *([pack.readings_digest] if pack.readings_digest else []), *used])
    return hashlib.sha256(said.encode()).hexdigest() if used else file


def resting(pack: Pack) -> Pack:
    """The pack with its norms bound to the readings that name them; parted into those that hold and the others."""
    named = {norm: (*_of(norm, pack),) for one in pack.readings.values() for norm in one.norms}
    norms = tuple(
        replace(norm, option=named[norm.id]) if not norm.option and norm.id in named else norm
        for norm in pack.norms
    )
    return divided(replace(pack, norms=norms))


def _of(norm: str, pack: Pack) -> Iterator[tuple[str, str]]:
    yield from ((one.id, one.own) for one in pack.readings.values() if norm in one.norms)


def divided(pack: Pack) -> Pack:
    """The pack with its norms parted into those that hold and those of other options; the pack's own go first."""

    def place(norm: Norm) -> tuple[bool, int]:
        return any(pack.readings[name].own != option for name, option in norm.option), norm.line

    norms = sorted((*pack.norms, *pack.alternatives), key=place)
    return replace(
        pack,
        norms=tuple(_told(norm, pack) for norm in norms if holds(norm, pack)),
        alternatives=tuple(norm for norm in norms if not holds(norm, pack)),
    )


def held(pack: Pack) -> Pack:
    """The pack with the norms that hold, as they are written: to look at them, not to use them."""
    every = (*pack.norms, *pack.alternatives)
    return replace(pack, norms=tuple(norm for norm in every if not norm.option or holds(norm, pack)))


def holds(norm: Norm, pack: Pack) -> bool:
    """Whether a norm holds under the readings in use."""
    return all(pack.readings[name].use == option for name, option in norm.option)


def _told(norm: Norm, pack: Pack) -> Norm:
    """A norm that rests on named readings says which option is used, and whether the organ chose it."""
    bound = [pack.readings[name] for name, _ in norm.option]
    shown = [one for one in pack.readings.values() if norm.id in one.shows]
    if not bound and not shown:
        return norm
    said = list(dict.fromkeys(sentence(one) for one in (*bound, *shown)))
    if bound and norm.own_reading and all(one.use == one.own for one in bound):
        # The norm's own sentence says what the pack takes; the names tell what can be switched.
        others = f"{norm.own_reading}（另有读法可选：{'；'.join(one.label for one in bound)}）"
        said = [others, *(sentence(one) for one in shown)]
    elif norm.own_reading:
        said.append(norm.own_reading)
    return replace(norm, reading="；".join(said))


def sentence(one: NamedReading) -> str:
    """What is open, and the option that is used; a switched one is said to be the organ's choice."""
    said = f"{one.label}：{one.options[one.use]}"
    return said if one.use == one.own else f"{said}（由使用机关选定，未选定的取：{one.options[one.own]}）"


def _wrong(pack: Pack, name: str, option: str) -> Problem | None:
    if name not in pack.readings:
        known = tuple(pack.readings)
        return Problem("unknown_reading", pack.file, 0, None, "readings", name, known, nearest(name, known))
    one = pack.readings[name]
    if option in one.options:
        return None
    allowed = tuple(one.options)
    return Problem(
        "unknown_option",
        pack.file,
        one.line,
        None,
        f"readings.{name}",
        option,
        allowed,
        nearest(option, allowed),
    )
