"""Keeps tokens out of the log: the address of a calendar feed is one, and what was not found is logged with its address."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"zeren_[\w-]{43}(?![\w-])")
"""As ``acts.make`` makes them: of other lengths are triggers, which a log names."""


class WithoutTokens(logging.Filter):
    """Blanks everything that looks like a token in what is about to be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never holds a record back."""
        said = record.getMessage()
        if _TOKEN.search(said):
            record.msg, record.args = _TOKEN.sub("zeren_…", said), None
        return True
