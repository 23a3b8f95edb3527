from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from zeren.records import integrity
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts, drafts, files, queries
from zeren.records.matters.models import Attachment

PDF = b"%PDF-1.7\n..."


def container(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for name in names:
            box.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("决定书.pdf", PDF),
        ("表.XLSX", container("xl/workbook.xml")),
        ("报告.docx", container("word/document.xml")),
        ("笔录.txt", "谈话笔录".encode("gb18030")),
        ("照片.jpg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_papers_of_the_usual_kinds_are_taken(name: str, content: bytes) -> None:
    assert files.check_file(name, content)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("run.exe", b"MZ", "类型不在可收之列"),
        ("page.html", b"<p>", "类型不在可收之列"),
        ("无后缀", b"x", "类型不在可收之列"),
        ("a.pdf", b"<script>", "内容与类型不符"),
        ("a.docx", PDF, "内容与类型不符"),
        ("a.docx", container("xl/workbook.xml"), "内容与类型不符"),
        ("a.xlsx", b"PK\x03\x04 broken", "内容与类型不符"),
        ("a.txt", b"\x00\x01", "内容与类型不符"),
        ("a.txt", b"", "空文件"),
    ],
)
def test_other_content_is_refused_with_the_reason(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        files.check_file(name, content)
    assert any(why in problem.zh for problem in refused.value.problems)


def test_the_size_limit_is_met_on_both_sides() -> None:
    most = PDF + b"x" * (files.LARGEST - len(PDF))
    assert files.check_file("a.pdf", most)
    with pytest.raises(Refused):
        files.check_file("a.pdf", most + b"x")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\决定书.pdf", "决定书.pdf"),
        ("a\x00b\u202e.pdf", "ab.pdf"),
        (" .pdf. ", "pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, clean: str) -> None:
    assert files.clean_name(name) == clean


@pytest.mark.django_db
def test_a_paper_becomes_evidence_with_its_checksum(county: Any, opened: Any, home: Path) -> None:
    matter = opened()
    paper = files.add_attachment(county.zhao, matter.pk, "../笔录.pdf", PDF)
    assert (paper.name, paper.size, queries.attachment_count(county.zhao, matter.pk)) == (
        "笔录.pdf",
        len(PDF),
        1,
    )
    acts.record_event(
        county.zhao,
        matter.pk,
        "heard",
        "2026-03-12",
        {"paper": f"attachment:{paper.pk}"},
        attachments=[paper.pk],
    )
    paper.refresh_from_db()
    assert paper.event == 2
    assert queries.entries(county.zhao, matter.pk)[-1].attachments[0]["checksum"] == paper.checksum
    assert files.read_attachment(county.viewer, paper.pk)[1] == PDF
    with pytest.raises(OutOfSight):
        files.read_attachment(county.zhou, paper.pk)
    on_disk = files.path_of(paper)
    assert PDF not in on_disk.read_bytes()
    on_disk.write_bytes(b"%PDF-other")
    with pytest.raises(Refused):
        files.read_attachment(county.zhao, paper.pk)
    on_disk.unlink()
    assert [fault.code for fault in integrity.verify().faults] == ["file_missing"]


@pytest.mark.django_db
def test_another_matters_paper_is_no_evidence_here(county: Any, opened: Any) -> None:
    paper = files.add_attachment(county.zhao, opened().pk, "a.pdf", PDF)
    with pytest.raises(Refused):
        acts.record_event(county.zhao, opened().pk, "heard", "2026-03-12", attachments=[paper.pk])
    with pytest.raises(Refused):
        files.add_attachment(county.viewer, Attachment.objects.get().matter_id, "b.pdf", PDF)


@pytest.mark.django_db
def test_a_draft_survives_is_ones_own_and_goes_when_the_act_is_recorded(county: Any, opened: Any) -> None:
    matter = opened()
    drafts.save_draft(county.zhao, matter.pk, "noticed", {"place": "301"})
    drafts.save_draft(county.zhao, matter.pk, "noticed", {"place": "302室"})
    assert drafts.draft_of(county.zhao, matter.pk, "noticed") == {"place": "302室"}
    assert drafts.draft_of(county.qian, matter.pk, "noticed") is None
    assert [draft.step for draft in drafts.drafts_of(county.zhao)] == ["noticed"]
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-12")
    assert drafts.draft_of(county.zhao, matter.pk, "noticed") is None


@pytest.mark.django_db
def test_a_draft_of_a_new_matter_and_one_out_of_sight(county: Any, opened: Any) -> None:
    drafts.save_draft(county.zhao, None, "open", {"title": "一"})
    drafts.save_draft(county.zhao, None, "open", {"title": "二"})
    assert drafts.draft_of(county.zhao, None, "open") == {"title": "二"}
    drafts.discard_draft(county.zhao, None, "open")
    assert drafts.draft_of(county.zhao, None, "open") is None
    with pytest.raises(OutOfSight):
        drafts.save_draft(county.zhou, opened().pk, "noticed", {})
    with pytest.raises(Refused):
        drafts.save_draft(county.zhao, None, "open", {"title": "字" * drafts.LARGEST})
