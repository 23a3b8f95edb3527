"""The records' small county serves the tests of access too."""

from records.conftest import county, home, opened, pack  # noqa: F401
