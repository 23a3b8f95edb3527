"""The voting page: first the code, then the slip, then nothing is left. It knows no voter and gives no receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from zeren.desk.ballots import outside, tries
from zeren.desk.citing import Citer
from zeren.desk.components import Citation, Notice
from zeren.desk.links import named
from zeren.records.ballots import casting, queries
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.setting import ABSTAINED
from zeren.records.errors import Refused
from zeren.records.matters.models import Matter

NUMBERS = "零一两三四五六七八九十"
NOT_CHOSEN, NO_SUCH = 0, -1


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One who is voted on; ``chosen``: the option's place as it was sent, empty where none was."""

    place: int
    name: str
    post: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The slip as the page shows it. ``blank``: names without a choice, told once before it is cast so; ``void``:
    nothing at all is chosen."""

    title: str
    heading: str
    day: str
    cite: Citation | None
    options: tuple[tuple[str, str], ...]
    rows: tuple[SlipRow, ...]
    blank: tuple[str, ...] = ()
    void: bool = False
    sure: bool = False


@outside.page
def vote(request: HttpRequest) -> HttpResponse:
    """The code; with a good one the slip; ``do`` is ``code`` or ``cast``."""
    if request.method != "POST":
        return _code(request)
    code = _given(request)
    wait = tries.stopped(request)
    if wait:
        minutes = -(-wait // 60)
        return _code(request, f"这台机器试错太多，请 {minutes} 分钟以后再来，或者换一台；也可以领纸票", 429)
    try:
        ballot = queries.of_code(code)
        if request.POST.get("do") != "cast":
            return _slip(request, slip_of(ballot, {}))
        return _cast(request, ballot, code)
    except Refused as refused:
        tries.wrong(request)
        return _code(request, "；".join(problem.zh for problem in refused.problems), 422)


def _cast(request: HttpRequest, ballot: Ballot, code: str) -> HttpResponse:
    given = {name[1:]: text for name, text in request.POST.items() if name[:1] == "v" and text}
    slip = slip_of(ballot, given)
    if (slip.blank or slip.void) and request.POST.get("sure") != "yes":
        return _slip(request, replace(slip, sure=True))
    casting.cast(code, [_choice(row.chosen) for row in slip.rows])
    return HttpResponseRedirect(named("vote-done"))


@outside.page
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Cast: nothing of it stands here."""
    return outside.drawn("vote_done")


# ---------------------------------------------------------------- parts


def _given(request: HttpRequest) -> str:
    return request.POST.get("code1", "") + request.POST.get("code2", "")


def _choice(text: str) -> int:
    """The place that was chosen; what is none is on no slip."""
    if not text:
        return NOT_CHOSEN
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else NO_SUCH


def _code(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return outside.drawn("vote_code", status, error=error, warn=_signed_in() if signed_in else None)


def _signed_in() -> Notice:
    said = "这个浏览器里有人登录着本系统，登录的标记会随您的票送出。本页不读它，但请换一台没有登录的机器。"
    return Notice("care", "换一台机器更好。", said)


def _slip(request: HttpRequest, slip: Slip) -> HttpResponse:
    parts = {name: request.POST.get(name, "").strip().upper() for name in ("code1", "code2")}
    return outside.drawn("vote", slip=slip, abstained=ABSTAINED, **parts)


def slip_of(ballot: Ballot, given: dict[str, str]) -> Slip:
    """The slip of a ballot with what was chosen."""
    rows = tuple(
        SlipRow(one.place, one.name, one.post, given.get(str(one.place), "")) for one in ballot.voted.all()
    )
    return Slip(
        title=ballot.title,
        heading=f"{number_of(rows_are_people(ballot), len(rows))}的评议，选好再投，投出后不能改",
        day=f"{ballot.day.month}月{ballot.day.day}日",
        cite=cite_of(ballot.matter, ballot.at, public=True),
        options=tuple((str(one.place), one.label) for one in ballot.options.all()),
        rows=rows,
        blank=tuple(row.name for row in rows if not row.chosen),
        void=not any(row.chosen not in ("", "0") for row in rows),
    )


def rows_are_people(ballot: Ballot) -> bool:
    """Whether every one voted on is a person."""
    return all(one.person_id for one in ballot.voted.all())


def number_of(people: bool, number: int) -> str:
    """五位同志, 12 位同志, 3 个评议对象."""
    if not people:
        return f"{number} 个评议对象"
    return f"{NUMBERS[number]}位同志" if number <= 10 else f"{number} 位同志"


def cite_of(matter: Matter, at: str, public: bool = False, bare: bool = False) -> Citation:
    """The provision that a ballot rests on; in public without the way into the library, ``bare`` without its title."""
    ref = f"{matter.pack}@{matter.version.isoformat()}"
    chip = Citer([(ref, (at,))]).chip(ref, at, bare=bare)
    return replace(chip, url="") if public else chip
