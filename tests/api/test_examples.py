"""Every example of docs/api.md is asked as it stands there and answers what it shows."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from api.test_operations_by_role import ROWS, operations
from desk.support_county import County, browser, county, entered
from docs import pages as docs

__all__ = ["county", "entered"]
PAGE = docs.ROOT / "docs" / "api.md"


def shape_of(shown: Any, given: Any, where: str) -> None:
    """What is shown is there: every key, and the kind of every value; texts and figures are only examples."""
    if isinstance(shown, dict):
        assert isinstance(given, dict) and set(shown) <= set(given), (where, sorted(given))
        for key, value in shown.items():
            shape_of(value, given[key], f"{where}.{key}")
    elif isinstance(shown, list):
        assert isinstance(given, list), where
        if shown and given:
            shape_of(shown[0], given[0], f"{where}[0]")
    elif shown is not None and given is not None:
        assert type(shown) is type(given), (where, given)


def head_of(client: Any, county: County, url: str) -> int:
    """The last entry of what the address names."""
    if "/documents/" in url:
        return int(client.get(url.rpartition("/")[0]).json()["head"])
    return int(client.get(f"/api/v1/matters/{county.names['pk']}").json()["head_seq"])


def test_every_example_answers_what_it_shows(county: County) -> None:
    names = {"matter": county.names["pk"], **county.names}
    client, blocks, asked = browser("chengban"), docs.blocks(PAGE), 0
    for place, block in enumerate(blocks):
        if block.language != "http":
            continue
        head, _, body = block.text.strip().partition("\n\n")
        method, url = head.split()
        for name, value in names.items():
            url, body = url.replace(f"{{{name}}}", str(value)), body.replace(f"{{{name}}}", str(value))
        if "expected_head" in body:
            # The page shows a figure; what stands there is whatever the last entry (the document's, the matter's) is now.
            seen = head_of(client, county, url)
            body = re.sub(r'"expected_head": [0-9]+', f'"expected_head": {seen}', body)
        path, _, query = url.partition("?")
        url = f"{path}?{quote(query, safe='=&-:')}" if query else path
        kind = "application/json" if body.startswith("{") else "application/yaml"
        answer = client.get(url) if method == "GET" else client.post(url, body, content_type=kind)
        assert answer.status_code in (200, 201), (head, answer.content.decode()[:300])
        asked += 1
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if after is not None and after.language == "json":
            shape_of(json.loads(after.text), answer.json(), head)
    assert asked >= 18


def test_every_operation_stands_in_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    missing = []
    for name in operations():
        path = ROWS[name].url.partition("?")[0]
        stem = path.split("/{")[0].strip("/").split("/")[0]
        missing += [name] if f"/api/v1/{stem}" not in text else []
    assert missing == []
    assert "multipart/form-data" in text
