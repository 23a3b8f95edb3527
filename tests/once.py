"""What the tests of a file all need on record is entered once, in a transaction around them; what all read, read once.

What a single test writes is undone within it, as ever. A conftest says what to enter::

    entered = once.fixture(enter, TODAY)

and what is asked for by name (``county``) takes ``entered`` and puts the keys into the test's own home.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zeren.law.packs.loading import alternatives_file

# The real hasher is slow on purpose; the accounts of a county would cost seconds.
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Entered:
    """What one file's tests share: its transaction, the keys it was sealed with, and what entering it answered."""

    def __init__(self, enter: Callable[[], Any], today: date, home: Path, blocker: Any) -> None:
        self.enter, self.today, self.home, self.blocker = enter, today, home, blocker
        self.answer: Any = None
        self.atomic: Any = None

    def begin(self) -> None:
        """Enter it, on its day."""
        from django.conf import settings
        from django.db import connection, transaction
        from django.test import override_settings

        there = replace(settings.ZEREN, home=self.home, key_file=self.home / "keys.json", today=self.today)
        with self.blocker.unblock(), override_settings(ZEREN=there, PASSWORD_HASHERS=FAST):
            self.atomic = transaction.atomic()
            self.atomic._from_testcase = True
            self.atomic.__enter__()
            # Each test closes the connection when it is over; here that would end what the next one needs.
            connection.close = lambda: None  # type: ignore[method-assign]
            try:
                self.answer = self.enter()
            except BaseException:
                self.undo()
                raise

    def undo(self) -> None:
        """Take it all back."""
        from django.db import connection, transaction

        if self.atomic is None:
            return
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            del connection.close
        self.atomic = None

    def into(self, home: Path) -> Any:
        """The keys and papers into the home of a test; answers what entering answered."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        return self.answer


_now: list[Entered] = []


def fixture(enter: Callable[[], Any], today: date) -> Any:
    """A fixture, one for a file, of what ``enter`` writes on a day."""

    @pytest.fixture(scope="module", name="entered")
    def entered(
        django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Entered]:
        found = Entered(enter, today, tmp_path_factory.mktemp("entered"), django_db_blocker)
        found.begin()
        _now.append(found)
        yield found
        _now.remove(found)
        found.undo()

    return entered


def only_for(item: pytest.Item) -> None:
    """A test of the same file that does not ask for it finds an empty database; one without a database leaves it be."""
    for found in _now:
        if "entered" in getattr(item, "fixturenames", ()):
            if found.atomic is None:
                found.begin()
        elif item.get_closest_marker("database"):
            found.undo()


def read_packs_once() -> None:
    """A pack whose files are as they were is read once a process, however many libraries are made of it."""
    from zeren.law.packs import library

    library.load_vocabulary = _kept(library.load_vocabulary)
    library.load_pack = _kept(library.load_pack)


def _kept(load: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def loaded(path: Path, *given: Any) -> Any:
        beside = alternatives_file(path)
        read = (path.read_bytes(), beside.read_bytes() if beside.is_file() else b"")
        key = (path, *read, *map(id, given))
        if key not in kept:
            # What was given stays as well: its id is nobody else's.
            kept[key] = (load(path, *given), given)
        return kept[key][0]

    return loaded
