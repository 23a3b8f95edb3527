"""The discipline organ's reply (廉政意见回复) on paper: letter form of GB/T 9704-2012, 10.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zeren.papers.official.model import OfficialDocument, chinese_day, paragraphs


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the paper says. ``result`` in the words of the pack; ``signer`` approves it by name; no number: a draft."""

    organ: str
    number: str
    to: str
    person: str
    post: str
    intended: str
    day: date
    result: str
    text: Sequence[str]
    signer: str
    on: date | None = None


def integrity_reply(opinion: Opinion, footer: str = "", watermark: str = "") -> OfficialDocument:
    """The document; a draft until it is numbered. Nothing of what the opinion rests on stands in it."""
    who = f"{opinion.person}同志" + (f"（现任{opinion.post}）" if opinion.post else "")
    lead = f"关于就{who}{opinion.intended}征求意见一事，截至{chinese_day(opinion.day)}，回复如下。"
    signed = f"签发：{opinion.signer}" if opinion.signer else ""
    body = (lead, f"本机关的意见：{opinion.result}。", *opinion.text, signed)
    return OfficialDocument(
        title=f"关于{opinion.person}同志廉政情况的回复",
        addressee=opinion.to,
        body=paragraphs("\n".join(body)),
        issuer_mark=opinion.organ,
        number=opinion.number or None,
        signed_by=opinion.organ if opinion.number else None,
        dated=opinion.on,
        footer=footer or None,
        watermark=watermark or None,
        draft=not opinion.number,
        form="letter",
    )
