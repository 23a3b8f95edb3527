"""Backup: the same files as an export, in one sealed file, read again before it counts as made; and restoring it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from zeren.records.moving import places, reading, writing
from zeren.records.moving.checked import check
from zeren.records.moving.manifest import Manifest
from zeren.records.moving.noting import note
from zeren.records.moving.places import FromFolder, FromZip, Source
from zeren.records.moving.sealing import MAGIC, Opened, Sealing
from zeren.records.moving.snapshot import snapshot
from zeren.records.moving.tables import wrong
from zeren.records.moving.writing import Told, silent
from zeren.records.trail.models import TrailEntry

MADE = "backup_made"


def backup(path: Path, told: Told = silent, again: Told = silent) -> Manifest:
    """Everything into one new sealed file, as it is now, while people go on working.

    ``told`` hears of the writing, ``again`` of the reading after it. Raises Refused where something is there already,
    it can't be written, or what was written does not read as it should (then there is no file).
    """
    with places.new(path) as made:
        with (
            snapshot() as taken,
            places.private(made) as file,
            Sealing(file) as sealed,
            places.zip_into(sealed) as box,
        ):
            writing.write(places.IntoZip(box), taken, told)
        with opened(made) as source:
            found = check(source, again)
        note(MADE, str(found.rows))
        return found


def restore(path: Path, told: Told = silent, act: str = "") -> Manifest:
    """Take a backup, or an export, into this empty installation; ``act`` goes on the trail. Raises Refused, with nothing written."""
    with opened(path) as source:
        return reading.take(source, told, act)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The files of an export (a folder, a zip) or of a backup. Raises Refused for what is neither."""
    if path.is_dir():
        yield FromFolder(path)
        return
    try:
        file = path.open("rb")
    except OSError as reason:
        raise wrong(str(path), f"不能读取：{reason.strerror}", f"can't be read: {reason.strerror}") from None
    with file:
        begin = file.read(len(MAGIC))
        file.seek(0)
        yield FromZip(io.BufferedReader(Opened(file), 1 << 16) if begin == MAGIC else file)


def last_made() -> datetime | None:
    """When the last backup was made and read again; None: never. It says nothing of where the file is now."""
    return TrailEntry.objects.filter(act=MADE).order_by("-at", "-seq").values_list("at", flat=True).first()
