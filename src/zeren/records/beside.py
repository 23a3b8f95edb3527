"""What stands beside a pack in ``desk.yaml``: how the desk shows a procedure. No rule follows from it.

Each section is read by the module that uses it; here the file is opened, and a file that can't be used is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from zeren.env import SettingError
from zeren.law.packs.form import Pack
from zeren.law.packs.library import newest

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


class Section(Generic[T]):
    """One section of the file: what it says of each procedure, read once for each folder."""

    def __init__(self, name: str, read: Callable[[Any], T]) -> None:
        self.name, self._read = name, read
        self._found: dict[Path, Mapping[str, T]] = {}

    def beside(self, pack: Pack) -> Mapping[str, T]:
        """What stands beside a pack, by procedure. Raises RulesError, with the file."""
        folder = Path(pack.file).parent
        if folder not in self._found:
            self._found[folder] = section(folder, self.name, self._read)
        return self._found[folder]

    def every(self, packs: Iterable[Pack]) -> Iterator[tuple[Pack, str, T]]:
        """What stands beside all packs, with the newest version of the pack and the procedure. Raises RulesError."""
        for pack in sorted(newest(packs), key=lambda pack: Path(pack.file).parent):
            for procedure, found in self.beside(pack).items():
                yield pack, procedure, found

    def check(self, packs: Iterable[Pack]) -> None:
        """Read what stands beside every pack. Raises RulesError: what can't be used is told before anybody records."""
        for _ in self.every(packs):
            pass
