"""Reading documents: before the issue the organ's own alone; once issued, whoever sees the matter."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from zeren.records import vault
from zeren.records.actor import WRITES, Actor, Role
from zeren.records.documents.models import PIECE, OfficialPaper, OfficialPaperEntry, State
from zeren.records.documents.text import Text
from zeren.records.matters import access, files

WORKS = WRITES - {Role.TEAM_MEMBER}
"""Who drafts and examines."""
SIGNS = frozenset({Role.LEADER_IN_CHARGE, Role.PRINCIPAL})
OUT = (State.ISSUED, State.VOIDED)
UNDER_WAY = (State.DRAFT, State.REVIEW, State.SIGN, State.SIGNED, State.RETURNED)
WORDING = ("drafted", "amended")
_NUMBER = re.compile(
    r"《?(?P<mark>[^0-9〔\[(【{]{1,20}?)》?\s*[〔\[(【{]?\s*(?P<year>[0-9]{4})\s*年?\s*[〕\])】}]?\s*第?\s*(?P<serial>[0-9]{1,9})\s*[号期]?"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a document with what it says; nothing once its matter was destroyed."""

    seq: int
    act: str
    account: str
    at: datetime
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Series:
    """One series of numbers: how many were given, up to which, how many of them are void. ``whole``: no gap."""

    organ: int
    organ_name: str
    year: int
    mark: str
    last: int
    given: int
    void: int

    @property
    def whole(self) -> bool:
        """Whether every number from 1 on is there."""
        return self.given == self.last


def organs_of(actor: Actor, roles: frozenset[Role] = WORKS) -> frozenset[int]:
    """The very organs in which the actor has one of the roles."""
    return frozenset(organ for organ, _ in actor.scopes(roles))


def visible_to(actor: Actor) -> QuerySet[OfficialPaper]:
    """What the actor sees: of the matters in sight the issued ones, and those of the own organ at any stage."""
    found = OfficialPaper.objects.filter(matter__in=access.visible_to(actor))
    if not actor.system:
        found = found.filter(Q(state__in=OUT) | Q(organ__in=organs_of(actor)))
    return found.select_related("organ", "matter", "corrects")


def one(actor: Actor, pk: int) -> OfficialPaper | None:
    """One document; None out of sight."""
    return visible_to(actor).filter(pk=pk).first()


def my_turn(actor: Actor) -> QuerySet[OfficialPaper]:
    """What waits for the very actor: own drafts to finish, what others drafted to examine or sign, what is to be
    numbered."""
    me, mine = actor.account, organs_of(actor)
    own = Q(state__in=(State.DRAFT, State.RETURNED), drafted_by=me)
    examine = Q(state=State.REVIEW) & ~Q(drafted_by=me)
    principal = organs_of(actor, frozenset({Role.PRINCIPAL}))
    signs = Q(organ__in=organs_of(actor, SIGNS)) & (Q(important=False) | Q(organ__in=principal))
    sign = Q(state=State.SIGN) & signs & ~Q(drafted_by=me) & ~Q(reviewed_by=me)
    number = Q(state=State.SIGNED, drafted_by=me) & ~Q(paper=PIECE)
    return visible_to(actor).filter(own | examine | sign | number, organ__in=mine)


def came_back(actor: Actor) -> dict[State, int]:
    """How many of the actor's own drafts were returned, and how many signed ones wait for their number."""
    counted = my_turn(actor).filter(state__in=(State.RETURNED, State.SIGNED), drafted_by=actor.account)
    rows = counted.order_by("state").values_list("state").annotate(number=Count("pk"))
    return {State(state): number for state, number in rows}


def of_matter(actor: Actor, matter_id: int) -> QuerySet[OfficialPaper]:
    """The documents of a matter, the latest first."""
    return visible_to(actor).filter(matter=matter_id).order_by("-id")


def numbered(actor: Actor) -> QuerySet[OfficialPaper]:
    """The register of numbers as far as it is in sight."""
    return visible_to(actor).filter(serial__isnull=False)


