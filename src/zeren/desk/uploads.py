"""How what is uploaded is taken in: in memory, whatever its size, and not more at once than a request may hold."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

LARGEST = 56 * 1024 * 1024
"""Bytes of one form with its files; the server in front of it takes a little more, so that the answer is ours."""


class InMemory(MemoryFileUploadHandler):
    """No file lies in clear in a temporary file before it is sealed."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Take every file. Raises RequestDataTooBig (413) before anything is read of a form that is too large."""
        if content_length > LARGEST:
            raise RequestDataTooBig(f"{content_length} bytes, at most {LARGEST} are taken")
        self.activated = True
