"""An issue in the making and a piece as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zeren.access.accounts import queries as accounts
from zeren.desk import links
from zeren.desk.bulletin import words
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.documents.page import DAYS, Step
from zeren.desk.quoting import Quoted, Quoter
from zeren.papers.bulletin.model import PrintedPiece, piece_of
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import asking, queries, sources
from zeren.records.bulletin.queries import Placed
from zeren.records.bulletin.text import SECTIONS, WARNING, Issue, Piece
from zeren.records.documents import queries as documents
from zeren.records.documents import rules
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.errors import Problem
from zeren.records.lists.giveaways import Giveaway


@dataclass(frozen=True, slots=True)
class Row:
    """A piece in the contents."""

    pk: int
    title: str
    light: Light
    note: str
    url: str
    on: bool
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place that may give somebody away: the words, what they may be, why they may stay, whether it is open."""

    text: str
    kind: str
    why: str
    open: bool
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece to look at: what it holds, its marks, what is asked of its case, what the viewer may do."""

    pk: int
    seen: int
    url: str
    light: Light
    piece: Piece
    printed: PrintedPiece
    cites: tuple[Quoted, ...]
    marks: str
    places: tuple[Place, ...]
    case: tuple[tuple[Sign, str, str], ...]
    case_link: Link | None
    steps: tuple[Step, ...]
    may: frozenset[str]
    why_not: str

    @property
    def open(self) -> bool:
        """Whether a place still waits for somebody."""
        return any(place.open for place in self.places)


@dataclass(frozen=True, slots=True)
class IssuePage:
    """An issue in the making."""

    head: Head
    url: str
    issue: Issue
    seen: int
    sections: tuple[tuple[str, str, tuple[Row, ...]], ...]
    shown: Shown | None
    steps: tuple[Step, ...]
    may: frozenset[str]
    why_not: str
    lacks: tuple[str, ...]
    letters: tuple[tuple[Link, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    errors: tuple[str, ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""


def issue_page(
    actor: Actor, document: OfficialPaper, chosen: str, notices: tuple[Notice, ...] = (),
    problems: Sequence[Problem] = (), given: Mapping[str, str] | None = None, wrong: str = "",
) -> IssuePage:  # fmt: skip
    """The page; after a refusal with what was given and what is wrong with it."""
    issue = queries.content(document)
    pieces = queries.placed(document, issue)
    at = next((p for p in pieces if str(p.document.pk) == chosen), pieces[0] if pieces else None)
    url = links.named("bulletin-issue", document.pk)
    log = documents.log_of(document)
    going = document.state not in (State.DRAFT, State.RETURNED)
    lacks = queries.against_issue(pieces, taken=going) if document.state not in documents.OUT else []
    light = words.ISSUE[State(document.state)]
    return IssuePage(
        head=_head(document, issue or Issue(document.title), pieces, light),
        url=url,
        issue=issue or Issue(document.title),
        seen=document.head,
        sections=tuple(_sections(url, pieces, at)),
        shown=shown(actor, at) if at else None,
        steps=steps(log, State(document.state), words.SAID, words.NOW, words.LATER),
        may=rules.offered(actor, document),
        why_not=_why_not(actor, document),
        lacks=tuple(problem.zh for problem in lacks),
        letters=tuple(_letters(actor, document)),
        notices=notices,
        errors=tuple(problem.zh for problem in problems),
        by_field={problem.field: problem.zh for problem in problems},
        given=given or {},
        wrong=wrong,
    )


def _letters(actor: Actor, document: OfficialPaper) -> Iterable[tuple[Link, str]]:
    """The letters that ask other organs for a case, each with its answer."""
    for row in asking.asked_by(actor, document):
        said = words.ANSWERED[asking.answer_of(row).act] if row.state in documents.OUT else words.ISSUE_LETTER
        yield Link(row.number or row.title, links.named("document", row.pk)), said


def _head(document: OfficialPaper, issue: Issue, pieces: Sequence[Placed], light: Light) -> Head:
    kinds = {p.piece.section for p in pieces}
    lacking = [title for name, title in SECTIONS.items() if name not in kinds]
    said = f"{len(kinds)} 栏 {len(pieces)} 篇" + (f"，缺 {'、'.join(lacking)}" if lacking else "")
    sub = [(Bit(light=light),), (Bit(said),)]
    if following := words.NEXT[State(document.state)]:
        sub.append((Bit(following, strong=True),))
    url = links.named("bulletin-read", document.pk)
    buttons = (
        Button("看全本", url=url), Button("DOCX", url=links.named("bulletin-paper", document.pk, "docx")),
        Button("PDF", url=links.named("bulletin-paper", document.pk, "pdf")),
    )  # fmt: skip
    crumbs = (Link("台账", links.named("ledger")), Link("警示教育刊物", links.named("bulletin")), Link(document.matter.number, links.matter(document.matter_id)))  # fmt: skip
    return Head(
        f"{issue.title}　{issue.period}".strip(), crumbs, sub=tuple(sub), buttons=buttons if pieces else ()
    )


def _sections(
    url: str, pieces: Sequence[Placed], at: Placed | None
) -> Iterable[tuple[str, str, tuple[Row, ...]]]:
    for name, title in SECTIONS.items():
        here = [p for p in pieces if p.piece.section == name]
        rows = tuple(
            Row(
                p.document.pk, p.piece.title, words.PIECE[State(p.document.state)],
                p.piece.source or p.piece.label, f"{url}?piece={p.document.pk}", p is at, n == 0, n == len(here) - 1,
            )
            for n, p in enumerate(here)
        )  # fmt: skip
        yield name, title, rows


def shown(actor: Actor, placed: Placed, problems: Sequence[Problem] = ()) -> Shown:
    """A piece to look at and to decide on."""
    document, piece = placed.document, placed.piece
    places = queries.places_of(piece)
    wrong = {problem.field: problem.zh for problem in problems}
    return Shown(
        pk=document.pk,
        seen=document.head,
        url=links.named("bulletin-piece", document.pk),
        light=words.PIECE[State(document.state)],
        piece=piece,
        printed=piece_of(piece),
        cites=cites_of(actor, piece),
        marks="　".join(mark.text for mark, _ in places),
        places=tuple(place_rows(places, wrong)),
        case=tuple(_case(piece, document.organ_id)),
        case_link=_case_link(piece, document.organ_id),
        steps=steps(documents.log_of(document), State(document.state), words.PIECE_SAID, words.PIECE_NOW, words.PIECE_LATER),
        may=piece_may(actor, document),
        why_not=_why_not(actor, document),
    )  # fmt: skip


def cites_of(actor: Actor, piece: Piece) -> tuple[Quoted, ...]:
    """The provisions that a piece names, as they are today."""
    lines = [block.text for block in piece_of(piece).blocks]
    return Quoter(actor, [lines], clock.today()).quoted(0)


def place_rows(places: Iterable[tuple[Giveaway, str]], wrong: Mapping[str, str]) -> Iterable[Place]:
    """The places, open ones first."""
    rows = [
        Place(m.text, NAMED.get(m.kind, m.kind), why, not why, wrong.get(f"kept-{m.text}", ""))
        for m, why in places
    ]
    return sorted(rows, key=lambda place: not place.open)


NAMED = {"本单位人员的姓名": "登记在册的姓名"}


def _consented(piece: Piece, organ: int) -> Iterable[tuple[Sign, str, str]]:
    """Of another organ's case: whether it consents, and whether the case may be told of now; nothing else."""
    against = asking.against(piece, organ)
    consent = asking.consent_to(piece.asked, organ)
    if against or consent is None:
        yield Sign.NEAR, "；".join(problem.zh for problem in against), ""
    else:
        at = consent.answer.at
        yield (
            Sign.DONE,
            f"经办机关同意刊用（{consent.letter.number}）",
            f"{at.astimezone(clock.BEIJING):%Y-%m-%d}" if at else "",
        )


