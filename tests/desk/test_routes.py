"""Every route is in docs/routes.md, and nothing there is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "routes.md"


def in_code(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if not path.startswith(
                "api/v1/"
            ):  # docs/api.md tells the operations; tests/api holds it to them.
                yield f"/{path}", pattern.name or ""
        else:
            yield from in_code(pattern.url_patterns, path)


def documented() -> set[tuple[str, str]]:
    rows = re.findall(r"^\| `(/[^`]*)` \| `([^`]*)` \|", DOCUMENT.read_text(encoding="utf-8"), re.M)
    return set(rows)


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    assert set(in_code(get_resolver().url_patterns)) == documented()


def test_no_name_stands_for_two_routes() -> None:
    names = [name for _, name in in_code(get_resolver().url_patterns)]
    assert len(names) == len(set(names))
