"""What stands beside a pack in ``desk.yaml``: how the desk shows a procedure. No rule follows from it.

Each section is read by the module that uses it; here the file is opened, and a file that can't be used is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from zeren.env import SettingError

FILE = "desk.yaml"

T = TypeVar("T")


class _Once(yaml.BaseLoader):
    """Every scalar a string; a key that stands twice would silently drop what stood under the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping. Raises ConstructorError for a key that stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key.value}' stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class RulesError(SettingError):
    """``desk.yaml`` can't be used: no YAML, a key that is none or is missing, a value of another shape."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__("ZEREN_PACKS", f"{where} 不能使用：{found}", f"{where} can't be used: {found}")


def whole(folder: Path) -> Any:
    """The file beside a pack as plain data; empty where there is none. Raises RulesError for no YAML."""
    file = folder / FILE
    if not file.is_file():
        return {}
    there = file.stat()
    return _read(file, there.st_mtime_ns, there.st_size)


@lru_cache(maxsize=256)
def _read(file: Path, changed: int, size: int) -> Any:
    """The file as it was when it changed last: every module asks for its own section of it."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_Once)
    except (yaml.YAMLError, ValueError) as error:
        raise RulesError(str(file), str(error)) from None


def section(folder: Path, name: str, read: Callable[[Any], T]) -> Mapping[str, T]:
    """What one section says of each procedure, read by ``read``. Raises RulesError, with the file."""
    found = whole(folder)
    try:
        return {procedure: read(body) for procedure, body in found.get(name, {}).items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RulesError(
            str(folder / FILE), error.en if isinstance(error, RulesError) else str(error)
        ) from None
