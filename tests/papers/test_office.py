"""The PDF of an organ's own DOCX by LibreOffice: its words, its typefaces told, nothing of it left; clear where it fails."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from papers.kinds import decision
from papers.test_templates import made
from zeren.papers.official import many, office, templates
from zeren.papers.official.fonts import NoChineseFont, choose
from zeren.papers.official.stamp import stamped

pytestmark = pytest.mark.anywhere
REAL = pytest.mark.office


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def program() -> str:
    found = office.found()
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where clear files lie while a paper is laid out; nothing is left there, however it ends."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(office, "MEMORY", folder)
    yield
    assert list(folder.iterdir()) == []


@REAL
def test_the_pdf_is_that_of_the_docx_itself_as_pdf_a() -> None:
    filled = templates.fill(
        made("甲机关自己的版式", *("{{title}}", "{{body}}", "{{signed_by}}", "{{dated}}")), decision()
    )
    (pdf,) = office.pdfs(program(), [filled])
    said = text_of(pdf).replace("\n", "")
    assert "甲机关自己的版式" in said and "关于对李某某予以问责的决定" in said and "2026年10月13日" in said
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>B" in pdf


@REAL
def test_chinese_typefaces_alone_print_the_chinese() -> None:
    """Without a hand the program takes whatever has the signs: a Latin face first, then Japanese forms."""
    (pdf,) = office.pdfs(program(), [templates.fill(made(), decision())])
    faces = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    names = {family.replace(" ", "").removesuffix("SC").lower() for family in choose().families.values()}
    assert faces and all(any(name in face.lower() for name in names) for face in faces), faces


@REAL
def test_many_are_laid_out_by_one_start_and_keep_their_order() -> None:
    own = made("自己的版式", *("{{title}}", "{{body}}", "{{signed_by}}", "{{dated}}"))
    jobs = [
        (n, replace(decision(), title=f"第{n}件的决定"), None if n % 4 == 3 else own)
        for n in range(many.AT_ONCE_HERE + 3)
    ]
    found = list(many.render_many(jobs, 0, program()))
    assert [key for key, _ in found] == list(range(len(jobs)))
    for key, (_, pdf) in found:
        said = text_of(pdf).replace("\n", "")
        assert f"第{key}件的决定" in said
        assert ("自己的版式" in said) == (key % 4 != 3)


@REAL
def test_the_version_is_told() -> None:
    assert office.version(program()).count(".") >= 1


def played(tmp_path: Path, lines: str) -> str:
    """A program in the place of LibreOffice."""
    path = tmp_path / "soffice"
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_one_that_makes_nothing_is_said_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(office.NotLaidOut) as wrong:
        office.pdfs(played(tmp_path, "exit 0"), [made(), made()])
    assert (
        "2 份中 2 份" in wrong.value.zh
        and "ZEREN_OFFICE=no" in wrong.value.zh
        and "ZEREN_OFFICE" in wrong.value.en
    )


def runs(state: Path) -> bool:
    """Whether a process is there and no mere entry in the table."""
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_that_hangs_is_ended_with_all_that_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "SECONDS", 1)
    monkeypatch.setattr(office, "SECONDS_EACH", 0)
    child = tmp_path / "child"
    with pytest.raises(office.NotLaidOut, match="1 秒没有做完"):
        office.pdfs(played(tmp_path, f"sleep 300 & echo $! > {child}; wait"), [made()])
    state = Path(f"/proc/{child.read_text().strip()}/stat")
    until = time.monotonic() + 20
    while (alive := runs(state)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive


def test_it_sees_nothing_of_the_surroundings_and_no_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_SECRET", "s" * 32)
    told = tmp_path / "told"
    with pytest.raises(office.NotLaidOut):
        office.pdfs(
            played(tmp_path, f"env > {told}; ls -ld $HOME >> {told}; cat profile/user/*.xcu >> {told}"),
            [made()],
        )
    said = told.read_text(encoding="utf-8")
    assert "ZEREN" not in said and "http_proxy=http://127.0.0.1:9" in said
    assert "drwx------" in said and "DisableMacrosExecution" in said


def test_one_that_can_not_be_started_is_said(tmp_path: Path) -> None:
    with pytest.raises(office.NotLaidOut):
        office.pdfs(str(tmp_path / "none"), [made()])
    assert office.version(str(tmp_path / "none")) == ""


@pytest.mark.parametrize(("setting", "there"), [("no", False), ("", True), ("/opt/x/soffice", True)])
def test_which_program(setting: str, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert office.found(setting) == ((setting or "/usr/bin/soffice") if there else None)
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    assert office.found("") is None


def test_a_typeface_that_is_missing_is_named_with_what_stands_in_for_it() -> None:
    def faces(paper: object) -> None:
        run = paper.add_paragraph().add_run("字")  # type: ignore[attr-defined]
        run.font.name = "某某体 W3"
        run = paper.add_paragraph().add_run("word")  # type: ignore[attr-defined]
        run.font.name = "No Such Face"

    found = office.faces_of(made(change=faces))
    body = choose().families["body"]
    assert ("某某体 W3", body) in found.instead
    assert f"某某体 W3：本机未装，以 {body} 代替" in found.substitutes
    assert "No Such Face：本机未装，由 LibreOffice 代替" in found.substitutes


def test_no_chinese_typeface_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise NoChineseFont

    monkeypatch.setattr(office, "choose", none)
    with pytest.raises(NoChineseFont):
        office.pdfs(played(tmp_path, f"touch {tmp_path / 'began'}"), [made()])
    assert not (tmp_path / "began").exists()


def test_a_draft_and_who_took_it_out_stand_across_every_sheet() -> None:
    from zeren.papers.official.pdf import render_pdf

    plain = render_pdf(decision())
    assert stamped(plain, replace(decision(), draft=False, watermark=None)) == plain
    marked = stamped(plain, replace(decision(), draft=True, watermark="王某　2026-03-16 09:00"))
    for page in PdfReader(BytesIO(marked)).pages:
        said = page.extract_text().replace("\n", "")
        assert said.count("王某") >= 2 and "草" in said
