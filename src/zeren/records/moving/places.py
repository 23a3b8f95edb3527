"""Where an export is written to and read from: a folder, or one zip file; both made whole or not at all."""

from __future__ import annotations

import fcntl
import lzma
import os
import re
import secrets
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

from zeren.records.moving.tables import wrong

LEVEL = 1
"""Packed quickly: sealed contents do not shrink, the rest shrinks enough."""
OURS = re.compile(r"\..+\.[0-9a-f]{8}\.partial\.lock")
"""What a run locks as long as it writes what is named beside it."""
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

    What killed runs left in the folder is removed. Raises Refused where ``path`` exists or can't be written.
    """
    if path.exists() or path.is_symlink():
        raise wrong(str(path), "已经存在，请换一个名称", "exists already: choose another name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        made = path.parent / f".{path.name}.{secrets.token_hex(4)}.partial"
        with _locked(made):
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


def _lock_of(made: Path) -> Path:
    return made.with_name(f"{made.name}.lock")


@contextmanager
def _locked(made: Path) -> Iterator[None]:
    """A lock beside what is being written, which ends with the process; that is how the next run tells the living."""
    lock = _lock_of(made)
    handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        # A share that locks nothing: without the name nobody takes what is written here for left behind.
        lock.unlink()
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _sweep(path: Path) -> None:
    """Remove what runs that are no more left in the folder, under whatever name, and of this name what has no lock."""
    for lock in path.parent.glob(".*.partial.lock"):
        if OURS.fullmatch(lock.name):
            with suppress(OSError):
                _clear(lock)
    for left in path.parent.glob(f".{path.name}.*.partial"):
        if not _lock_of(left).exists():
            _remove(left)


def _clear(lock: Path) -> None:
    """Remove what was being written and its lock. Raises OSError where its process lives, or it is not ours."""
    made = lock.with_suffix("")
    # A run locks before it writes: where nothing is written yet, this ends here, before a lock only just made is taken.
    if {made.lstat().st_uid, lock.lstat().st_uid} != {os.geteuid()}:
        return
    handle = os.open(lock, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(made)
        lock.unlink()
    finally:
        os.close(handle)


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
