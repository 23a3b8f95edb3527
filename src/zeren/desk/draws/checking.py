"""How anybody does a draw again: the commands as they are typed, the bytes that are hashed."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from zeren.norms import drawing
from zeren.records.draws.log import Held


@dataclass(frozen=True, slots=True)
class Check:
    """The check of a list, and once the seed is there that of the ranking: commands, and what they must answer."""

    file: str
    digest: str
    of_list: str
    code: str = ""
    of_one: str = ""
    octets: str = ""
    value: str = ""
    of_all: str = ""


def check_of(held: Held) -> Check:
    """What to do, with the first of the ranking as the example."""
    file = f"draw-{held.seq}.txt"
    of_list = f"sha256sum {file}"
    if held.result is None:
        return Check(file, held.digest, of_list)
    seed, first = held.result.seed, held.ranking()[0]
    code = first.candidate.code
    return Check(
        file, held.digest, of_list, code, of_one(seed, held.roll.matter, code),
        octets(drawing.hashed(seed, held.roll.matter, code)), first.value, of_all(seed, held.roll.matter, file),
    )  # fmt: skip


def of_one(seed: str, matter: str, code: str) -> str:
    """The command for one candidate's rank value."""
    return rf"printf '%s\n%s\n%s' {quote(seed)} {quote(matter)} {quote(code)} | sha256sum"


def of_all(seed: str, matter: str, file: str) -> str:
    """The command for the whole ranking, from the downloaded list: value and code, the first in front."""
    hashing = rf"""printf '%s\n%s\n%s' {quote(seed)} {quote(matter)} "$c" | sha256sum | cut -c1-64"""
    codes = rf"sed -n 's/^person \([^ ]*\).*/\1/p' {file}"
    return f"""{codes} | while read -r c; do echo "$({hashing}) $c"; done | LC_ALL=C sort"""


def octets(data: bytes) -> str:
    """The bytes in hexadecimal, parted by blanks; 0a is the line end between the parts."""
    return data.hex(" ")
