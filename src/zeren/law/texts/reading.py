"""From a file to its lines: what kind of file it is, which encoding, and clear refusal of what is no text."""

from __future__ import annotations

import re
from pathlib import Path

from zeren.law.texts import markup, word
from zeren.law.texts.model import Ledger, Line, TextError

LARGEST = 64 * 1024 * 1024
"""The largest file read, in bytes."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TAG = re.compile(
    r"</?(?:html|body|div|p|br|span|table|tr|td|h[1-6]|ul|ol|li|script|style)\b[^>]*>", re.IGNORECASE
)

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 文件（.doc）", "an old Word file (.doc)"),
    (b"{\\rtf", "RTF 文件", "an RTF file"),
    (b"\x89PNG", "图片", "an image"),
    (b"\xff\xd8\xff", "图片", "an image"),
    (b"GIF8", "图片", "an image"),
    (b"Rar!", "压缩包", "an archive"),
    (b"7z\xbc\xaf", "压缩包", "an archive"),
    (b"\x1f\x8b", "压缩包", "an archive"),
)


def load(path: Path) -> bytes:
    """The bytes of a file; :class:`TextError` when it is missing, empty, no file or too large."""
    where = str(path)
    try:
        if path.is_dir():
            raise TextError(where, "是文件夹，应为文件", "is a folder; expected a file")
        if path.stat().st_size > LARGEST:
            raise TextError(
                where,
                f"文件超过 {LARGEST >> 20} MB，应拆分后导入",
                f"the file is larger than {LARGEST >> 20} MB; expected a smaller one",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise TextError(where, "文件不存在", "no such file") from None
    except OSError as error:
        raise TextError(
            where, f"读不了文件（{error.strerror}）", f"the file cannot be read ({error.strerror})"
        ) from None


def read(data: bytes, where: str, ledger: Ledger) -> list[Line]:
    """The lines of a plain text, an HTML page or a DOCX; :class:`TextError` for anything else."""
    if not data.strip():
        raise TextError(
            where, "文件是空的，应为法规文本", "the file is empty; expected the text of a regulation"
        )
    if data[:4] == b"PK\x03\x04" or where.lower().endswith(".docx"):
        lines = word.lines(data, where, ledger)
    else:
        _refuse_foreign(data, where)
        text = decode(data, where, ledger)
        lines = markup.lines(text, ledger) if _is_markup(text, where) else _plain(text)
    if not any(_CHINESE.search(line.text) for line in lines):
        raise TextError(
            where,
            "没有找到中文内容，应为法规文本",
            "no Chinese text found; expected the text of a regulation",
        )
    return lines


def _refuse_foreign(data: bytes, where: str) -> None:
    for magic, zh, en in _FOREIGN:
        if data.startswith(magic):
            raise TextError(
                where,
                f"这是{zh}，应为纯文本、HTML 或 DOCX",
                f"this is {en}; expected plain text, HTML or DOCX",
            )


def _is_markup(text: str, where: str) -> bool:
    """By its name, or by three tags: single angle brackets also serve as title marks."""
    return where.lower().endswith((".html", ".htm", ".xhtml")) or len(_TAG.findall(text)) >= 3


def _plain(text: str) -> list[Line]:
    """One line each; a trailing blank shows the end of a paragraph where most lines have none."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        closes = line != line.rstrip() and bool(line.strip())
        lines.append(Line(number, line, closes, line[:1].isspace()))
    return lines


# ---------------------------------------------------------------- encodings

_COMMON = re.compile("[的一是不和在有人部定关于第条关規规章党黨责責任委办辦]")


def decode(data: bytes, where: str, ledger: Ledger) -> str:
    """UTF-8, else UTF-16 with its mark, GB18030 or Big5; :class:`TextError` with the line of the first bad byte."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_otherwise(data, where, data.count(b"\n", 0, error.start) + 1)
        ledger.note("encoding", 1)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise TextError(
            f"{where}:{line}",
            "含有二进制内容，应为纯文本、HTML 或 DOCX",
            "binary content; expected plain text, HTML or DOCX",
        )
    return text


def _decode_otherwise(data: bytes, where: str, line: int) -> str:
    candidates = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("gb18030", "big5")
    best, score = "", 0.0
    for name in candidates:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        common = len(_COMMON.findall(text)) * 1000 // max(1, len(text))
        if common > score:
            best, score = text, common
    # Running official Chinese has 100 and more of these characters in a thousand; a wrong reading has almost none.
    if score < 10:
        raise TextError(
            f"{where}:{line}",
            "编码认不出，应为 UTF-8 或 GB18030",
            "the encoding is not recognised; expected UTF-8 or GB18030",
        )
    return best
