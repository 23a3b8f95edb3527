"""What a piece and an issue hold beside their title: plain data, kept as the ``more`` of a document's wording."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from zeren.records.documents.text import Text
from zeren.records.errors import Problems
from zeren.records.lists.giveaways import unseen

NEWS, RULES, WARNING, STUDY = "news_section", "rules_section", "warning_section", "study_section"
SECTIONS = {NEWS: "要闻摘登", RULES: "党纪法规", WARNING: "以案警示", STUDY: "学习园地"}
"""The four sections in their order (the pack's words for them, what is printed)."""
PARTS = {
    "question": "提问",
    "scenario": "情景",
    "answer": "解答",
    "related": "相关案例",
    "further": "延伸阅读",
}
"""Of a question and its answer, in the order in which they are printed."""
LONGEST, LINE = 12_000, 200
SUBHEAD = "■"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. ``label``: its column (以案为鉴); ``source``: whence it was taken; ``body``: lines, one that begins with ■ a
    sub-heading; ``case``: the matter that it tells of; ``asked``: the letter on which another organ consented to it; ``kept``: why each place that might give somebody away may stand."""

    section: str = NEWS
    title: str = ""
    label: str = ""
    source: str = ""
    body: str = ""
    question: str = ""
    scenario: str = ""
    answer: str = ""
    related: str = ""
    further: str = ""
    holds: tuple[str, ...] = ()
    offender: str = ""
    others: str = ""
    case: int = 0
    asked: int = 0
    kept: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: Text) -> Piece:
        """From the wording of its document."""
        given = json.loads(text.more or "{}")
        plain = {f.name: given[f.name] for f in fields(cls) if f.name in given}
        for name in ("holds", "kept"):
            plain[name] = tuple(tuple(v) if isinstance(v, list) else v for v in plain.get(name, ()))
        return cls(**plain | {"title": text.title, "body": text.body if plain["section"] != STUDY else ""})

    def text(self) -> Text:
        """As the wording of its document."""
        more = {k: v for k, v in asdict(self).items() if k not in ("title", "body") and v}
        more["section"] = self.section
        body = self.answer if self.section == STUDY else self.body
        return Text(self.title, body, more=json.dumps(more, ensure_ascii=False, sort_keys=True))

    @property
    def words(self) -> str:
        """All that is printed of it, for whoever looks for names in it."""
        names = ("title", "label", "source", "body", *PARTS)
        return "\n".join(text for name in names if (text := str(getattr(self, name))))

    @property
    def asks(self) -> bool:
        """Whether it is a question with its answer."""
        return self.section == STUDY and bool(self.question)


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue: the periodical's name, its period in words, who edits it, the reading list (one a line), and its pieces in
    their order, each with the entry that was approved (0: not yet handed on)."""

    title: str
    period: str = ""
    editor: str = ""
    reading: str = ""
    pieces: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, text: Text) -> Issue:
        """From the wording of its document."""
        given = json.loads(text.more or "{}")
        pieces = tuple((int(pk), int(seq)) for pk, seq in given.get("pieces", ()))
        plain = {name: str(given.get(name, "")) for name in ("period", "editor", "reading")}
        return cls(text.title, pieces=pieces, **plain)

    def text(self) -> Text:
        """As the wording of its document; its body names how many pieces there are."""
        more = {k: v for k, v in asdict(self).items() if k != "title"}
        said = f"{self.period or '一期'}，{len(self.pieces)} 篇"
        return Text(self.title, said, more=json.dumps(more, ensure_ascii=False, sort_keys=True))

    @property
    def reading_list(self) -> tuple[str, ...]:
        """The reading list, one a line."""
        return tuple(line.strip() for line in self.reading.splitlines() if line.strip())


def piece_from(
    given: Mapping[str, Any], holds: Iterable[str], kept: Mapping[str, str], before: Piece
) -> Piece:
    """From a form; the section, the case and the consent stay what they were."""
    plain = {f.name: clean(str(given.get(f.name, ""))) for f in fields(Piece)}
    plain = {k: v for k, v in plain.items() if k not in ("holds", "kept", "case", "asked", "section")}
    reasons = tuple(sorted((place, why.strip()) for place, why in kept.items() if why.strip()))
    same = {"section": before.section, "case": before.case, "asked": before.asked}
    return Piece(**same, holds=tuple(holds), kept=reasons, **plain)  # type: ignore[arg-type]


def issue_from(given: Mapping[str, Any], before: Issue) -> Issue:
    """From a form; the order of the pieces stays."""
    plain = {name: clean(str(given.get(name, ""))) for name in ("title", "period", "editor", "reading")}
    return Issue(**plain, pieces=before.pieces)


def clean(text: str) -> str:
    """Line ends and outer blanks made alike, nothing else changed."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip()


def check_piece(piece: Piece) -> None:
    """Raises Refused with all that can't be kept: no title, nothing written, too long, signs that nobody sees."""
    problems = Problems()
    needed = ("title", "answer") if piece.section == STUDY else ("title", "body")
    for name in needed:
        if not getattr(piece, name):
            zh = {"title": "请写标题", "body": "请写正文", "answer": "请写解答或者正文"}[name]
            problems.add(name, zh, f"the {name} is missing")
    for name in ("title", "label", "source"):
        text = getattr(piece, name)
        if len(text) > LINE or "\n" in text:
            problems.add(name, f"写成一行，不超过 {LINE} 字", f"one line of at most {LINE} characters")
    for name in ("body", *PARTS):
        if len(getattr(piece, name)) > LONGEST:
            problems.add(name, f"超过 {LONGEST} 字", f"longer than {LONGEST} characters")
    if unseen(piece.words):
        problems.add("body", "有看不见的符号，请删去", "signs that nobody sees")
    if len(piece.kept) and max(len(why) for _, why in piece.kept) > LINE:
        problems.add("kept", f"理由不超过 {LINE} 字", f"a reason has at most {LINE} characters")
    problems.refuse()
