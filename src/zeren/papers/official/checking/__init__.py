"""A DOCX held against GB/T 9704-2012: each departure with where it stands, what was found, expected, and the clause.

What a page looks like depends on the machine that shows it; here the file is measured: what it asks Word and WPS for.
"""

from __future__ import annotations

from typing import Any

from zeren.papers.official.checking import elements, page, typefaces, words
from zeren.papers.official.checking.model import Check, Report
from zeren.papers.official.checking.opening import open_docx
from zeren.papers.official.checking.parts import parts_of
from zeren.records.containers import Unsafe

__all__ = ["Check", "Report", "check"]


def check(content: bytes) -> Report:
    """Hold a file against the standard.

    Raises Unsafe (``records.containers``): no DOCX, or one that is not opened (bomb, macro, external entity or file,
    oversized picture).
    """
    document = open_docx(content)
    try:
        return _held(document)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
        # A setting that is no setting ("x" for a margin): the library answers it with whatever it stumbles over.
        raise Unsafe("文件里有读不懂的设置，没有检查", "a setting in the file can't be read") from None


def _held(document: Any) -> Report:
    parts = parts_of(document)
    found = [one for noun in (page, elements, typefaces, words) for one in noun.checks(parts)]
    return Report(parts.form, tuple(found))
