"""Random small regulations and random records, as the engine takes them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.law.packs.form import (
    Acts,
    Authority,
    Bar,
    Compare,
    Condition,
    Const,
    DueWithin,
    Duty,
    ExceptionBody,
    Extend,
    FieldValue,
    Force,
    Happened,
    Kind,
    Norm,
    OpenOn,
    Pack,
    Path,
    Period,
    Procedure,
    Require,
    Role,
    Step,
    Vocabulary,
)
from zeren.norms.model import Event, Log

TYPES = ("a", "b", "c", "d", "e", "f")
ROLES = ("r1", "r2", "r3")
PEOPLE = ("s1", "s2")
FLAG: Condition = Compare(FieldValue(Path("this", "flag")), "is", Const("yes"))
KIND: Condition = Compare(FieldValue(Path("matter", "kind")), "is", Const("yes"))


@dataclass(frozen=True)
class World:
    """A regulation, a record and the day asked about."""

    pack: Pack
    log: Log
    as_of: date


def world(seed: int) -> World:
    """The same world for the same seed."""
    chance = random.Random(seed)
    norms = _norms(chance)
    log = _log(chance)
    last = max((e.at for e in log.events), default=date(2024, 3, 1))
    as_of = last + timedelta(days=chance.choice([-20, -3, 0, 0, 1, 10, 40, 200]))  # type: ignore[operator]
    return World(_pack(norms), log, as_of)  # type: ignore[arg-type]


def _pack(norms: tuple[Norm, ...]) -> Pack:
    steps = {name: Step(name, name) for name in TYPES}
    return Pack(
        id="x-1",
        version=date(2004, 1, 1),
        title="x",
        issuer="x",
        level="central",
        vocabulary=Vocabulary(roles={role: Role(role, role) for role in ROLES}),
        procedures={"case": Procedure("case", "case", steps=steps)},
        norms=norms,
    )


# ---------------------------------------------------------------- the regulation


def _norms(chance: random.Random) -> tuple[Norm, ...]:
    makers = [_duty, _duty, _require, _require, _bar, _authority]
    norms = [chance.choice(makers)(chance, f"n{number}") for number in range(chance.randint(2, 6))]
    if chance.random() < 0.15:
        norms += _opposed(chance)
    extended: set[str] = set()
    targets = norms[:2]
    for number in range(chance.choice([0, 1, 1, 2])):
        norms.append(_exception(chance, f"x{number}", chance.choice(targets), extended))
    return tuple(norms)


def _common(chance: random.Random) -> dict[str, object]:
    return {
        "cite": ("1",),
        "force": chance.choice([Force.MUST, Force.MUST, Force.SHOULD, Force.MAY, Force.AIM]),
        "per": chance.choice(["subject", "subject", "matter"]),
        "if_": FLAG if chance.random() < 0.4 else None,
    }


def _duty(chance: random.Random, name: str) -> Norm:
    opener, *acts = chance.sample(TYPES, chance.choice([2, 2, 3]))
    due = DueWithin(_period(chance)) if chance.random() < 0.85 else None
    body = Duty(
        Acts(tuple(acts)),
        OpenOn((opener,)),
        due,
        count=chance.choice([1, 1, 1, 2]),
        roll=chance.choice([True, False]),
    )
    return Norm(id=name, kind=Kind.DUTY, body=body, **_common(chance))  # type: ignore[arg-type]


def _period(chance: random.Random) -> Period:
    unit = chance.choice(["days", "days", "months", "working_days"])
    most = {"days": 20, "months": 2, "working_days": 12}[unit]
    return Period(unit, chance.randint(1, most))  # type: ignore[arg-type]


def _require(chance: random.Random, name: str) -> Norm:
    act, *others = chance.sample(TYPES, 4)
    shape = chance.choice(["one", "all", "any", "before", "both"])
    after = {
        "one": Acts((others[0],)),
        "all": Acts((others[0], others[1]), "all"),
        "any": Acts((others[0], others[1]), "any"),
        "before": None,
        "both": Acts((others[0],)),
    }[shape]
    before = Acts((others[2],)) if shape in ("before", "both") else None
    body = Require((act,), after=after, before=before)
    return Norm(id=name, kind=Kind.REQUIRE, body=body, **_common(chance))  # type: ignore[arg-type]


def _bar(chance: random.Random, name: str) -> Norm:
    act, source, until = chance.sample(TYPES, 3)
    shape = chance.choice(["for", "until", "both"])
    length = chance.choice([Period("days", chance.randint(1, 30)), Period("months", chance.randint(1, 2))])
    body = Bar(
        acts=(act,),
        from_=(source,),
        for_=length if shape != "until" else None,
        until=(until,) if shape != "for" else (),
    )
    return Norm(id=name, kind=Kind.BAR, body=body, **_common(chance))  # type: ignore[arg-type]


def _opposed(chance: random.Random) -> list[Norm]:
    """A duty and a bar over its act, which may meet in a contradiction."""
    duty, bar = _duty(chance, "n8"), _bar(chance, "n9")
    assert isinstance(duty.body, Duty) and isinstance(bar.body, Bar)
    body = replace(bar.body, acts=duty.body.act.names[:1])
    return [replace(duty, force=Force.MUST), replace(bar, force=Force.MUST, body=body)]


def _authority(chance: random.Random, name: str) -> Norm:
    act, first = chance.sample(TYPES, 2)
    roles = tuple(chance.sample(ROLES, chance.randint(1, 2)))
    body = Authority((act,), by=roles, after=Acts((first,)) if chance.random() < 0.4 else None)
    return Norm(id=name, kind=Kind.AUTHORITY, body=body, **{**_common(chance), "per": "subject"})  # type: ignore[arg-type]


def _exception(chance: random.Random, name: str, target: Norm, extended: set[str]) -> Norm:
    """A norm is extended once at most: the format does not say how two extensions go together."""
    extendable = isinstance(target.body, Duty) and target.body.due is not None and target.id not in extended
    if extendable and chance.random() < 0.5:
        assert isinstance(target.body, Duty)
        extended.add(target.id)
        on = chance.choice([t for t in TYPES if t not in target.body.act.names])
        longer = Period("months", chance.randint(2, 4))
        body = ExceptionBody((target.id,), "extend", extend=Extend(on, longer))
        when = None
    else:
        body = ExceptionBody((target.id,), "lift")
        when = chance.choice(
            [None, KIND, KIND, Happened(chance.choice(TYPES)), Happened(chance.choice(TYPES))]
        )
    return Norm(id=name, cite=("2",), kind=Kind.EXCEPTION, body=body, if_=when)


# ---------------------------------------------------------------- the record


def _log(chance: random.Random) -> Log:
    day, events = date(2024, 1, 1) + timedelta(days=chance.randrange(365)), []
    for number in range(chance.randint(1, 14)):
        day += timedelta(days=chance.choice([0, 0, 1, 2, 5, 11, 30]))
        events.append(_event(chance, f"e{number}", day, number + 1))
    chance.shuffle(events)
    kind = chance.choice(["yes", "no", "?"])
    return Log(procedure="case", subjects=PEOPLE, matter={"kind": kind}, events=tuple(events))


def _event(chance: random.Random, name: str, day: date, seq: int) -> Event:
    return Event(
        id=name,
        type=chance.choice(TYPES),
        at=day,
        seq=seq,
        by=chance.choice([(), ("r1",), ("r2",), ("r3",)]),
        re=f"e{chance.randrange(seq - 1)}" if seq > 1 and chance.random() < 0.3 else None,
        subject=chance.choice([("s1",), ("s2",), ("s1", "s2")]),
        fields={"flag": chance.choice(["yes", "yes", "no", "?"])},
    )
