"""What every test shares: which parts this machine has, and what was left out for lack of one.

``REQUIRE=postgres,browser,office,texts`` turns a missing part into a failure.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import once
import template

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = {part for part in os.environ.get("REQUIRE", "").split(",") if part}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}


# A busy machine is no failure, and a run that passes passes again: the same examples every time.
settings.register_profile("zeren", deadline=None, derandomize=True)
settings.load_profile("zeren")


def chromium() -> str | None:
    """The Chromium of this machine, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


def texts_folder() -> Path | None:
    """The folder of official texts, or None."""
    named = os.environ.get("ZEREN_TEXTS")
    folders = [Path(named)] if named else [ROOT.parent / "shared" / "texts", ROOT / "texts"]
    return next((folder for folder in folders if folder.is_dir() and any(folder.iterdir())), None)


def postgres_answers() -> bool:
    """Whether the PostgreSQL server for tests answers (asked once a run)."""
    import psycopg

    url = os.environ.get("ZEREN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
    try:
        with psycopg.connect(url, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def missing_parts() -> dict[str, str]:
    """Each part that this machine lacks, with what is therefore not run."""
    missing = {}
    if not postgres_answers():
        missing["postgres"] = "no PostgreSQL answers: the database tests ran on SQLite only"
    if chromium() is None:
        missing["browser"] = "no Chromium found: browser tests left out"
    if not any(shutil.which(name) for name in ("soffice", "libreoffice")):
        missing["office"] = "no LibreOffice found: the PDF of organs' own templates left out"
    if texts_folder() is None:
        missing["texts"] = "no official texts (ZEREN_TEXTS): tests on them left out"
    return missing


MISSING = missing_parts()


@pytest.fixture(autouse=True)
def no_attempts_of_before() -> None:
    """Each test signs in as often as it may."""
    from zeren.access import limits
    from zeren.access.accounts import lockout

    limits.forget()
    lockout.forget()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    once.only_for(item)


def pytest_configure(config: pytest.Config) -> None:
    once.read_packs_once()
    refused = REQUIRED & set(MISSING)
    if refused:
        pytest.exit("REQUIRE: " + "; ".join(MISSING[part] for part in sorted(refused)), returncode=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        for part in ("browser", "office", "texts"):
            if part in MISSING and item.get_closest_marker(part):
                item.add_marker(pytest.mark.skip(reason=MISSING[part]))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: to look through it for garbage is a third of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for part, what in MISSING.items():
        terminalreporter.write_line(f"left out ({part}): {what}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database is a copy of one that every migration laid."""
    from django.db import connection

    template.for_tests(connection)


@pytest.fixture
def migrated() -> Callable[[Path], None]:
    """Lays into a data folder an SQLite database with every table."""
    return template.into


@pytest.fixture(scope="session")
def texts_dir() -> Path:
    """The official texts as given."""
    folder = texts_folder()
    assert folder is not None
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium to drive."""
    found = chromium()
    assert found is not None
    return found
