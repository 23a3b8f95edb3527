"""Each kind of value is exact out and in again; what is none, and a name that is not ours, comes in by no line."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from zeren.records.moving import kinds, papers

NOON = datetime(2026, 3, 16, 4, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (kinds.DECIMAL, Decimal("0.10"), "0.10"),
        (kinds.DECIMAL, Decimal("12345678901234567890.000001"), "12345678901234567890.000001"),
        (kinds.INTEGER, 2**63 - 1, 2**63 - 1),
        (kinds.FLOAT, 0.1, 0.1),
        (kinds.INSTANT, NOON, "2026-03-16T04:00:00.123456+00:00"),
        (kinds.UUID, uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (kinds.BYTES, bytes(range(256)), None),
        (kinds.TEXT, "“𠮷”\r\n", "“𠮷”\r\n"),
    ],
)
def test_values_are_exact_there_and_back(kind: kinds.Kind, value: Any, written: Any) -> None:
    out = json.loads(json.dumps(kind.out(value) if kind.out else value))
    assert written is None or out == written
    back = {vendor: kind.into(out, vendor) for vendor in ("sqlite", "postgresql")}
    if kind is kinds.INSTANT:
        assert back == {"sqlite": "2026-03-16 04:00:00.123456", "postgresql": written}
    elif kind is kinds.UUID:
        assert back == {"sqlite": value.hex, "postgresql": written}
    else:
        assert set(map(str, back.values())) == {str(value)}


def test_data_stands_in_one_order_whichever_the_database_keeps() -> None:
    assert kinds.DATA.out is not None
    one, other = (
        '{"since": null, "organs": [{"b": 1, "a": 2}]}',
        '{"organs": [{"a": 2, "b": 1}], "since": null}',
    )
    assert json.dumps(kinds.DATA.out(one)) == json.dumps(kinds.DATA.out(other)) == other


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (kinds.INTEGER, True), (kinds.INTEGER, 2**63), (kinds.INTEGER, 1.0), (kinds.TEXT, "a\0b"), (kinds.TEXT, "\ud800"),
        (kinds.BOOLEAN, 1), (kinds.DAY, "20260316"), (kinds.DAY, 3), (kinds.INSTANT, "2026-03-16T04:00:00"),
        (kinds.INSTANT, "0001-01-01T00:00:00+14:00"), (kinds.BYTES, "*"), (kinds.DECIMAL, "NaN"), (kinds.DECIMAL, 1.5), (kinds.UUID, "5"), (kinds.FLOAT, "1"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(kind: kinds.Kind, value: Any) -> None:
    with pytest.raises(kinds.NONE):
        kind.into(value, "sqlite")


@pytest.mark.parametrize(
    "name", ["../x", "attachments/ab/../x", "/etc/x", "attachments/ab/cd" + "0" * 30, "keys.json"]
)
def test_no_file_has_another_name_than_ours(name: str) -> None:
    assert not papers.ALLOWED.fullmatch(name)
