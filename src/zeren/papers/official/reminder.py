"""A reminder letter (提醒函) on paper: letter form of GB/T 9704-2012, 10.1, from what its entry keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zeren.papers.official.model import OfficialDocument, paragraphs


@dataclass(frozen=True, slots=True)
class Printed:
    """What the paper is made from: addressees by name, the first group is addressed, the others get copies.

    ``withdrawn`` is told at the head, so that a taken-back letter is not taken for one in force.
    """

    organ: str
    number: str
    title: str
    text: Sequence[str]
    on: date
    to: Sequence[str]
    copies: Sequence[str] = ()
    withdrawn: date | None = None
    draft: bool = False


def reminder(printed: Printed, footer: str = "", watermark: str = "", **secrecy: str) -> OfficialDocument:
    """The document. ``secrecy``: ``classification`` and ``period``, from 秘密 on."""
    number = printed.number
    if printed.withdrawn:
        number = f"{number}（已于{printed.withdrawn}收回）"
    return OfficialDocument(
        title=printed.title,
        addressee="、".join(printed.to) or None,
        body=paragraphs("\n".join(printed.text)),
        issuer_mark=printed.organ,
        number=number or None,
        signed_by=printed.organ,
        dated=printed.on,
        copies_to=tuple(printed.copies),
        footer=footer or None,
        watermark=watermark or None,
        draft=printed.draft,
        form="letter",
        classification=secrecy.get("classification"),
        period=secrecy.get("period"),
    )
