"""Where an export is written to and read from: a folder, or one zip file; both made whole or not at all."""

from __future__ import annotations

import lzma
import os
import secrets
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from zeren.records.moving.tables import wrong

LEVEL = 1
"""Packed quickly: sealed contents do not shrink, the rest shrinks enough."""
TORN = (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, lzma.LZMAError, struct.error)


class Into(Protocol):
    """What takes the files of an export, one after the other."""

    def open(self, name: str) -> Any:
        """A context that gives the file to write to."""


class Source(Protocol):
    """What gives the files of an export."""

    def open(self, name: str) -> Any:
        """A context that gives the file to read. Raises Refused where there is none."""


class IntoFolder:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file to write to."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with private(path) as file:
            yield file


class IntoZip:
    """Members of a zip file."""

    def __init__(self, box: zipfile.ZipFile) -> None:
        self.box = box

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The member to write to."""
        with self.box.open(name, "w", force_zip64=True) as file:
            yield file


def zip_into(stream: Any) -> zipfile.ZipFile:
    """A zip to be written to a stream that need not go back."""
    return zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)


class FromFolder:
    """Files of a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The file to read."""
        path = self.folder / name
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise wrong(name, "不是普通文件", "is no plain file")
            file = path.open("rb")
        except OSError as reason:
            raise wrong(name, f"不能读取：{reason.strerror}", f"can't be read: {reason.strerror}") from None
        with file:
            yield file


class FromZip:
    """Members of a zip file. Nothing is ever written under a member's name."""

    def __init__(self, stream: Any) -> None:
        try:
            self.box = zipfile.ZipFile(stream)
        except (*TORN, ValueError, OSError):
            raise wrong("file", "不是完整的导出文件", "is no whole export") from None

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The member to read."""
        try:
            with self.box.open(name) as file:
                yield file
        except KeyError:
            raise wrong(name, "缺此文件", "is missing") from None
        except (*TORN, RuntimeError, OSError) as reason:
            raise wrong(name, "已损坏", f"is damaged ({type(reason).__name__})") from None


# ---------------------------------------------------------------- whole or not at all


@contextmanager
def new(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it becomes ``path`` when all went well and nothing was there.

    What a killed run left beside it is removed. Raises Refused where ``path`` exists or can't be written.
    """
    if path.exists() or path.is_symlink():
        raise wrong(str(path), "已经存在，请换一个名称", "exists already: choose another name")
    try:
        for left in path.parent.glob(f".{path.name}.*.partial"):
            _remove(left)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.parent / f".{path.name}.{secrets.token_hex(4)}.partial"
        try:
            yield made
            made.rename(path)
            _settle(path.parent)
        finally:
            _remove(made)
    except OSError as reason:
        raise wrong(
            str(path), f"不能写入：{reason.strerror}", f"can't be written: {reason.strerror}"
        ) from None


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The new name is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads, on the disk when the block is left."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
