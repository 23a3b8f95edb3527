"""The rows of duty lists laid anew from their logs alone, and the logs held against their seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records.duties import evidence, laying, log, states
from zeren.records.duties.models import (
    Activity,
    ActivityDoer,
    ActivityTarget,
    Duty,
    DutyEntry,
    DutyHolder,
    DutyList,
    DutyState,
    Explanation,
    Occasion,
)

Fault = tuple[str, str, str, str]
"""Code, where, and the words in Chinese and English."""
CHUNK = 200


def replay(lst: DutyList, day: date | None = None) -> None:
    """Write every row of a locked list anew from its log, and how its holders stand on a day (today)."""
    for rows in (lst.activities, lst.occasions, lst.explanations, lst.duties, lst.holders):
        rows.all().delete()
    lst.version, lst.since, lst.published_on, lst.published_at, lst.numbered = 0, None, None, "", 0
    for entry in lst.entries.order_by("seq").iterator(chunk_size=CHUNK):
        laying.lay(lst, entry)
    lst.save()
    states.refresh(lst, day=day)


def lay_all(day: date | None = None) -> None:
    """Every list."""
    for pk in DutyList.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            replay(log.locked(pk), day)


KEYS = {
    DutyList: ("organ", "year"), DutyHolder: ("list", "number"), Duty: ("list", "number", "holder__number"),
    Explanation: ("list", "entry", "duty__number"), Occasion: ("list", "number"), Activity: ("list", "number", "occasion__number"),
    ActivityDoer: ("activity__list", "activity__number", "holder__number"),
    ActivityTarget: ("activity__list", "activity__number"),
    DutyState: ("list", "holder__number"),
}  # fmt: skip
"""What names a row without the database's own numbers and days of computing, which replay gives anew."""
OWN = frozenset({"id", "list_id", "holder_id", "duty_id", "activity_id", "occasion_id", "organ_id", "as_of"})


def standing_rows() -> dict[str, list[tuple[Any, ...]]]:
    """What stands, to hold replay against what the acts wrote."""
    found = {}
    for model, key in KEYS.items():
        names = (*key, *(f.attname for f in model._meta.concrete_fields if f.attname not in OWN))
        found[model.__name__] = sorted(model.objects.values_list(*names), key=repr)  # type: ignore[attr-defined]
    return found


def faults(told: Mapping[int, tuple[int, str]]) -> Iterator[Fault]:
    """What was altered, removed or moved in the logs of lists. ``told``: by list, the end that the trail knows."""
    lists = {lst.pk: lst for lst in DutyList.objects.select_related("organ")}
    for pk, lst in lists.items():
        yield from _list(lst, told.get(pk, (0, "")))
    for pk in sorted(told.keys() - lists.keys()):
        yield "removed", f"duty list {pk}", "责任清单整本被移除", "the duty list was removed whole"


def _list(lst: DutyList, told: tuple[int, str]) -> Iterator[Fault]:
    name = f"duty list {lst.organ.code} {lst.year}"
    seq, link = 0, ""
    for entry in lst.entries.order_by("seq").iterator(chunk_size=CHUNK):
        if entry.seq != seq + 1:
            gone = f"{seq + 1}" if entry.seq == seq + 2 else f"{seq + 1}-{entry.seq - 1}"
            yield "removed", f"{name}#{gone}", f"第 {gone} 条被移除", f"entries {gone} were removed"
        elif _link(entry, link) != entry.link:
            yield "altered", f"{name}#{entry.seq}", "内容或次序被改动", "the entry was altered or moved"
        seq, link = entry.seq, entry.link
    for file in evidence.missing(lst):
        yield "file_missing", f"{name}/{file}", "佐证材料缺失或被改动", "a file is missing or was altered"
    for number in states.differing(lst):
        zh, en = f"第 {number} 个责任主体存下的状态与记录不符", f"the stored state of holder {number} differs"
        yield "state_differs", name, zh, en
    if lst.seq and not log.head_fits(lst):
        yield "head_altered", name, "链尾被改动", "the head was altered"
    if (seq, link) != (lst.seq, lst.link):
        yield "head_differs", name, "链尾与末条记录不符", "the head is not that of the last entry"
    if (lst.seq, lst.link) != told:
        zh, en = f"链尾与轨迹所记（第 {told[0]} 条）不符", f"the head is not what the trail tells ({told[0]})"
        yield "head_differs", name, zh, en


def _link(entry: DutyEntry, previous: str) -> str:
    try:
        return log.link_of(entry, previous)
    except (KeyError, ValueError):
        return ""
