"""The public form: what was typed and which files came, kept over an error and a look before sending.

Nothing is kept on the server before it is sent: files travel with the page, already without hidden information.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from pathlib import PurePath

from django.http import HttpRequest

from zeren.desk import typed
from zeren.records.complaints import reporting, stripping
from zeren.records.complaints.log import Written
from zeren.records.complaints.reporting import Given
from zeren.records.complaints.stripping import Clean
from zeren.records.errors import Refused

MOST_CARRIED = 3 * 1024 * 1024
"""Bytes of files that travel with a page; Django reads at most 5 MB of a form's own fields."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page shows it: the name on the reporter's own machine, what was taken away, itself to travel."""

    name: str
    clean: Clean
    told: tuple[str, ...] = ()

    @property
    def carried(self) -> str:
        """The file as it travels with the page."""
        return f"{self.name}|{self.removed}|{base64.b64encode(self.clean.content).decode()}"

    @property
    def removed(self) -> str:
        """What was taken away, in words: now, or when it came first."""
        return "、".join(self.told or self.clean.removed)


@dataclass
class Form:
    """The form as the page shows it."""

    organ: str = ""
    about: str = ""
    text: str = ""
    named: bool = False
    name: str = ""
    contact: str = ""
    reply: bool = True
    once: str = ""
    files: list[Shown] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    not_carried: list[str] = field(default_factory=list)

    def add(self, refused: Refused) -> None:
        """Take over what was refused, by field."""
        for where, texts in refused.by_field().items():
            self.errors.setdefault(where, []).extend(texts)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Every error with its field, for the summary."""
        return [(where, text) for where, texts in self.errors.items() for text in texts]

    def given(self) -> Given:
        """What is sent to the records."""
        name = self.name if self.named else ""
        contact = self.contact if self.named else ""
        return Given(
            typed.number(self.organ) or 0,
            Written(self.about, self.text, tuple(one.clean for one in self.files)),
            self.once, name, contact, self.reply,
        )  # fmt: skip


def blank() -> Form:
    """An empty form."""
    organs = reporting.receiving()
    return Form(organ=str(organs[0].pk) if organs else "", once=secrets.token_hex(16))


def read(request: HttpRequest) -> Form:
    """The form that was sent, with every file looked at."""
    given = request.POST
    form = Form(
        organ=given.get("organ", ""), about=_line(given.get("about", "")), text=_words(given.get("text", "")),
        named=given.get("named") == "yes", name=_line(given.get("name", "")), contact=_line(given.get("contact", "")),
        reply=given.get("reply") != "no", once=given.get("once", "")[:64] or secrets.token_hex(16),
    )  # fmt: skip
    if form.named and not form.name:
        form.errors["name"] = ["选了写姓名，还没有写；不写，请选“不写”"]
    files(request, form)
    return form


def files(request: HttpRequest, form: Form) -> None:
    """The files that travelled with the page, then the new ones; each refused one is told, the others stay."""
    dropped = set(request.POST.getlist("drop"))
    for carried in request.POST.getlist("carried"):
        name, told, packed = (*carried.split("|", 2), "", "")[:3]
        if name not in dropped:
            _take(form, name, _unpacked(packed), tuple(told.split("、")))
    for given in request.FILES.getlist("files"):
        _take(form, given.name or "", given.read())
    if len(form.files) > stripping.MOST:
        form.files = form.files[: stripping.MOST]
        form.errors.setdefault("files", []).append(
            f"一次最多 {stripping.MOST} 份，多出的没有收；提交以后可以凭码再加"
        )
    room = MOST_CARRIED
    for one in form.files:
        room -= len(one.clean.content)
        if room < 0:
            form.not_carried.append(one.name)


def _take(form: Form, name: str, content: bytes, told: tuple[str, ...] = ()) -> None:
    try:
        clean = stripping.clean(name, content)
    except Refused as refused:
        form.add(refused)
        return
    shown = PurePath(name.replace("\\", "/").replace("|", "")).name[:60]
    form.files.append(Shown(shown, clean, told))


def _unpacked(packed: str) -> bytes:
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error:
        return b""


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _line(text: str) -> str:
    return text.replace("\n", " ").strip()
