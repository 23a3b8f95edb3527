"""Files of people who complain: made anew without what a camera, a program or a person left hidden in them.

Nothing is copied that was not looked at: pictures are drawn anew, PDF pages written anew, a DOCX keeps only the
parts that hold its words and pictures. What can't be made anew is refused with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from zeren.records.complaints.stripping import office, pdfs, pictures, texts
from zeren.records.complaints.stripping.common import NotClean, Stripped
from zeren.records.errors import Problem, Refused

LARGEST = 10 * 1024 * 1024
MOST = 5
ENDINGS = ("JPG", "PNG", "PDF", "DOCX", "TXT")
WORKERS = (
    (b"\xff\xd8\xff", pictures.strip),
    (b"\x89PNG\r\n\x1a\n", pictures.strip),
    (b"%PDF-", pdfs.strip),
    (b"PK\x03\x04", office.strip),
)


@dataclass(frozen=True, slots=True)
class Clean:
    """A file made anew: the neutral ending, its type, its content, what was taken away (in Chinese)."""

    ending: str
    media_type: str
    content: bytes
    removed: tuple[str, ...]


def clean(name: str, content: bytes) -> Clean:
    """A file without hidden information. Raises Refused: not of a kind that is taken, too large, not readable.

    What it is, its content says; a name may lie. The name itself is not kept.
    """
    shown = PurePath(name.replace("\\", "/")).name[:80]
    if not content:
        raise _refused(shown, "是空文件", "is empty")
    if len(content) > LARGEST:
        raise _refused(shown, "超过 10 MB", "is larger than 10 MB")
    worker = next((does for first, does in WORKERS if content.startswith(first)), None)
    if worker is None and PurePath(shown).suffix.lower() == ".txt":
        worker = texts.strip
    if worker is None:
        zh = f"不在可收之列：{'、'.join(ENDINGS)}。可以拍成照片，或者存成 PDF"
        raise _refused(shown, zh, f"is none of {', '.join(ENDINGS)}")
    try:
        done: Stripped = worker(content)
    except NotClean as why:
        raise _refused(shown, why.zh, why.en) from None
    return Clean(done.ending, done.media_type, done.content, ("文件名", *done.removed))


def _refused(name: str, zh: str, en: str) -> Refused:
    return Refused([Problem("files", f"“{name}”没有收：{zh}", f"'{name}' {en}")])
