"""The parts that every writer of complaints shares: numbers, entries, contents, files."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max

from zeren.records import clock, vault
from zeren.records.ciphers import Unreadable
from zeren.records.complaints.models import Complaint, ComplaintEntry, ComplaintFile, Reporter
from zeren.records.complaints.stripping import Clean
from zeren.records.errors import Problem, Refused
from zeren.records.matters.files import place_in_store, store
from zeren.records.organs.models import Organ

Act = ComplaintEntry.Act
MARK = "信访"
LONGEST_ABOUT, LONGEST_TEXT = 200, 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody complains of: about whom, what, with which files."""

    about: str
    text: str
    files: tuple[Clean, ...] = ()


def begin(organ: Organ, channel: str, received: date, written: Written, **more: object) -> Complaint:
    """A complaint with its first entry (inside the caller's transaction)."""
    complaint = Complaint(
        number=new_number(received.year), organ=organ, holder=organ, received=received, channel=channel,
        **more,
    )  # fmt: skip
    complaint.save(force_insert=True)
    vault.write(complaint, place_of(complaint), _text({"about": written.about, "text": written.text}))
    complaint.save(update_fields=["key_id", "wrapped", "sealed"])
    entry = append(complaint, Act.RECEIVED, received)
    keep_files(complaint, entry.seq, written.files)
    return complaint


def new_number(year: int) -> str:
    """A number drawn by lot: one after the other they would tell how many come, when, and that one is kept from somebody.

    Given once in all, not once an organ: it goes along on a transfer, and stands on the trail.
    """
    head = f"{MARK}〔{year}〕"
    taken = set(Complaint.objects.filter(number__startswith=head).values_list("number", flat=True))
    most = 999 if len(taken) < 500 else 20 * len(taken)
    while (number := f"{head}{101 + secrets.randbelow(most - 100)}号") in taken:
        pass
    return number


def append(
    complaint: Complaint, act: str, on: date, text: str = "", *, account: str = "", organ: Organ | None = None
) -> ComplaintEntry:
    """One entry, after those there are (the caller holds the complaint's row)."""
    last = complaint.entries.aggregate(last=Max("seq"))["last"] or 0
    entry = ComplaintEntry(complaint=complaint, seq=last + 1, act=act, on=on, account=account, organ=organ)
    vault.write(entry, place_of_entry(entry), text.encode())
    entry.save(force_insert=True)
    return entry


def keep_files(complaint: Complaint, seq: int, files: Iterable[Clean]) -> None:
    """Seal the files into the data folder; their time there is the day, not the minute."""
    before = complaint.files.count()
    for number, one in enumerate(files, before + 1):
        row = ComplaintFile(
            complaint=complaint, seq=seq, name=f"附件{number}.{one.ending}", media_type=one.media_type,
            size=len(one.content), file=secrets.token_hex(16),
        )  # fmt: skip
        path = place_in_store(row.file)
        store(path, vault.seal(row, place_of_file(row), one.content))
        _on_the_day(path.parent, path)
        row.save(force_insert=True)


def _on_the_day(*paths: os.PathLike[str]) -> None:
    noon = datetime.combine(clock.today(), time(12), clock.BEIJING).timestamp()
    for path in paths:
        os.utime(path, (noon, noon))


def seal_reporter(complaint: Complaint, name: str, contact: str) -> None:
    """The reporter's name and contact, under keys of their own. From here on nobody sees them without two approvals."""
    row = Reporter(complaint=complaint)
    vault.write(row, place_of_reporter(complaint), _text({"name": name, "contact": contact}))
    row.save(force_insert=True)


def content_of(complaint: Complaint) -> Written:
    """What was written. Raises Refused where it was altered."""
    told = json.loads(_read(complaint, place_of(complaint)))
    return Written(told["about"], told["text"])


def text_of(entry: ComplaintEntry) -> str:
    """What an entry says. Raises Refused where it was altered."""
    return _read(entry, place_of_entry(entry)).decode()


def _read(row: Complaint | ComplaintEntry, place: str) -> bytes:
    try:
        return vault.read(row, place)
    except Unreadable:
        raise Refused([Problem("text", "内容已被改动，不予显示", "the content was altered")]) from None


def place_of(complaint: Complaint) -> str:
    """For which place the content is sealed."""
    return f"complaint {complaint.pk}"


def place_of_entry(entry: ComplaintEntry) -> str:
    """For which place an entry is sealed."""
    return f"complaint {entry.complaint_id} entry {entry.seq}"


def place_of_file(row: ComplaintFile) -> str:
    """For which place a file is sealed."""
    return f"complaint file {row.file}"


def place_of_reporter(complaint: Complaint) -> str:
    """For which place a reporter is sealed."""
    return f"reporter {complaint.pk}"


def _text(told: Mapping[str, str]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
