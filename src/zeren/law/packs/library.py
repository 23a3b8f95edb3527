"""All packs of a folder: which version is in force on a day, what replaces what, where texts contradict each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from zeren.law.packs.contradictions import Contradiction, contradictions
from zeren.law.packs.examples import Example, load_tests
from zeren.law.packs.form import Norm, Pack, Vocabulary
from zeren.law.packs.grammar_pack import LEVELS
from zeren.law.packs.loading import SHARED, alternatives_file, load_pack, load_vocabulary
from zeren.law.packs.problems import PackErrors, Problem, nearest
from zeren.law.packs.readings import Switches, applied

VERSION_FILE = re.compile(r"\d{4}-\d{2}-\d{2}\.yaml")


@dataclass(frozen=True)
class PackLibrary:
    """Packs in all their versions, with the shared vocabulary. ``digest`` stands for all of them."""

    packs: tuple[Pack, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    digest: str = ""

    @classmethod
    def of(cls, packs: Iterable[Pack], vocabulary: Vocabulary | None = None) -> PackLibrary:
        """A library of loaded packs.

        Raises:
            PackErrors: a norm sets aside one that does not exist, or a higher one without naming why.

        """
        listed = tuple(sorted(packs, key=lambda p: (p.id, p.version)))
        problems = list(_between(listed))
        if problems:
            raise PackErrors(problems)
        return cls(listed, vocabulary or Vocabulary(), _digest(listed))

    @classmethod
    def load(cls, folder: Path, switches: Switches | None = None) -> PackLibrary:
        """Every ``<level>/<id>/<version>.yaml`` of a folder, with the readings that an installation switched.

        Raises:
            PackErrors: with the problems of all files: nothing is loaded by halves.

        """
        folder = Path(folder)
        problems: list[Problem] = []
        shared = load_vocabulary(folder / SHARED) if (folder / SHARED).is_file() else Vocabulary()
        packs: list[Pack] = []
        for path in version_files(folder):
            try:
                packs.append(_in_place(load_pack(path, shared), path))
            except PackErrors as error:
                problems += error.problems
        if problems:
            raise PackErrors(problems)
        return cls.of(applied(packs, switches or {}), shared)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the packs, each once."""
        return tuple(dict.fromkeys(pack.id for pack in self.packs))

    def versions(self, pack: str) -> tuple[Pack, ...]:
        """The versions of a pack, oldest first."""
        return tuple(p for p in self.packs if p.id == pack)

    def latest(self, pack: str) -> Pack | None:
        """The newest version."""
        found = self.versions(pack)
        return found[-1] if found else None

    def on(self, pack: str, day: date) -> Pack | None:
        """The version in force on a day (``version ≤ day ≤ valid_to``); never an older file than the last begun."""
        begun = [p for p in self.versions(pack) if p.version <= day]
        last = begun[-1] if begun else None
        return last if last is not None and (last.valid_to is None or day <= last.valid_to) else None

    def exactly(self, ref: str) -> Pack | None:
        """``id@version``."""
        return next((p for p in self.packs if p.ref == ref), None)

    def in_force(self, day: date) -> tuple[Pack, ...]:
        """All packs in force on a day."""
        return tuple(found for name in self.ids if (found := self.on(name, day)) is not None)

    def superseded_by(self, ref: str) -> tuple[Pack, ...]:
        """The packs that replace ``id@version``."""
        return tuple(p for p in self.packs if ref in p.supersedes)

    def norm(self, ref: str) -> tuple[Pack, Norm] | None:
        """``id@version#norm``, or ``id#norm`` of the newest version."""
        name, _, norm = ref.partition("#")
        pack = self.exactly(name) if "@" in name else self.latest(name)
        found = next((n for n in pack.norms if n.id == norm), None) if pack else None
        return (pack, found) if pack is not None and found is not None else None

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Where two packs that can meet in one matter say what cannot both be kept."""
        return contradictions(self.packs, self.vocabulary)


def newest(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """The newest version of each pack, in the order in which the packs first came in."""
    return tuple({pack.id: pack for pack in sorted(packs, key=lambda pack: pack.version)}.values())


def version_files(folder: Path) -> list[Path]:
    """The pack files of a folder, in a fixed order."""
    return sorted(path for path in Path(folder).glob("*/*/*.yaml") if VERSION_FILE.fullmatch(path.name))


def examples_of(pack: Pack) -> tuple[Example, ...]:
    """The tests beside a loaded pack, and those of its readings; none where there is no file.

    Raises:
        PackErrors: with everything that is wrong with that file.

    """
    path = Path(pack.file)
    files = (path.with_suffix(".tests.yaml"), alternatives_file(path))
    return tuple(example for file in files if file.is_file() for example in load_tests(file, pack))


def _in_place(pack: Pack, path: Path) -> Pack:
    wanted = Path(pack.level, pack.id, f"{pack.version}.yaml")
    if path.parts[-3:] != wanted.parts:
        raise PackErrors([Problem("wrong_place", str(path), 0, None, "", wanted.as_posix())])
    return pack


def _digest(packs: Iterable[Pack]) -> str:
    said = "\n".join(f"{p.ref} {p.digest}" for p in packs)
    return hashlib.sha256(said.encode()).hexdigest()


# ---------------------------------------------------------------- what one pack says of another


def _between(packs: tuple[Pack, ...]) -> Iterator[Problem]:
    for one, other in combinations(packs, 2):
        if one.ref == other.ref:
            yield Problem("two_in_force", other.file, 0, None, "version", one.ref)
    for pack in packs:
        for norm in pack.norms:
            for ref in norm.overrides:
                yield from _override(pack, norm, ref, packs)


def _override(pack: Pack, norm: Norm, ref: str, packs: tuple[Pack, ...]) -> Iterator[Problem]:
    name, sign, target = ref.partition("#")
    if not sign or name == pack.id:
        return
    others = [p for p in packs if p.id == name]
    known = {n.id for p in others for n in p.norms}
    if target not in known:
        near = nearest(target, known) if others else nearest(name, {p.id for p in packs})
        yield Problem("unknown_other", pack.file, norm.line, norm.id, "overrides", ref, (), near)
    elif norm.under is None and LEVELS.index(pack.level) > min(LEVELS.index(p.level) for p in others):
        yield Problem("needs_under", pack.file, norm.line, norm.id, "under", ref)
