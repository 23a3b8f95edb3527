"""Citations as documents write them: 《中国共产党问责条例》第二十条第一款."""

from __future__ import annotations

from zeren.law.addresses import AddressError, parse
from zeren.law.packs.form import Pack

FEWEST_ARTICLES = 8


def in_articles(pack: Pack) -> bool:
    """Whether the regulation counts in articles (第X条); a pack says so by its addresses only.

    Headings count from 一 to a handful, with points below them; a regulation in articles has more. Questions may be
    as many as articles, but only under a heading or a question is there a text before its points (``4.lead``).
    """
    if any(address.endswith(".lead") for address in pack.provisions):
        return False
    tops = {address.split(".")[0] for address in pack.provisions}
    return len([top for top in tops if top.isdecimal()]) >= FEWEST_ARTICLES


def place(pack: Pack, address: str) -> str:
    """第二十条第一款; what is no address stays as it is written."""
    try:
        return parse(address).chinese(in_articles(pack))
    except AddressError:
        return address


def citation(pack: Pack, address: str) -> str:
    """《题名》第二十条第一款."""
    return f"《{pack.title}》{place(pack, address)}"


def label(pack: Pack, address: str) -> str | None:
    """The pack's short label of a provision, or of the nearest one above it that has one."""
    while address:
        found = pack.provisions.get(address)
        if found is not None:
            return found.label
        address = address.rpartition(".")[0]
    return None
