"""What the workers of each kind of file answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stripped:
    """A file made anew."""

    ending: str
    media_type: str
    content: bytes
    removed: tuple[str, ...]


class NotClean(ValueError):
    """A file that can't be made anew; why, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)
