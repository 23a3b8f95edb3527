"""Official texts as people have them (plain text, HTML, DOCX), parsed into documents and provisions by address.

``parse_file(path)`` gives the documents of one file; ``parse(path)`` also the file's checksum and everything
that was normalised. Pure: reading the one file is all they do. What is no text raises :class:`TextError`.
"""

from zeren.law.texts.model import (
    Defect,
    Kind,
    Normalisation,
    ParsedDocument,
    ParsedFile,
    Provision,
    TextError,
)
from zeren.law.texts.parsing import parse, parse_bytes, parse_file

__all__ = [
    "Defect",
    "Kind",
    "Normalisation",
    "ParsedDocument",
    "ParsedFile",
    "Provision",
    "TextError",
    "parse",
    "parse_bytes",
    "parse_file",
]
