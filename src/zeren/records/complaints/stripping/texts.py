"""Plain texts: only the words, in one encoding."""

from __future__ import annotations

import unicodedata

from zeren.records.complaints.stripping.common import NotClean, Stripped


def strip(content: bytes) -> Stripped:
    """The words without invisible signs. Raises NotClean for what is no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotClean("不是文字文件", "is no text")
    if "\0" in words:
        raise NotClean("不是文字文件", "is no text")
    kept = "".join(sign for sign in words if sign in "\n\t" or unicodedata.category(sign)[0] != "C")
    invisible = len(kept) != len(words.replace("\r", ""))
    return Stripped("txt", "text/plain", kept.encode(), ("看不见的字符",) if invisible else ())
