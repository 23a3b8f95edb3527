"""A list that goes out whole: the same rows in memory and some at a time."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from zeren.desk import workbook


def whole(client: Any, url: str) -> list[tuple[Any, ...]]:
    """The rows of a workbook, which are the same when so many are not held in memory."""
    short = client.get(url)
    assert short.status_code == 200 and not short.streaming
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workbook, "MOST", 1)
        patched.setattr(workbook, "AT_ONCE", 1)
        long = client.get(url)
        assert long.streaming and long["Content-Disposition"] == short["Content-Disposition"]
        content = long.getvalue()
    first, second = (openpyxl.load_workbook(BytesIO(some)).active for some in (short.content, content))
    rows = list(first.values)
    assert rows == list(second.values) and rows[1:]
    assert first.oddFooter.left.text == second.oddFooter.left.text
    return rows
