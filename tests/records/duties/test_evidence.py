"""佐证材料: files of an activity lie sealed without hidden information, are kept with the log, and are missed when gone."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from PIL import Image

from zeren.records import integrity
from zeren.records.duties import activities, acts, evidence, log, queries, replaying
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import ActivityDoer, ActivityFile, DutyList
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters.files import place_in_store

pytestmark = pytest.mark.django_db


def photo() -> bytes:
    """A small picture that says with what it was taken."""
    told, out = Image.Exif(), BytesIO()
    told[0x010F] = "QINGLAN-CAMERA"
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=told)
    return out.getvalue()


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list with one activity of the secretary's."""
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    activities.record(county.office, lst.pk, [doing(lst)])
    return lst


def doing(lst: DutyList) -> Doing:
    """The secretary's research."""
    number = lst.holders.get(person__code="wang").number
    return Doing(date(2026, 2, 26), "research", "城关镇", (Doer(number, True),), ("conduct_building",))


def test_a_photo_lies_sealed_without_what_the_camera_wrote(drawn: DutyList, county: SimpleNamespace) -> None:
    content = photo()
    assert b"QINGLAN-CAMERA" in content
    evidence.attach(county.wang, drawn.pk, 1, evidence.prepare([("签到表.jpeg", content)]))
    row = ActivityFile.objects.get()
    assert (row.name, row.activity, row.media_type) == ("签到表.jpg", 1, "image/jpeg")
    kept, read = evidence.read(county.office, drawn, 1, row.pk)
    assert b"QINGLAN-CAMERA" not in read and Image.open(BytesIO(read)).size == (40, 30)
    assert read not in place_in_store(kept.file).read_bytes()
    assert ActivityDoer.objects.get().evidenced


def test_it_is_kept_with_the_log_through_correction_replay_and_voiding(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    evidence.attach(county.office, drawn.pk, 1, evidence.prepare([("纪要.txt", "会议纪要".encode())]))
    activities.correct(county.office, drawn.pk, 1, doing(drawn), "补记")
    assert ActivityDoer.objects.get().evidenced
    before = replaying.standing_rows()
    replaying.replay(log.locked(drawn.pk))
    assert replaying.standing_rows() == before
    (row,) = evidence.of_activity(queries.activity(county.office, drawn, 1))  # type: ignore[arg-type]
    assert evidence.read(county.office, drawn, 1, row.pk)[1].decode() == "会议纪要"
    assert [e.act for e in queries.history(drawn, 1)] == ["recorded", "attached", "corrected"]
    activities.void(county.office, drawn.pk, 1, "重复")
    with pytest.raises(OutOfSight):
        evidence.read(county.office, drawn, 1, row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActivityFile.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        ActivityFile.objects.update(name="别的.txt")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("宏.exe", b"MZ\x90", "不在可收之列"),
        ("空.pdf", b"", "是空文件"),
        ("假.jpg", b"\xff\xd8\xff no picture", "没有收"),
        ("大.txt", b"x" * (evidence.LARGEST + 1), "超过 10 MB"),
    ],
)
def test_what_is_no_evidence_is_refused_with_its_reason(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        evidence.prepare([("好.txt", b"ok"), (name, content)])
    (problem,) = refused.value.problems
    assert problem.field == "files" and name in problem.zh and said in problem.zh


def test_ten_files_are_taken_and_no_eleventh(drawn: DutyList, county: SimpleNamespace) -> None:
    ten = evidence.prepare([(f"{n}.txt", b"x") for n in range(evidence.MOST)])
    evidence.attach(county.office, drawn.pk, 1, ten)
    with pytest.raises(Refused, match="more than 10"):
        evidence.prepare([("11.txt", b"x")], there=10)
    with pytest.raises(Refused, match="more than 10"):
        evidence.attach(county.office, drawn.pk, 1, ten[:1])
    with pytest.raises(Refused, match="no file"):
        evidence.attach(county.office, drawn.pk, 1, [])
    assert ActivityFile.objects.count() == evidence.MOST


def test_who_may_not_change_the_activity_attaches_nothing_and_who_does_not_see_it_reads_nothing(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    files = evidence.prepare([("纪要.txt", b"x")])
    evidence.attach(county.wang, drawn.pk, 1, files)
    row = ActivityFile.objects.get()
    for actor in (county.feng, county.beside):
        with pytest.raises(OutOfSight):
            evidence.attach(actor, drawn.pk, 1, files)
        with pytest.raises(OutOfSight):
            evidence.read(actor, drawn, 1, row.pk)


@pytest.mark.parametrize("gone", [True, False])
def test_verifying_names_a_file_that_is_gone_or_altered(
    gone: bool, drawn: DutyList, county: SimpleNamespace
) -> None:
    evidence.attach(county.office, drawn.pk, 1, evidence.prepare([("纪要.txt", b"x")]))
    assert "file_missing" not in {f.code for f in integrity.verify().faults}
    row = ActivityFile.objects.get()
    path: Path = place_in_store(row.file)
    path.unlink() if gone else path.write_bytes(path.read_bytes()[:-1] + b"?")
    (fault,) = [f for f in integrity.verify().faults if f.code == "file_missing"]
    assert fault.where == "duty list Q 2026/纪要.txt"
    with pytest.raises(Refused, match="missing or was altered"):
        evidence.read(county.office, drawn, 1, row.pk)
