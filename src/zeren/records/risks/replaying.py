"""The rows of the register laid anew from its log alone, and the log held against its seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from zeren.records.risks import content, log
from zeren.records.risks.models import Risk, RiskEntry, RiskMeasure, RiskRegister
from zeren.records.scope import columns_of

BATCH = 500
Fault = tuple[str, str, str, str]
"""Code, where, and the words in Chinese and English."""


def lay_all() -> None:
    """Every risk as its last version says it."""
    for organ in RiskRegister.objects.values_list("pk", flat=True):
        with transaction.atomic():
            register = RiskRegister.objects.select_for_update().get(pk=organ)
            bodies = dict(
                RiskEntry.objects.filter(register=register).order_by("seq").values_list("risk", "body")
            )
            risks = list(Risk.objects.filter(pk__in=bodies).select_related("organ"))
            laid = [(risk, content.read(bodies[risk.pk])) for risk in risks]
            for risk, found in laid:
                content.lay(risk, found)
                for name, value in columns_of(risk.organ).items():
                    setattr(risk, name, value)
                risk.save()
            log.lay_measures(laid)


def standing_rows() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the projection, without row ids: to hold replay against what the acts wrote."""
    found = {}
    for model, key in ((Risk, "pk"), (RiskMeasure, "risk")):
        names = [key, *(f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "risk_id"))]
        found[model.__name__] = sorted(model.objects.values_list(*names), key=repr)  # type: ignore[attr-defined]
    return found


def faults(told: Mapping[int, tuple[int, str]]) -> Iterator[Fault]:
    """What was altered, removed or moved in the registers. ``told``: by organ, the end that the trail knows."""
    registers = {register.pk: register for register in RiskRegister.objects.select_related("organ")}
    for pk, register in registers.items():
        yield from _register(register, told.get(pk, (0, "")))
    for pk in sorted(told.keys() - registers.keys()):
        yield "removed", f"risks {pk}", "风险台账整本被移除", "the register was removed whole"


def _register(register: RiskRegister, told: tuple[int, str]) -> Iterator[Fault]:
    name = f"risks {register.organ.code}"
    seq, link = 0, ""
    rows = RiskEntry.objects.filter(register=register).select_related("risk", "register").order_by("seq")
    for entry in rows.iterator(chunk_size=BATCH):
        if entry.seq != seq + 1:
            yield (
                "removed",
                f"{name}#{seq + 1}",
                f"第 {seq + 1} 条起有缺",
                f"entries from {seq + 1} are missing",
            )
        elif _link(entry, link) != entry.link:
            yield "altered", f"{name}#{entry.seq}", "内容或次序被改动", "the entry was altered or moved"
        seq, link = entry.seq, entry.link
    if not log.head_fits(register):
        yield "head_altered", name, "链尾被改动", "the head was altered"
    if (seq, link) != (register.head_seq, register.head_link):
        yield "head_differs", name, "链尾与末条记录不符", "the head is not that of the last entry"
    if (register.head_seq, register.head_link) != told:
        yield (
            "head_differs",
            name,
            f"链尾与轨迹所记（第 {told[0]} 条）不符",
            f"the head is not what the trail tells ({told[0]})",
        )


def _link(entry: RiskEntry, previous: str) -> str:
    try:
        return log.link_of(entry, previous)
    except (KeyError, ValueError):
        return ""
