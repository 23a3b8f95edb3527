"""What the tests of a year of assessment share: a page as an account gets it, and what is read on it."""

from __future__ import annotations

from typing import Any

import lxml.html


def page(year: Any, url: str = "", who: str = "kaohe") -> Any:
    """A page of the year as an account gets it."""
    answer = year.client(who).get(url if url.startswith("/matters") else year.url + url)
    assert answer.status_code == 200, url
    return lxml.html.fromstring(answer.content.decode())


def text_of(found: Any) -> str:
    """Everything that is read."""
    return " ".join(found.xpath("//main")[0].text_content().split())


def rows(found: Any) -> list[list[str]]:
    """The cells as they are read."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in found.xpath("//tr[contains(@class, 'row')]")
    ]
