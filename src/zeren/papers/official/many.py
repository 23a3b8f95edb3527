"""Many papers as DOCX and PDF: laid out beside one another by as many processes as there are cores.

To lay out is work of the processor alone and asks no database, so a process of its own knows nothing but the documents.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from typing import TypeVar

from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import NoFontFor
from zeren.papers.official.model import OfficialDocument
from zeren.papers.official.office import pdfs
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.stamp import stamped
from zeren.papers.official.templates import fill
from zeren.records.containers import Unsafe

T = TypeVar("T")
Files = tuple[bytes, bytes]
NO_FONT = "no_font"
"""Stands for the files of a paper with a sign that no font of the machine has: the others are made."""
UNFIT = "unfit"
"""The same for one whose template can't be used any more."""
Laid = Files | str
AHEAD = 4
"""Papers that wait for each process: enough that none is idle, few enough that memory stays what it is."""


AT_ONCE, AT_ONCE_HERE = 25, 6
"""Papers that one start of LibreOffice lays out: beside, and in the process that serves, which answers in seconds."""
Job = tuple[T, OfficialDocument, bytes | None]
"""What names the paper, the paper, the template from which its DOCX is made."""
Part = list[tuple[OfficialDocument, bytes | None]]


def both(document: OfficialDocument, template: bytes | None = None) -> Laid:
    """DOCX (from an organ's template where one is given) and PDF in the built-in layout, or NO_FONT, UNFIT. Raises
    NoChineseFont."""
    try:
        return fill(template, document) if template else render_docx(document), render_pdf(document)
    except NoFontFor:
        return NO_FONT
    except Unsafe:
        return UNFIT


def laid(part: Part, program: str | None = None) -> list[Laid]:
    """Both files of each; with ``program`` (LibreOffice) the PDF of those with a template is made of their DOCX, by one
    start of it. Raises NoChineseFont, NotLaidOut."""
    own: dict[int, bytes] = {}
    for n, (document, template) in enumerate(part):
        if template and program:
            with suppress(Unsafe):
                own[n] = fill(template, document)
    made = dict(zip(own, pdfs(program, list(own.values())), strict=True)) if program and own else {}
    return [
        (own[n], stamped(made[n], document)) if n in own else both(document, template)
        for n, (document, template) in enumerate(part)
    ]


def render_many(jobs: Iterable[Job[T]], workers: int, program: str | None = None) -> Iterator[tuple[T, Laid]]:
    """Both files of each paper, in the order of ``jobs``. ``workers`` 0: in this process; ``program``: LibreOffice for
    those with a template. Raises NoChineseFont, NotLaidOut."""
    parts = _parts(jobs, (AT_ONCE if workers else AT_ONCE_HERE) if program else 1)
    if not workers:
        for keys, part in parts:
            yield from zip(keys, laid(part, program), strict=True)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting: deque[tuple[list[T], Future[list[Laid]]]] = deque()
        for keys, part in parts:
            waiting.append((keys, pool.submit(laid, part, program)))
            if len(waiting) > workers * AHEAD:
                yield from _first(waiting)
        while waiting:
            yield from _first(waiting)


def _parts(jobs: Iterable[Job[T]], most: int) -> Iterator[tuple[list[T], Part]]:
    """The jobs some at a time: those with a template together, the others one by one."""
    keys: list[T] = []
    part: Part = []
    for key, document, template in jobs:
        keys.append(key)
        part.append((document, template))
        if template is None or len(part) >= most:
            yield keys, part
            keys, part = [], []
    if part:
        yield keys, part


def _first(waiting: deque[tuple[list[T], Future[list[Laid]]]]) -> Iterator[tuple[T, Laid]]:
    keys, future = waiting.popleft()
    return zip(keys, future.result(), strict=True)


def cores() -> int:
    """How many processes are worth while."""
    return os.cpu_count() or 1
