"""The records' small county serves the tests of access too."""

from records.conftest import county, entered, home, opened, pack  # noqa: F401
