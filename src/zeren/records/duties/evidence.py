"""佐证材料: photos and papers of an activity, made anew without what lies hidden in them, sealed in the data folder.

They go by the number of the activity and are kept with the log: a correction keeps them, nothing takes them off.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction

from zeren.records import clock, vault
from zeren.records.actor import Actor
from zeren.records.ciphers import Unreadable
from zeren.records.complaints import stripping
from zeren.records.duties import activities, log, queries, states
from zeren.records.duties.log import Act
from zeren.records.duties.models import Activity, ActivityFile, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters.files import clean_name, place_in_store, store

LARGEST = stripping.LARGEST
"""Bytes of one file, before it is made anew."""
MOST = 10
"""Files of one activity."""
ENDINGS = stripping.ENDINGS


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file made anew, ready to be kept: its own name with the ending of what it is."""

    name: str
    media_type: str
    content: bytes


def prepare(uploads: Sequence[tuple[str, bytes]], there: int = 0) -> list[Prepared]:
    """Files as they came in (name, content), looked through and made anew; ``there``: how many the activity has already.

    Raises Refused with every file of another kind than is taken, over 10 MB, unreadable; or too many of them.
    """
    problems, found = Problems(), []
    if there + len(uploads) > MOST:
        problems.add(
            "files", f"一条记录的佐证材料不超过 {MOST} 件", f"more than {MOST} files for one activity"
        )
    for name, content in uploads[: MOST + 1]:
        try:
            clean = stripping.clean(name, content)
        except Refused as wrong:
            problems.found.extend(wrong.problems)
            continue
        own = PurePath(clean_name(name)).stem.strip()[:80] or "佐证材料"
        found.append(Prepared(f"{own}.{clean.ending}", clean.media_type, clean.content))
    problems.refuse()
    return found


def attach(actor: Actor, list_id: int, number: int, files: Sequence[Prepared]) -> DutyEntry:
    """Keep files with an activity, by whoever may change it. Raises OutOfSight, Refused: none, or too many."""
    with transaction.atomic():
        lst = activities.sighted(actor, list_id)
        activities.changeable(actor, lst, number)
        problems = Problems()
        if not files:
            problems.add("files", "没有选择文件", "no file was chosen")
        if lst.files.filter(activity=number).count() + len(files) > MOST:
            problems.add(
                "files", f"一条记录的佐证材料不超过 {MOST} 件", f"more than {MOST} files for one activity"
            )
        problems.refuse()
        rows = [_row(lst, number, one) for one in files]
        kept = [{"name": r.name, "size": r.size, "checksum": r.checksum} for r in rows]
        entry = states.write(actor, lst, Act.ATTACHED, {"numbers": [number], "files": kept})
        for row, one in zip(rows, files, strict=True):
            row.entry = entry.seq
            store(place_in_store(row.file), vault.seal(row, _place(row), one.content))
            row.save(force_insert=True)
        return entry


def _row(lst: DutyList, number: int, one: Prepared) -> ActivityFile:
    return ActivityFile(
        list=lst, activity=number, name=one.name, media_type=one.media_type, size=len(one.content),
        checksum=hashlib.sha256(one.content).hexdigest(), file=secrets.token_hex(16), added=clock.now(),
    )  # fmt: skip


def of_activity(activity: Activity) -> list[ActivityFile]:
    """The files of an activity in sight, the earliest first."""
    return list(ActivityFile.objects.filter(list=activity.list_id, activity=activity.number).order_by("pk"))


def read(actor: Actor, lst: DutyList, number: int, pk: int) -> tuple[ActivityFile, bytes]:
    """A file and its content, to whoever sees the activity. Raises OutOfSight; Refused where it is missing or was altered."""
    if queries.activity(actor, lst, number) is None:
        raise OutOfSight
    row = lst.files.filter(pk=pk, activity=number).first()
    if row is None:
        raise OutOfSight
    content = _content(row)
    if content is None:
        zh, en = f"“{row.name}”缺失或已被改动，不予提供", f"'{row.name}' is missing or was altered"
        raise Refused([Problem("files", zh, en)])
    return row, content


def _content(row: ActivityFile) -> bytes | None:
    try:
        content = vault.unseal(row, _place(row), place_in_store(row.file).read_bytes())
    except (OSError, Unreadable):
        return None
    return content if hashlib.sha256(content).hexdigest() == row.checksum else None


def _place(row: ActivityFile) -> str:
    return f"activity_file {row.file}"


def missing(lst: DutyList) -> Iterator[str]:
    """The names of files that the log tells of and that are not there as they were taken in."""
    there = {(row.entry, row.name, row.checksum): row for row in lst.files.all()}
    for entry in lst.entries.filter(act=Act.ATTACHED).order_by("seq"):
        for told in log.body_of(entry)["files"]:
            row = there.get((entry.seq, told["name"], told["checksum"]))
            if row is None or _content(row) is None:
                yield str(told["name"])
