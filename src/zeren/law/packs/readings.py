"""Named readings: points that a text leaves open, with options; which one is used can be switched.

A norm with an ``option`` holds only while that option is used. The norms of the other options stand aside in
``alternatives``, so that switching needs no file: it is a pure function of the pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from zeren.law.packs.form import NamedReading, Norm, Pack
from zeren.law.packs.nodes import compose
from zeren.law.packs.problems import PackErrors, Problem, nearest
from zeren.law.packs.reading import Reading
from zeren.law.packs.types import IDENT, MapOf, Text

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
    readings = {name: _using(one, changed.get(name, one.use)) for name, one in pack.readings.items()}
    said = "\n".join([pack.digest, *(f"{name}={option}" for name, option in sorted(changed.items()))])
    return divided(replace(pack, readings=readings, digest=hashlib.sha256(said.encode()).hexdigest()))


def divided(pack: Pack) -> Pack:
    """The pack with its norms parted into those that hold and those of other options, in the file's order."""
    norms = sorted((*pack.norms, *pack.alternatives), key=lambda norm: norm.line)
    return replace(
        pack,
        norms=tuple(_told(norm, pack) for norm in norms if holds(norm, pack)),
        alternatives=tuple(norm for norm in norms if not holds(norm, pack)),
    )


def holds(norm: Norm, pack: Pack) -> bool:
    """Whether a norm holds under the readings in use."""
    return norm.option is None or pack.readings[norm.option[0]].use == norm.option[1]


def _told(norm: Norm, pack: Pack) -> Norm:
    """A norm under an option carries the option's sentence, where it has none of its own."""
    if norm.option is None or norm.reading is not None:
        return norm
    one = pack.readings[norm.option[0]]
    return replace(norm, reading=f"{one.label}：{one.options[norm.option[1]]}")


def _using(one: NamedReading, option: str) -> NamedReading:
    return replace(one, use=option)


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