def _case(piece: Piece, organ: int) -> Iterable[tuple[Sign, str, str]]:
    if asking.is_foreign(piece, organ):
        yield from _consented(piece, organ)
        return
    matter = queries.case_of(piece)
    if matter is None:
        if piece.section == WARNING:
            yield Sign.ELAPSED, "自撰或者转载，不是本机关的案件", ""
        return
    for one in sources.asked_of(matter):
        yield (
            (Sign.DONE, one.what, f"{one.day:%Y-%m-%d}" if one.day else "")
            if one.holds
            else (Sign.NEAR, one.why, "")
        )
    yield Sign.DONE, "举报人信息没有读取", "封存"


def _case_link(piece: Piece, organ: int) -> Link | None:
    matter = queries.case_of(piece) if not asking.is_foreign(piece, organ) else None
    return Link(matter.number, links.matter(matter.pk)) if matter else None


def piece_may(actor: Actor, document: OfficialPaper) -> frozenset[str]:
    """What the viewer may do with a piece: as with a document, while its issue is made up."""
    issue = queries.issue_of_piece(document)
    if issue.state not in (State.DRAFT, State.RETURNED):
        return frozenset()
    may = set(rules.offered(actor, document)) - {"issue"}
    return frozenset(may if document.state in (State.DRAFT, State.RETURNED) else may - {"change"})


def steps(
    log: Sequence[documents.Said], state: State, said: Mapping[str, str], now: Mapping[State, str],
    later: Mapping[State, tuple[str, ...]],
) -> tuple[Step, ...]:  # fmt: skip
    """What was done, by whom and when; several changes of one person in a row stand once."""
    names = accounts.shown({one.account for one in log})
    kept = [one for n, one in enumerate(log) if not _goes_on(one, log[n + 1 :][:1])]
    found = [_step(one, names, said) for one in kept]
    if state in now:
        found.append(Step("now", Sign.NEXT, "", now[state]))
    return (*found, *(Step("later", Sign.ELAPSED, "dim", what) for what in later.get(state, ())))


def _goes_on(one: documents.Said, after: Sequence[documents.Said]) -> bool:
    return one.act == "drafted" and any(n.act == "drafted" and n.account == one.account for n in after)


def _step(one: documents.Said, names: Mapping[str, tuple[str, str]], said: Mapping[str, str]) -> Step:
    back = one.act in ("returned", "voided", "dropped")
    note = str(one.says.get("reason") or one.says.get("opinion") or one.says.get("number") or "")
    sign, tone = (Sign.LAPSED, "dim") if back else (Sign.DONE, "green")
    at = DAYS.format(one.at.astimezone(clock.BEIJING))
    return Step("", sign, tone, said[one.act], names.get(one.account, (one.account, ""))[0], at, note)


def _why_not(actor: Actor, document: OfficialPaper) -> str:
    if document.state not in (State.REVIEW, State.SIGN) or not rules.of_organ(actor, document):
        return ""
    return "；".join(problem.zh for problem in rules.against_turn(actor, document))
