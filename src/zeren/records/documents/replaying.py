"""The rows of documents laid anew from their logs alone, and held against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records import clock
from zeren.records.ciphers import Unreadable
from zeren.records.documents import queries
from zeren.records.documents.models import PIECE, OfficialPaper, State
from zeren.records.documents.queries import Said
from zeren.records.matters.models import Attachment

Fault = tuple[str, str, str, str]
"""Code, where, and the words in Chinese and English."""
NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")
THEN = {
    "submitted": State.REVIEW, "reviewed": State.SIGN, "signed": State.SIGNED, "returned": State.RETURNED,
    "dropped": State.DROPPED, "issued": State.ISSUED, "voided": State.VOIDED,
}  # fmt: skip
"""Where a document stands after an act; wordings and the note of a correction leave it where it is."""
BATCH = 500


def standing(document: OfficialPaper, log: tuple[Said, ...]) -> dict[str, Any]:
    """What the log says of the row, by column. What was said in a destroyed matter opens no more: of its number and
    weight nothing is known then, and its title is gone. Which paper of which matter it is no log tells."""
    found: dict[str, Any] = {
        "head": len(log),
        "state": State.DRAFT,
        "reviewed_by": "",
        "signed_by": "",
        "signed_on": None,
    }
    for said in log:
        found["state"] = THEN.get(said.act, found["state"])
        _step(found, said, document.paper == PIECE)
        found |= _words(said) | _files(document, said)
    if any(not said.says for said in log if said.act in queries.WORDING):
        found["title"] = ""
    return found


def _step(found: dict[str, Any], said: Said, piece: bool) -> None:
    """Who did it, which a return and a new submission take away again."""
    if said.act == "drafted":
        found["drafted_by"] = said.account
    elif said.act in ("submitted", "returned"):
        found |= {"reviewed_by": "", "signed_by": "", "signed_on": None}
    elif said.act == "reviewed":
        found["reviewed_by"] = said.account
        # A piece of a periodical needs no signature: that stands on the issue.
        found["state"] = State.SIGNED if piece else State.SIGN
    elif said.act == "signed":
        day = said.says.get("on")
        found["signed_by"] = said.account
        found["signed_on"] = date.fromisoformat(day) if day else said.at.astimezone(clock.BEIJING).date()


def _words(said: Said) -> dict[str, Any]:
    """What stands in the sealed part of an entry."""
    if said.act in queries.WORDING and said.says:
        return {"title": said.says["text"]["title"], "important": said.says["important"]}
    if said.act == "issued" and (number := NUMBER.fullmatch(str(said.says.get("number", "")))):
        mark, year, serial = number.groups()
        day = date.fromisoformat(said.says["issued_on"])
        return {"mark": mark, "year": int(year), "serial": int(serial), "issued_on": day}
    return {}


def _files(document: OfficialPaper, said: Said) -> dict[str, Any]:
    """The two files among the matter's, by the digests that the issue kept."""
    found = {}
    for kind in ("docx", "pdf") if said.act == "issued" and said.says else ():
        held = Attachment.objects.filter(matter=document.matter_id, checksum=said.says[kind])
        alike = list(held.order_by("pk").values_list("pk", flat=True))
        if alike:
            now = getattr(document, f"{kind}_id")
            found[f"{kind}_id"] = now if now in alike else alike[0]
    return found


def lay_all() -> None:
    """Every document as its log says. One whose log can't be opened, or has none, stays as it is (``faults`` names it)."""
    for pk in list(OfficialPaper.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            document = OfficialPaper.objects.select_for_update().get(pk=pk)
            try:
                log = queries.log_of(document)
            except Unreadable:
                continue
            if not log:
                continue
            found = standing(document, log)
            for name, value in found.items():
                setattr(document, name, value)
            document.save(update_fields=[name.removesuffix("_id") for name in found])


def standing_rows() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the projection: to hold replay against what the acts wrote."""
    names = [field.attname for field in OfficialPaper._meta.concrete_fields]
    return {"OfficialPaper": sorted(OfficialPaper.objects.values_list(*names), key=repr)}


def faults(told: Mapping[int, int]) -> Iterator[Fault]:
    """What was altered or removed. ``told``: how many steps of each document the trail knows."""
    documents = OfficialPaper.objects.select_related("matter").order_by("pk")
    there = set()
    for document in documents.iterator(chunk_size=BATCH):
        there.add(document.pk)
        yield from _faults(document, told.get(document.pk, 0))
    for pk in sorted(told.keys() - there):
        yield "removed", f"document {pk}", f"公文 {pk} 整件被移除", f"document {pk} was removed whole"


def _faults(document: OfficialPaper, told: int) -> Iterator[Fault]:
    where = f"document {document.pk}"
    try:
        log = queries.log_of(document)
    except (Unreadable, UnicodeDecodeError):
        yield "payload_altered", where, "公文日志的内容被改动", "what the document's log says was altered"
        return
    if [said.seq for said in log] != list(range(1, len(log) + 1)) or len(log) < told or not log:
        zh = f"公文日志有缺：现有 {len(log)} 条，应有 {max(told, document.head)} 条"
        yield "removed", where, zh, f"the document's log has {len(log)} entries of {max(told, document.head)}"
        return
    differing = [name for name, value in standing(document, log).items() if getattr(document, name) != value]
    if differing:
        named = "、".join(
            str(OfficialPaper._meta.get_field(name.removesuffix("_id")).verbose_name) for name in differing
        )
        zh = f"公文的登记与日志不符：{named}"
        yield "state_differs", where, zh, f"the row is not what its log says: {', '.join(differing)}"
