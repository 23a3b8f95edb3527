"""Whom a typed name means: a person by code or name, an organ by code, name or short name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people
from zeren.records.people.models import Person

MOST_ORGANS = 300


@dataclass(frozen=True, slots=True)
class Named:
    """A typed name and what it means. ``same``: the several people of that name, by code and place, to be asked which."""

    text: str
    ref: str = ""
    same: tuple[tuple[str, str], ...] = ()


def parts(text: str) -> Iterator[str]:
    """The names in a text, parted by 、 ， or line ends."""
    for line in text.splitlines():
        yield from (part.strip() for part in line.replace("，", "、").split("、") if part.strip())


def resolve(actor: Actor, name: str, chosen: Mapping[str, str] | None = None) -> Named:
    """One name. ``chosen``: for a name that several bear, the code that was picked before."""
    code = (chosen or {}).get(name) or _code_in(name)
    person = people.nameable(actor).filter(code=code).first() if code else None
    if person is not None:
        return Named(name, f"person:{person.pk}")
    organ = organs.by_code(code) or organs.by_name(name)
    if organ is not None:
        return Named(name, f"organ:{organ.pk}")
    found = people.named(actor, name)
    if len(found) == 1:
        return Named(name, f"person:{found[0].pk}")
    return Named(name, same=tuple((one.code, _place(one)) for one in found))


def person_of(actor: Actor, name: str, field: str = "person", asked: str = "姓名") -> int:
    """The one person whom a typed name means. Raises Refused at ``field``: none was typed, nobody, or several."""
    name = name.strip()
    parsed = refs.parse(resolve(actor, name).ref) if name else None
    if parsed is None or parsed[0] != "person":
        zh = f"登记中没有“{name}”，或同名不止一人（请写 姓名〔人员代码〕）" if name else f"请写{asked}"
        raise Refused([Problem(field, zh, f"no such person, or several: '{name}'")])
    return parsed[1]


def _code_in(name: str) -> str:
    """``R034`` of ``王某某〔R034〕``."""
    return name.rpartition("〔")[2].rstrip("〕") if "〔" in name else name


def _place(person: Person) -> str:
    held = people.posts_on(person.pk)
    if held:
        return held[0].post.in_full
    return (person.organ.short or person.organ.name) if person.organ else ""


def offered(actor: Actor) -> tuple[tuple[str, str], ...]:
    """What a field for names offers while one types: people with their codes, and organs."""
    return (*people_offered(actor), *organs_offered(actor))


def people_offered(actor: Actor) -> tuple[tuple[str, str], ...]:
    """People with their codes, and where they work."""
    return tuple((f"{p.name}〔{p.code}〕", p.organ.short if p.organ else "") for p in people.offered(actor))


def organs_offered(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Organs, with their short names."""
    return tuple(
        (o.name, o.short) for o in organs.visible_to(actor).order_by("depth", "rank", "id")[:MOST_ORGANS]
    )
