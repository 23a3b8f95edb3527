"""Packs, compiled: every norm a unit, versions grouped, exceptions bound to their targets. Kept between calls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from zeren.law.packs.form import Bar, Kind, Pack
from zeren.norms.authority import compile_authority
from zeren.norms.bar import compile_bar
from zeren.norms.choice import compile_choice
from zeren.norms.conflicts import Contrasts
from zeren.norms.context import Truth
from zeren.norms.define import compile_define
from zeren.norms.duty import compile_duty
from zeren.norms.environment import Env
from zeren.norms.exception import compile_exception
from zeren.norms.grade import compile_grade
from zeren.norms.reads import asked_norms
from zeren.norms.require import compile_require
from zeren.norms.score import compile_score
from zeren.norms.standing import compile_standing
from zeren.norms.units import Unit
from zeren.norms.versions import Versions
from zeren.norms.view import View

COMPILERS: dict[Kind, Callable[[Unit], None]] = {
    Kind.DUTY: compile_duty,
    Kind.STANDING: compile_standing,
    Kind.REQUIRE: compile_require,
    Kind.BAR: compile_bar,
    Kind.AUTHORITY: compile_authority,
    Kind.CHOICE: compile_choice,
    Kind.SCORE: compile_score,
    Kind.GRADE: compile_grade,
    Kind.DEFINE: compile_define,
    Kind.EXCEPTION: compile_exception,
}

KEPT = 32
"""How many sets of packs stay compiled."""


def compile_pack(pack: Pack) -> Env:
    """One pack's norms as units, in the pack's order."""
    env = Env(pack)
    for index, norm in enumerate(pack.norms):
        unit = Unit(norm, env, index)
        env.units.append(unit)
        env.by_id[norm.id] = unit
    for unit in env.units:
        COMPILERS[unit.kind](unit)
    return env


class PackSet:
    """The packs of one evaluation. ``units`` are all norms, exceptions last."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        self.envs = [compile_pack(p) for p in packs]
        groups: dict[str, list[Env]] = {}
        for env in self.envs:
            groups.setdefault(env.pack.id, []).append(env)
        self.versions = {name: Versions(envs) for name, envs in groups.items()}
        every = [u for env in self.envs for u in env.units]
        self.units = sorted(every, key=lambda u: u.kind is Kind.EXCEPTION)
        for place, unit in enumerate(self.units):
            unit.place = place
            unit.alone = len(self.versions[unit.env.pack.id].envs) == 1
        self._item_lifts: dict[tuple[int, str], list[Unit]] = {}
        self.acts_read: dict[int, tuple[str, ...]] = {}
        for unit in self.units:
            if unit.kind is Kind.EXCEPTION:
                self._bind(unit)
        self.plans: dict[frozenset[str], object] = {}
        asked = {name for env in self.envs for norm in env.pack.norms for name in asked_norms(norm)}
        for unit in self.units:
            figure = unit.kind in (Kind.SCORE, Kind.GRADE)
            unit.apart = not figure and unit.alone and unit.id not in asked
        self.affected: dict[str, frozenset[int]] = {}
        self._judging: dict[str, tuple[Unit, ...]] = {}
        self.contrasts = Contrasts(self)

    def judging(self, act: str) -> tuple[Unit, ...]:
        """The norms that may have something to say of an act before it is done, in their order."""
        if act not in self._judging:
            self._judging[act] = tuple(unit for unit in self.units if _judges(unit, act))
        return self._judging[act]

    # ------------------------------------------------------------ exceptions

    def _bind(self, exception: Unit) -> None:
        """Bind an exception to the norms it names; a name that is no norm's is an item's."""
        body = exception.exception
        for target in body.to:
            for env, name in self.targets(exception.env, target):
                unit = env.by_id.get(name)
                if unit is None:
                    self._item_lifts.setdefault((id(env), name), []).append(exception)
                    continue
                {"lift": unit.lifts, "extend": unit.extends, "suspend": unit.suspends}[body.then].append(
                    exception
                )

    def targets(self, env: Env, target: str) -> list[tuple[Env, str]]:
        """What a name means: a norm or item of the same pack, or of every version of another (``pack#norm``)."""
        if "#" not in target:
            return [(env, target)]
        pack, name = target.split("#", 1)
        versions = self.versions.get(pack.split("@", 1)[0])
        return [(e, name) for e in versions.envs] if versions is not None else []

    def item_lifts(self, env: Env, item: str) -> list[Unit]:
        """The exceptions that make an item of a choice unavailable."""
        return self._item_lifts.get((id(env), item), [])

    # ------------------------------------------------------------ names and versions

    def unit(self, env: Env, norm: str) -> Unit | None:
        """A norm by its id in the same pack, or as ``pack#norm`` (the newest version at hand)."""
        if "#" not in norm:
            return env.by_id.get(norm)
        pack, name = norm.split("#", 1)
        versions = self.versions.get(pack.split("@", 1)[0])
        return versions.envs[-1].by_id.get(name) if versions is not None else None

    def twins(self, unit: Unit) -> list[Unit]:
        """The same norm in the other versions of its regulation."""
        envs = self.versions[unit.env.pack.id].envs
        return [e.by_id[unit.id] for e in envs if e is not unit.env and unit.id in e.by_id]

    def governs(self, env: Env, day: date) -> Truth:
        """Whether this version governs a day; see ``Versions.governs``."""
        return self.versions[env.pack.id].governs(env, day)

    def unborn(self, env: Env, day: date) -> bool:
        """Whether no version had begun by a day, and the first one replaced nothing."""
        versions = self.versions[env.pack.id]
        return versions.latest(day) is None and not versions.envs[0].pack.supersedes

    def governs_facts(self, env: Env, view: View) -> Truth:
        """Whether this version governs by the day of the facts."""
        return self.versions[env.pack.id].governs_facts(env, view)


def _judges(unit: Unit, act: str) -> bool:
    """A bar over the act, or a condition, a competence, a choice that the act sets off."""
    if isinstance(unit.norm.body, Bar):
        return act in unit.norm.body.acts
    return unit.kind in (Kind.REQUIRE, Kind.AUTHORITY, Kind.CHOICE) and act in unit.triggers


_kept: OrderedDict[tuple[int, ...], PackSet] = OrderedDict()


def compiled(packs: Iterable[Pack] | PackSet) -> PackSet:
    """The compiled form of some packs; the last ones used stay compiled. A set that is compiled is returned."""
    if isinstance(packs, PackSet):
        return packs
    wanted = tuple(packs)
    key = tuple(map(id, wanted))
    found = _kept.get(key)
    if found is None:
        found = PackSet(wanted)
        _kept[key] = found
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
