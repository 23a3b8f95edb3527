"""The one typesetting engine of the program: to look for the machine's typefaces anew takes ten times as long as a paper."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst

from zeren.papers.official.fonts import NoFontFor, engine_fonts

_alone = Lock()
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')


def compiled(layout: bytes, inputs: dict[str, str], **asked: Any) -> Any:
    """What typst makes of a layout and its inputs; ``asked``: its own options. Raises NoFontFor."""
    engine = _engine()
    try:
        with _alone:
            return engine.compile(input=layout, sys_inputs=inputs, **asked)
    except typst.TypstError as reason:
        lacking = LACKING.search(str(reason))
        if lacking is None:
            raise
        raise NoFontFor(_sign(lacking[1])) from None


def _sign(shown: str) -> str:
    """The sign as people look it up: itself, or its number where it has no look of its own."""
    return f"U+{shown[3:-1].upper()}" if shown.startswith("\\u{") else shown


@cache
def layout(package: str, name: str) -> bytes:
    """A layout that lies in a package."""
    return files(package).joinpath(name).read_bytes()


@cache
def _engine() -> typst.Compiler:
    return typst.Compiler(b"", font_paths=engine_fonts())
