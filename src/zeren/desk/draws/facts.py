"""What a draw says, beside the fields of the step that it serves; whether it is recorded so is for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zeren.desk.matters.form import FormField


def with_known(fields: tuple[FormField, ...], known: Mapping[str, tuple[str, int]]) -> tuple[FormField, ...]:
    """The fields, each that the draw says something of with its value and entry as a hint."""
    return tuple(_told(field, *known[field.name]) if field.name in known else field for field in fields)


def _told(field: FormField, value: str, seq: int) -> FormField:
    words = next((option.label for option in field.options if option.value == value), value)
    return replace(field, hint=f"按第 {seq} 号随机抽取：{words}")
