"""Drawing at random so that anybody can do it again: a frozen list with its digest, a seed, a ranking.

The list is a text (:meth:`Roll.text`) whose SHA-256 is published before the seed is known. Each candidate's rank value
is the SHA-256 of ``seed LF matter number LF code`` (UTF-8, no line end after the code); the smallest value comes first,
and the seats are filled from the front. ``sha256sum`` alone recomputes all of it (``docs/draws.md``).

The matter's number is hashed with the seed: teams drawn with one public number on one day would else be ranked alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

SCHEME = "zeren-draw-1"
QUALIFIED = "qualified"
LONGEST_SEED = 200


class BadText(ValueError):
    """A seed, a code or a list that can't be used: why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Seat:
    """A kind of seat in the team and how many there are; ``qualified``: only for those who may be head."""

    id: str
    count: int
    qualified: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the list, by the code in the register; ``qualified``: may be head."""

    code: str
    qualified: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the rank value under a seed."""

    candidate: Candidate
    value: str


@dataclass(frozen=True, slots=True)
class Roll:
    """The frozen list: the matter's number, whence the seed will come, the seats, the candidates in the order of
    their codes. Build it with :func:`roll`."""

    matter: str
    seed_from: str
    seats: tuple[Seat, ...]
    candidates: tuple[Candidate, ...]

    def text(self) -> str:
        """The canonical text; what is published is the SHA-256 of its UTF-8 bytes."""
        lines = [SCHEME, f"matter {self.matter}", f"seed {self.seed_from}"]
        lines += [_line("seat", f"{seat.id} {seat.count}", seat.qualified) for seat in self.seats]
        lines += [_line("person", one.code, one.qualified) for one in self.candidates]
        return "".join(f"{line}\n" for line in lines)

    def digest(self) -> str:
        """SHA-256 of the canonical text, 64 hexadecimal digits."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def roll(matter: str, seed_from: str, seats: Iterable[Seat], candidates: Iterable[Candidate]) -> Roll:
    """The list in its canonical order, however the candidates were given. Raises BadText: a code twice, or one that
    can't stand in a line."""
    ordered = tuple(sorted(candidates, key=lambda one: one.code))
    for place, one in enumerate(ordered):
        if not one.code or not one.code.isprintable() or any(sign.isspace() for sign in one.code):
            raise BadText(f"人员代码“{one.code}”含空白，不能列入名单", f"code {one.code!r} has blanks in it")
        if place and ordered[place - 1].code == one.code:
            raise BadText(f"人员代码“{one.code}”重复", f"code {one.code!r} stands twice")
    return Roll(
        one_line(matter, "编号", "number"), one_line(seed_from, "来源", "source"), tuple(seats), ordered
    )


def read(text: str) -> Roll:
    """A canonical text read back. Raises BadText where it is none."""
    lines = text.splitlines()
    try:
        head, matter, seed = lines[0], lines[1].removeprefix("matter "), lines[2].removeprefix("seed ")
        seats = [_seat(line.split(" ")) for line in lines[3:] if line.startswith("seat ")]
        people = [line.split(" ") for line in lines[3:] if line.startswith("person ")]
        found = roll(matter, seed, seats, [Candidate(p[1], QUALIFIED in p[2:]) for p in people])
    except (IndexError, ValueError) as wrong:
        raise BadText("名单的格式不对", "this is no list of a draw") from wrong
    if head != SCHEME or found.text() != text:
        raise BadText("名单的格式不对", "this is no list of a draw")
    return found


def one_line(text: str, zh: str, en: str) -> str:
    """A text that stands in one line, without outer blanks. Raises BadText: empty, several lines, too long."""
    clean = text.strip()
    if not clean:
        raise BadText(f"缺{zh}", f"the {en} is missing")
    if not clean.isprintable():
        raise BadText(f"{zh}须在一行之内，不含制表符等不可见的字符", f"the {en} must be one printable line")
    if len(clean) > LONGEST_SEED:
        raise BadText(f"{zh}超过 {LONGEST_SEED} 字", f"the {en} exceeds {LONGEST_SEED} characters")
    return clean


def hashed(seed: str, matter: str, code: str) -> bytes:
    """The bytes of which a rank value is the SHA-256."""
    return f"{seed}\n{matter}\n{code}".encode()


def ranking(found: Roll, seed: str) -> tuple[Ranked, ...]:
    """The candidates by their rank value under the seed, the smallest first."""
    ranked = (
        Ranked(one, hashlib.sha256(hashed(seed, found.matter, one.code)).hexdigest())
        for one in found.candidates
    )
    return tuple(sorted(ranked, key=lambda one: (one.value, one.candidate.code)))


def missing(seats: Sequence[Seat], candidates: Collection[Candidate]) -> dict[str, int]:
    """By seat, how many candidates there are too few; empty where the list suffices. The seed does not matter."""
    free, qualified = len(candidates), sum(1 for one in candidates if one.qualified)
    found = {}
    for seat in _in_turn(seats):
        there = min(seat.count, qualified if seat.qualified else free)
        qualified -= there if seat.qualified else 0
        free -= there
        if there < seat.count:
            found[seat.id] = seat.count - there
    return {seat.id: found[seat.id] for seat in seats if seat.id in found}


def fill(seats: Sequence[Seat], ranked: Sequence[Ranked]) -> Mapping[str, tuple[str, ...]]:
    """Who gets which seat: codes by seat, in the order of the ranking. Raises BadText where there are too few.

    Seats for which somebody must qualify are filled first, the others in their order.
    """
    if missing(seats, [one.candidate for one in ranked]):
        raise BadText("候选人不够", "there are too few candidates")
    left, found = [one.candidate for one in ranked], {}
    for seat in _in_turn(seats):
        taken = [one for one in left if one.qualified or not seat.qualified][: seat.count]
        left = [one for one in left if one not in taken]
        found[seat.id] = tuple(one.code for one in taken)
    return {seat.id: found[seat.id] for seat in seats}


def following(seat: Seat, ranked: Sequence[Ranked], used: Collection[str]) -> str | None:
    """The code of the next in the ranking for a seat; ``used``: those seated, and those who were replaced."""
    fits = (one.candidate for one in ranked if one.candidate.qualified or not seat.qualified)
    return next((one.code for one in fits if one.code not in used), None)


def _in_turn(seats: Sequence[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: not seat.qualified)


def _line(word: str, what: str, qualified: bool) -> str:
    return f"{word} {what}" + (f" {QUALIFIED}" if qualified else "")


def _seat(parts: Sequence[str]) -> Seat:
    return Seat(parts[1], int(parts[2]), QUALIFIED in parts[3:])
