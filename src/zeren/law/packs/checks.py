"""What spans a whole pack: ids once, provisions served, no circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations_with_replacement

from yaml.nodes import Node

from zeren.law.packs import form
from zeren.law.packs.form import NamedReading, Norm, Pack, Status
from zeren.law.packs.nodes import line_of, value_at
from zeren.law.packs.problems import Problem
from zeren.law.packs.reading import Reading
from zeren.law.packs.readings import held
from zeren.law.packs.walking import conditions_of, values_of


def check_pack(pack: Pack, root: Node, r: Reading) -> None:
    """Note every problem that only the whole pack shows."""
    _check_days(pack, root, r)
    _check_ids(pack, r)
    check_readings(pack, r)
    _check_provisions(pack, r)
    _check_terms(pack, r)
    for name, links in (
        ("score", _score_links(pack)),
        ("expired", _expired_links(pack)),
        ("term", _term_links(pack)),
    ):
        _check_circles(pack, name, links, r)


def _note(r: Reading, code: str, line: int, norm: str | None, key: str, found: str) -> None:
    r.problems.append(Problem(code, r.file, line, norm, key, found))


def _check_days(pack: Pack, root: Node, r: Reading) -> None:
    if pack.valid_to is not None and pack.valid_to < pack.version:
        line = line_of(value_at(root, "valid_to") or root)
        _note(r, "ends_before", line, None, "valid_to", f"{pack.version} … {pack.valid_to}")


def _check_ids(pack: Pack, r: Reading) -> None:
    seen: set[str] = set()
    for norm in pack.norms:
        if norm.id in seen:
            _note(r, "duplicate_norm", norm.line, norm.id, "id", norm.id)
        seen.add(norm.id)
    for provision in pack.provisions.values():
        for carried in provision.carries:
            if carried in seen:
                _note(
                    r, "carried_and_norm", provision.line, None, f"provisions.{provision.at}.carries", carried
                )


def check_readings(pack: Pack, r: Reading) -> None:
    """A reading changes something, and no option of it has a norm twice."""
    for name, one in pack.readings.items():
        every = (*pack.norms, *pack.alternatives)
        if not any(name == reading for norm in every for reading, _ in norm.option):
            _note(r, "reading_unused", one.line, None, f"readings.{name}", name)
    for options in _together(pack):
        if not r.problems:
            _check_ids(held(replace(pack, readings={**pack.readings, **options})), r)


def _together(pack: Pack) -> Iterator[dict[str, NamedReading]]:
    """Every reading switched by itself, and with every other: a norm may rest on two."""
    found = [replace(one, use=option) for one in pack.readings.values() for option in one.options]
    for first, second in combinations_with_replacement(found, 2):
        yield {first.id: first, second.id: second}


def cites_of(norm: Norm) -> tuple[str, ...]:
    """The provisions a norm and its items cite."""
    items = norm.body.items if isinstance(norm.body, form.Choice) else ()
    return norm.cite + tuple(address for item in items for address in item.cite)


def _check_provisions(pack: Pack, r: Reading) -> None:
    """``encoded`` needs a norm (or a convention) that cites the address or one under it."""
    cited = {address for norm in pack.norms for address in cites_of(norm)}
    cited |= {address for convention in pack.conventions.values() for address in convention.cite}
    for provision in pack.provisions.values():
        under = provision.at + "."
        served = any(address == provision.at or address.startswith(under) for address in cited)
        if provision.status is Status.ENCODED and not served:
            _note(r, "encoded_without_norm", provision.line, None, f"provisions.{provision.at}", provision.at)


def _check_terms(pack: Pack, r: Reading) -> None:
    """``{term: x}`` needs a condition, ``{value: x}`` a figure."""
    figures = {
        n.body.term for n in pack.norms if isinstance(n.body, form.Define) and n.body.value is not None
    }
    for norm in pack.norms:
        for condition in conditions_of(norm):
            if isinstance(condition, form.Term) and condition.term in figures:
                _note(r, "term_is_figure", condition.line, norm.id, "term", condition.term)
        for value, line in values_of(norm):
            if isinstance(value, form.TermValue) and value.term not in figures:
                _note(r, "figure_is_term", line, norm.id, "value", value.term)


Links = Mapping[str, tuple[str, ...]]


def _score_links(pack: Pack) -> Links:
    return {
        norm.body.name: tuple(part.score for part in norm.body.parts if part.score)
        for norm in pack.norms
        if isinstance(norm.body, form.Score)
    }


def _expired_links(pack: Pack) -> Links:
    return {
        norm.id: (norm.body.opener.norm,)
        for norm in pack.norms
        if isinstance(norm.body, form.Duty) and isinstance(norm.body.opener, form.OpenExpired)
    }


def _term_links(pack: Pack) -> Links:
    links: dict[str, tuple[str, ...]] = {}
    for norm in pack.norms:
        if isinstance(norm.body, form.Define):
            used = [c.term for c in conditions_of(norm) if isinstance(c, form.Term)]
            used += [v.term for v, _ in values_of(norm) if isinstance(v, form.TermValue)]
            links[norm.body.term] = tuple(used)
    return links


def _check_circles(pack: Pack, name: str, links: Links, r: Reading) -> None:
    for start in links:
        if start in _reached(start, links):
            norm = next(n for n in pack.norms if start in (n.id, *_named(n)))
            _note(r, "circle", norm.line, norm.id, name, start)


def _named(norm: Norm) -> Iterator[str]:
    if isinstance(norm.body, form.Define):
        yield norm.body.term
    if isinstance(norm.body, form.Score):
        yield norm.body.name


def _reached(start: str, links: Links) -> set[str]:
    seen: set[str] = set()
    todo = list(links.get(start, ()))
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += links.get(name, ())
    return seen
