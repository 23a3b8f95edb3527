"""Where things are: one function a noun, so that a page never spells an address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def matter(pk: int | str, **query: str) -> str:
    """The page of a matter."""
    return _found("desk:matter", f"/matters/{pk}", pk) + _query(query)


def person(pk: int | str, **query: str) -> str:
    """The file of a person."""
    return reverse("desk:cadre", args=[pk]) + _query(query)


def provision(pack: str, address: str = "", version: str = "") -> str:
    """A regulation in the library, at one of its provisions. ``pack`` may carry its version (``id@day``)."""
    slug, _, day = pack.partition("@")
    query = _query({"version": version or day})
    return reverse("desk:regulation", args=[slug]) + query + (f"#p{address}" if address else "")


def named(name: str, *args: object) -> str:
    """A route by name, or nothing where it is not there."""
    try:
        return reverse(f"desk:{name}", args=args)
    except NoReverseMatch:
        return ""


def with_query(path: str, *pairs: tuple[str, str]) -> str:
    """A path with its query; empty values are left out."""
    kept = [(name, value) for name, value in pairs if value != ""]
    return f"{path}?{urlencode(kept)}" if kept else path


def _found(name: str, fallback: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return fallback


def _query(query: dict[str, str]) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
