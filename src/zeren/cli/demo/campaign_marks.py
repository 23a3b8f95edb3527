"""What everybody got in the demonstration's year of assessment: slips, points, who stands apart. Everything made up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zeren.norms.model import FieldText
from zeren.records.ballots.counting import in_full

POINTS = {"points_excellent": "100", "points_good": "90", "points_average": "70", "points_poor": "50"}
CONVERSION = "岚考办〔2025〕9号"
PUBLIC = "勤廉度评价系统导出，群众评议 {n} 份"
TALKS = "岚考办〔2025〕9号第九项"
RULES = "{year}年度考核评分细则"
Slips = tuple[int, int, int, int]
USUAL: tuple[Slips, ...] = (
    (110, 70, 16, 4),
    (100, 80, 16, 4),
    (120, 60, 16, 4),
    (90, 90, 16, 4),
    (96, 84, 12, 8),
)
EVEN: Slips = (60, 120, 10, 10)
"""Worth exactly 90 points."""
TWO_THIRDS: Slips = (60, 40, 40, 10)
"""Excellent and good together exactly two thirds."""
THIRTY: Slips = (80, 60, 40, 20)
"""Average and poor together exactly thirty per cent."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a subject got: slips, daily supervision, the public; a group also the two parts on site and the talks."""

    slips: Slips
    daily: str
    public: str
    onsite: tuple[str, str, str] = ("", "", "")

    @property
    def ballot(self) -> Fraction:
        """The slips in points."""
        worth = [int(POINTS[name]) for name in POINTS]
        return Fraction(sum(a * b for a, b in zip(self.slips, worth, strict=True)), sum(self.slips))

    @property
    def score(self) -> Fraction:
        """The composite (第十八、十九条): the engine computes it again, and the entry is held against that."""
        daily, public = Fraction(self.daily), Fraction(self.public)
        if not self.onsite[0]:
            return self.ballot * 7 / 10 + daily / 10 + public / 5
        duty, work, talks = (Fraction(one) for one in self.onsite)
        democratic = self.ballot * 7 / 10 + talks * 3 / 10
        return daily / 5 + public / 10 + (duty * 2 / 5 + work * 2 / 5 + democratic / 5) * 7 / 10


GROUPS = {
    "Q-02": Marks(EVEN, "90", "90", ("90", "90", "90")),
    "Q-03": Marks(EVEN, "90", "89.9", ("90", "90", "90")),
    "Q-05": Marks((100, 60, 40, 0), "65", "65", ("60.9", "60.9", "59")),
    "Q-06": Marks(TWO_THIRDS, "86", "85", ("85", "86", "84")),
    "Q-07": Marks((90, 80, 20, 10), "80", "80", ("79", "78", "80")),
}
"""Groups at a line: 90 exactly, 89.99, 65 exactly, two thirds of the slips exactly."""

CADRES = {
    ("Q-02", 0): Marks(EVEN, "90", "90"),
    ("Q-02", 1): Marks(EVEN, "90", "89.95"),
    ("Q-03", 2): Marks(THIRTY, "80", "75"),
    ("Q-05", 1): Marks((60, 40, 60, 40), "72", "66"),
    ("Q-07", 1): Marks(THIRTY, "80", "75"),
    ("Q-07", 2): Marks(THIRTY, "82", "80"),
}
VETOED, TRANSFERRED, UNREPORTED, AWAY, INVESTIGATED = "Q-09", "Q-10", "Q-12", ("Q-08", 2), ("Q-11", 2)


def grade_of(score: Fraction, group: bool) -> str:
    """The grade of a score (第二十条), lower end inclusive."""
    bands = ((90, "好"), (80, "较好"), (65, "一般")) if group else ((90, "优秀"), (75, "良好"), (60, "一般"))
    return next((grade for line, grade in bands if score >= line), "较差")


CONFIRMED, EXCLUDED = ("Q-07", 1), ("Q-07", 2)
"""Cadres at thirty per cent: one was talked with after the problems were confirmed, of the other none were found."""
CLUES = {"Q-T1": True, "Q-T2": False}
"""Where a clue was found; whether it was handed over."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who came to a department's meeting: all, from outside; its staff, of these present; with how many one talked, of these
    retired; whether the range was agreed on."""

    came: int = 204
    outside: int = 24
    staff: int = 120
    present: int = 100
    talks: int = 20
    retired: int = 3
    agreed: bool = False


MEETINGS = {
    "C-11": Meeting(came=224, outside=182, staff=42, present=42),
    "C-12": Meeting(came=224, outside=182, staff=42, present=41),
    "C-13": Meeting(staff=260, present=180, agreed=True),
    "C-14": Meeting(staff=260, present=180),
    "Q-T3": Meeting(came=210, outside=21),
    "Q-T4": Meeting(came=210, outside=20),
    "Q-T5": Meeting(talks=15, retired=2),
}
"""Departments at a line: all 42 and one fewer, above two hundred with and without an agreed range, a tenth exactly and one
fewer, talks well under twenty."""


def meeting_of(code: str) -> Meeting:
    """The meeting of a department."""
    return MEETINGS.get(code, Meeting())


def group_marks(code: str, place: int, usual: bool) -> Marks:
    """What a group got; ``usual``: in a year in which nobody stands apart."""
    if code in GROUPS and not usual:
        return GROUPS[code]
    slips, base = USUAL[place % len(USUAL)], 86 + place * 5 % 9
    return Marks(slips, f"{base}.5", f"{base - 1}", (f"{base + 1}", f"{base}", f"{base + 2}"))


def cadre_marks(code: str, number: int, place: int, usual: bool) -> Marks:
    """What a cadre got."""
    base = 85 + place * 3 % 8
    found = None if usual else CADRES.get((code, number))
    return found or Marks(USUAL[(place + number) % len(USUAL)], f"{base}", f"{base + 1}")


def ballot_of(mark: Marks) -> dict[str, FieldText]:
    """What is recorded of the slips."""
    valid = sum(mark.slips)
    number = dict(zip(("excellent", "good", "average", "poor"), map(str, mark.slips), strict=True))
    return {
        "secret": "yes", "topics": ("duties", "integrity_rules", "conduct", "results"), "issued": "206", "collected": str(valid + 2),
        "valid": str(valid), **number, "points": in_full(mark.ballot), "conversion": CONVERSION,
    }  # fmt: skip


def origin_of(name: str) -> dict[str, FieldText]:
    """From where the points of a part come."""
    if name == "daily":
        return {"sources": ("half_year_check", "conduct_inspection")}
    return {"sources": ("public", "performance", "organization"), "origin": PUBLIC.format(n=860)}
