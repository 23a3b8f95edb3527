"""Files on their way in: they wait in a folder of their own and take their places with the last step.

A journal says which places they take. A run that was killed leaves the folder; the next one takes back what its
journal names (the database is empty, so nothing in use is among them).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Self

from zeren.records.moving import checked, papers
from zeren.records.moving.manifest import Part
from zeren.records.moving.places import Source
from zeren.records.moving.tables import wrong
from zeren.records.moving.writing import Told

FOLDER, JOURNAL = "arriving", "places"


class Arriving:
    """The files of one import. Used as a context: what goes wrong inside leaves the data folder as it was."""

    def __init__(self) -> None:
        self.home = papers.home()
        self.folder = self.home / FOLDER
        self.begun = False

    def __enter__(self) -> Self:
        return self

    def bring(self, source: Source, part: Part, told: Told) -> None:
        """Copy every file beside. Call with the database locked and empty. Raises Refused where a place is taken."""
        self._take_back()
        self.folder.mkdir(parents=True, mode=0o700)
        self.begun = True
        for number, (name, size, checksum) in enumerate(checked.index(source, part), start=1):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("xb") as file:
                for piece in checked.pieces(source, name, size, checksum):
                    file.write(piece)
            path.chmod(0o600)
            told("files", number, part.rows)
        taken = [place.name for place in self._waiting() if _full(self.home / place.name)]
        if taken:
            listed = "、".join(taken)
            raise wrong(
                "ZEREN_HOME", f"数据目录里已有 {listed}，不覆盖", f"the data folder holds {listed} already"
            )

    def put(self) -> None:
        """Everything into its place: a rename each, after the journal is on the disk."""
        waiting = self._waiting()
        (self.folder / JOURNAL).write_text("\n".join(place.name for place in waiting), encoding="utf-8")
        for place in waiting:
            target = self.home / place.name
            if target.is_dir():
                shutil.rmtree(target)  # an empty one, see bring
            place.rename(target)

    def __exit__(self, failed: Any, *_: object) -> None:
        if not self.begun:
            return
        if failed is not None:
            self._take_back()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _waiting(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.name != JOURNAL)

    def _take_back(self) -> None:
        journal = self.folder / JOURNAL
        if journal.exists():
            for name in journal.read_text(encoding="utf-8").split():
                if not (self.folder / name).exists():
                    _remove(self.home / name)
        if self.folder.exists():
            shutil.rmtree(self.folder)


def _full(path: Path) -> bool:
    """A file, or a folder with a file in it."""
    return path.is_file() or any(found.is_file() for found in path.rglob("*"))


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