def by_number(rows: QuerySet[OfficialPaper], text: str) -> list[OfficialPaper]:
    """Of the rows those that bear the very number: 青纪发〔2026〕31号, its brackets of any kind (or 警示教育2026年第4期)."""
    said = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if said is None:
        return []
    mark, year, serial = said["mark"].strip(), int(said["year"]), int(said["serial"])
    return list(rows.filter(mark=mark, year=year, serial=serial).order_by("-pk")[:10])


def named(document: OfficialPaper) -> str:
    """What of a document stands in clear and is searched: its number and title."""
    return f"{document.number} {document.title}".strip()


def series(actor: Actor) -> list[Series]:
    """The series of the organs in which the actor works: counted over all their documents, whether in sight or not."""
    rows = (
        OfficialPaper.objects.filter(organ__in=organs_of(actor), serial__isnull=False)
        .values("organ", "organ__name", "year", "mark")
        .annotate(last=Max("serial"), given=Count("pk"), void=Count("pk", filter=Q(state=State.VOIDED)))
    )
    return [
        Series(r["organ"], r["organ__name"], r["year"], r["mark"], r["last"], r["given"], r["void"])
        for r in rows.order_by("organ", "-year", "mark")
    ]


def last_mark(document: OfficialPaper) -> str:
    """The mark under which the organ last issued this paper; empty the first time."""
    before = OfficialPaper.objects.filter(organ=document.organ, paper=document.paper, serial__isnull=False)
    same = before.filter(matter__pack=document.matter.pack).order_by("-id").first()
    return same.mark if same else ""


def place_of(entry: OfficialPaperEntry) -> str:
    """What a sealed entry is sealed for."""
    return f"document {entry.document_id} {entry.seq}"


def log_of(document: OfficialPaper) -> tuple[Said, ...]:
    """How a document came about, in order; of a destroyed matter nobody reads what was said."""
    return tuple(
        Said(row.seq, row.act, row.account, row.at, _says(row)) for row in document.entries.order_by("seq")
    )


def _says(row: OfficialPaperEntry) -> Mapping[str, Any]:
    """Raises Unreadable where an entry was altered; one whose key was destroyed with its matter says nothing."""
    if row.wrapped is None:
        return {}
    found: Mapping[str, Any] = json.loads(vault.read(row, place_of(row)))
    return found


def versions(log: tuple[Said, ...]) -> tuple[tuple[Said, Text], ...]:
    """Every wording, the oldest first."""
    return tuple((said, Text.of(said.says["text"])) for said in log if said.act in WORDING and said.says)


def text_of(document: OfficialPaper) -> Text | None:
    """The last wording; None of a destroyed matter."""
    found = versions(log_of(document))
    return found[-1][1] if found else None


def texts_of(upto: Mapping[int, int]) -> dict[int, Text]:
    """The last wording of each document up to an entry of its log (0: of all), read together; none of a destroyed matter
    nor of an entry that was altered (which its own page tells)."""
    rows = OfficialPaperEntry.objects.filter(document__in=upto, act__in=WORDING).order_by("document", "seq")
    last = {row.document_id: row for row in rows if row.seq <= (upto[row.document_id] or row.seq)}
    said = {pk: _says_if_whole(row) for pk, row in last.items()}
    return {pk: Text.of(says["text"]) for pk, says in said.items() if says}


def _says_if_whole(row: OfficialPaperEntry) -> Mapping[str, Any]:
    try:
        return _says(row)
    except vault.Unreadable:
        return {}


def issue_of(log: tuple[Said, ...]) -> Mapping[str, Any]:
    """What was kept at the issue: number, days, digests, by what it was made; empty before."""
    return next((said.says for said in log if said.act == "issued"), {})


def sealed_file(document: OfficialPaper, kind: str) -> bytes | None:
    """The file as it was issued; None before. Raises Refused where it is missing or was altered."""
    kept = document.docx if kind == "docx" else document.pdf
    return files.whole(kept) if kept else None
