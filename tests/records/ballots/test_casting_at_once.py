"""Casting from several machines at once, and a server that is killed: on a database of their own, on either engine."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from records.test_killed import ROOT, Place, place

__all__ = ["place"]
CASTER = Path(__file__).with_name("caster.py")
CODES = 252

SETUP = f"""
import django; django.setup()
import json
from records import conftest as county_module
from records.support_ballots import STATEMENTS, meeting, open_with
from records.support_packs import PACK, load_text
from zeren.records import packs
with packs.using([load_text(PACK), load_text(STATEMENTS)]):
    made = open_with(meeting(county_module.build(), 4), {CODES})
    print(json.dumps([made.ballot.pk, made.words, made.codes]))
"""
CHECK = """
import django; django.setup()
import json
from zeren.records.actor import SYSTEM
from zeren.records.ballots import queries, sealing
from zeren.records.ballots.models import BallotCode, BallotPaper
ballot, words, codes = %r
ballot = queries.get(SYSTEM, ballot)
halves = [sealing.open_half(t, said) for t, said in zip(ballot.tellers.all(), words, strict=True)]
slips = sorted(sealing.open_slip(ballot.pk, halves, sealing.take(row)) for row in BallotPaper.objects.all())
used = set(BallotCode.objects.filter(used=True).values_list("digest", flat=True))
print(json.dumps([[sealing.digest_of(code) in used for code in codes], slips]))
"""


@pytest.fixture(autouse=True)
def pack() -> None:
    """The processes install the regulation themselves."""


@pytest.fixture
def opened(place: Place) -> Any:
    """A ballot with codes: its number, the tellers' words, the codes."""
    return json.loads(place.python(SETUP))


def caster(place: Place, first: int, codes: list[str]) -> subprocess.Popen[str]:
    """A process that stands ready to cast them."""
    made = subprocess.Popen(
        [sys.executable, str(CASTER), str(first), *codes], env=place.env, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert made.stdout is not None
    assert made.stdout.readline().strip() == "ready", made.communicate()[1][-3000:]
    return made


def go(*casters: subprocess.Popen[str]) -> None:
    for one in casters:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()


def checked(place: Place, opened: Any) -> list[bool]:
    """Which codes are used, in their order; of each of them the slip is there, whole, and no other."""
    used, slips = json.loads(place.python(CHECK % (opened,)))
    assert slips == sorted([number // 5 % 5, number % 5] for number, one in enumerate(used) if one)
    return list(used)


def kill_rounds(place: Place, opened: Any, rounds: int, first: int) -> None:
    """Kill a casting process at a random moment, again and again: what it acknowledged is there."""
    chance, (_, _, codes) = random.Random(20260316), opened
    said: list[str] = []
    for number in range(rounds):
        start = first + number * 8
        one = caster(place, start, codes[start : start + 8])
        go(one)
        time.sleep(chance.uniform(0, 0.06))
        one.kill()
        assert one.stdout is not None
        said += [line.strip() for line in one.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        one.communicate()
    used = {code for code, one in zip(codes, checked(place, opened), strict=True) if one}
    assert set(said) <= used and len(used) <= first + len(said) + rounds


@pytest.mark.database
def test_of_casts_with_one_code_at_once_one_counts_and_no_acknowledged_one_is_lost_when_the_process_is_killed(
    place: Place, opened: Any
) -> None:
    _, words, codes = opened
    casters = [caster(place, 0, codes[:12]) for _ in range(2)]
    go(*casters)
    said = [line for one in casters for line in one.communicate(timeout=600)[0].splitlines()]
    assert sorted(line for line in said if " " not in line) == sorted(codes[:12])
    assert sorted(line.split()[1] for line in said if " " in line) == sorted(codes[:12])
    assert sum(checked(place, opened)) == 12
    kill_rounds(place, opened, 3, 12)
    # On SQLite the files themselves, the write-ahead log as well: no code and no words in any of them.
    files = b"".join(file.read_bytes() for file in Path(place.env["ZEREN_HOME"]).glob("zeren.sqlite3*"))
    assert not any(text.encode() in files for text in (*codes, *words))


@pytest.mark.proof
@pytest.mark.database
def test_no_acknowledged_slip_is_lost_in_12_kills(place: Place, opened: Any) -> None:
    kill_rounds(place, opened, 12, 12)
