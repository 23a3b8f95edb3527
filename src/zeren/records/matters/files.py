"""Attachments: type and size checked, sealed in the data folder; the row holds the key of each."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import unicodedata
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction

from zeren.records import clock, containers, vault
from zeren.records.actor import Actor
from zeren.records.ciphers import Unreadable
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, levels
from zeren.records.matters.models import Attachment, Matter
from zeren.records.trail import acts as trail

LARGEST = 20 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".docx": (OFFICE + "wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": (OFFICE + "spreadsheetml.sheet", b"PK\x03\x04"),
    ".ofd": ("application/ofd", b"PK\x03\x04"),
    ".txt": ("text/plain", b""),
}
"""What may be attached: ending, media type, first bytes."""
INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "OFD.xml"}


def add_attachment(
    actor: Actor, matter_id: int, name: str, content: bytes, *, classification: str = ""
) -> Attachment:
    """Store a paper with the matter; it becomes evidence when an event names it.

    ``classification``: a level of its own (密级); empty, or a lower one than the matter's: the matter's. Raises Refused for a kind that is not allowed, content that is not what its name says, or more than 20 MB.
    """
    with transaction.atomic():
        return keep(actor, access.locked(actor, matter_id), name, content, classification)


def keep(actor: Actor, matter: Matter, name: str, content: bytes, classification: str = "") -> Attachment:
    """The same for another module's act: the matter must be locked, inside its transaction. Raises Refused."""
    clean = clean_name(name)
    if classification:
        problems = Problems()
        levels.check_level(classification, problems)
        problems.refuse()
    paper = Attachment(
        matter=matter,
        name=clean,
        media_type=check_file(clean, content),
        classification=classification,
        size=len(content),
        checksum=hashlib.sha256(content).hexdigest(),
        file=secrets.token_hex(16),
        added=clock.now(),
        account=actor.account,
    )
    store(path_of(paper), vault.seal(paper, _place(paper), content))
    paper.save(force_insert=True)
    basis = access.basis_of(actor, matter)
    trail.write(actor, "attachment_added", "matter", matter.pk, detail=str(paper.pk), basis=basis)
    return paper


def read_attachment(actor: Actor, attachment_id: int) -> tuple[Attachment, bytes]:
    """A paper and its content. Raises OutOfSight; Refused where the file is missing or was altered."""
    paper = Attachment.objects.filter(pk=attachment_id, matter__in=access.visible_to(actor)).first()
    if paper is None:
        raise OutOfSight(f"attachment {attachment_id}")
    return paper, whole(paper)


def whole(paper: Attachment) -> bytes:
    """The content of a paper that the caller may give. Raises Refused where it is missing or was altered."""
    if paper.wrapped is None and not paper.name:
        raise Refused([Problem("attachment", "此附件已经销毁", "this attachment was destroyed")])
    content = _content(paper)
    if content is None or hashlib.sha256(content).hexdigest() != paper.checksum:
        zh = f"附件“{paper.name}”缺失或已被改动，不予提供"
        raise Refused([Problem("attachment", zh, f"attachment '{paper.name}' is missing or was altered")])
    return content


def _content(paper: Attachment) -> bytes | None:
    path = path_of(paper)
    if not path.exists():
        return None
    if not paper.file:
        return path.read_bytes()
    try:
        return vault.unseal(paper, _place(paper), path.read_bytes())
    except Unreadable:
        return None


def _place(paper: Attachment) -> str:
    return f"attachment {paper.file}"


def path_of(paper: Attachment) -> Path:
    """Where a paper's content lies."""
    return place_in_store(paper.file or paper.checksum)


def place_in_store(name: str) -> Path:
    """Where a file of the data folder's store lies."""
    folder: Path = settings.ZEREN.home / "attachments"
    return folder / name[:2] / name


def clean_name(name: str) -> str:
    """The file's own name, without path, control characters or trailing dots."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return kept.strip(". ")[-200:]


def check_file(name: str, content: bytes) -> str:
    """The media type of a file that may be attached. Raises Refused with every problem."""
    problems = Problems()
    ending = PurePath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        known = "、".join(KINDS)
        problems.add(
            "file", f"“{name}”的类型不在可收之列：{known}", f"'{name}' is of no allowed kind: {known}"
        )
    elif len(content) > LARGEST:
        # Before anything looks inside.
        problems.add("file", f"“{name}”超过 20 MB", f"'{name}' is larger than 20 MB")
    elif not content.startswith(kind[1]) or not _inside_fits(name, ending, content, problems):
        problems.add(
            "file", f"“{name}”的内容与类型不符", f"the content of '{name}' is not what its name says"
        )
    if not content:
        problems.add("file", f"“{name}”是空文件", f"'{name}' is empty")
    problems.refuse()
    assert kind is not None
    return kind[0]


def _inside_fits(name: str, ending: str, content: bytes, problems: Problems) -> bool:
    """A zip container holds what its kind needs; a plain text is UTF-8 or GB 18030 without zero bytes.

    A container that is not to be opened is noted with its own reason.
    """
    if ending == ".txt":
        return b"\0" not in content and any(_decodes(content, code) for code in ("utf-8", "gb18030"))
    if ending not in INSIDE:
        return True
    try:
        return INSIDE[ending] in containers.check(content)
    except containers.NoContainer:
        return False
    except containers.Unsafe as unsafe:
        problems.add("file", f"“{name}”{unsafe.zh}", f"'{name}': {unsafe.en}")
        return True


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def store(path: Path, content: bytes) -> None:
    """Put a (sealed) content on the disk, whole, before the row that names it is committed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
