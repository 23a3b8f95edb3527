"""The one typesetting engine of the program: to look for the machine's typefaces anew takes ten times as long as a paper."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import typst

_alone = Lock()


def compiled(layout: bytes, inputs: dict[str, str], **asked: Any) -> Any:
    """What typst makes of a layout and its inputs; ``asked``: its own options."""
    engine = _engine()
    with _alone:
        return engine.compile(input=layout, sys_inputs=inputs, **asked)


@cache
def layout(package: str, name: str) -> bytes:
    """A layout that lies in a package."""
    return files(package).joinpath(name).read_bytes()


@cache
def _engine() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    return typst.Compiler(b"", font_paths=fonts)
