"""What a person who complains does: write, come back with code and passphrase, answer, withdraw, tell of reprisal.

No actor, no time of day, no address. Nothing is entered on the trail at that moment (an entry has its minute): the
officer who first opens the complaint enters that it was received.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from zeren.records import clock, vault
from zeren.records.complaints import log, receipts
from zeren.records.complaints.log import Act, Written
from zeren.records.complaints.models import Complaint, ComplaintEntry
from zeren.records.complaints.receipts import Receipt
from zeren.records.complaints.stripping import Clean
from zeren.records.errors import OutOfSight, Problems
from zeren.records.organs.models import Organ

LONGEST_NAME, LONGEST_CONTACT = 60, 200
Channel, Kind, State = Complaint.Channel, Complaint.Kind, Complaint.State


@dataclass(frozen=True, slots=True)
class Given:
    """The form as it was sent. ``once`` names the form, so that a page sent twice is one complaint."""

    organ: int
    written: Written
    once: str
    name: str = ""
    contact: str = ""
    wants_reply: bool = True


class AlreadyReceived(Exception):
    """The same form was sent before; its code was shown then and is not kept."""


def receiving() -> list[Organ]:
    """Organs that receive complaints, highest last: those of the setting, else the organization departments.

    干部选任监督意见 三 has the channel received by them; which organ of an installation is a setting.
    """
    chosen = settings.ZEREN.complaints
    fits = Q(code__in=chosen) if chosen else Q(kind="organization_department")
    return list(Organ.objects.filter(fits, until=None).order_by("-depth", "rank", "id"))


def submit(given: Given) -> Receipt:
    """Receive a complaint. Raises Refused with everything that is missing, AlreadyReceived for a form sent again."""
    organ = check(given)
    once = vault.lookup("complaint form", given.once) if given.once else None
    if once and Complaint.objects.filter(once=once).exists():
        raise AlreadyReceived
    receipt = receipts.new_receipt()
    # Slow on purpose: nobody waits for it in a transaction.
    passphrase = receipts.hash_of("".join(receipt.words))
    try:
        with transaction.atomic():
            complaint = log.begin(
                organ, Channel.WEB, clock.today(), given.written,
                kind=Kind.NAMED if given.name else Kind.ANONYMOUS, wants_reply=given.wants_reply,
                code=receipts.digest_of(receipt.code), passphrase=passphrase, once=once,
                news=True,
            )  # fmt: skip
            if given.name:
                log.seal_reporter(complaint, given.name, given.contact)
    except IntegrityError:
        if once and Complaint.objects.filter(once=once).exists():
            raise AlreadyReceived from None
        raise
    return receipt


def check(given: Given) -> Organ:
    """The organ that receives it. Raises Refused with everything that is missing or too long."""
    organ = next((one for one in receiving() if one.pk == given.organ), None)
    problems = Problems()
    if organ is None:
        problems.add("organ", "请选由哪个机关受理", "choose who receives it")
    check_words("about", "反映谁", given.written.about, log.LONGEST_ABOUT, problems)
    check_words("text", "什么事", given.written.text, log.LONGEST_TEXT, problems)
    check_reporter(given.name, given.contact, problems)
    problems.refuse()
    assert organ is not None
    return organ


def check_words(field: str, label: str, text: str, most: int, problems: Problems) -> None:
    """There are words, and not too many."""
    if not text.strip():
        problems.add(field, f"“{label}”还没有写", f"{field} is empty")
    if len(text) > most:
        problems.add(
            field,
            f"“{label}”最多写 {most} 字，现在是 {len(text)} 字",
            f"{field} is too long: {len(text)} of {most}",
        )


def check_reporter(name: str, contact: str, problems: Problems) -> None:
    """A name and a contact are not longer than such things are; a contact without a name is none."""
    if contact and not name:
        problems.add("name", "写了联系方式，没有写姓名", "a contact without a name")
    if len(name) > LONGEST_NAME:
        problems.add("name", f"姓名最多 {LONGEST_NAME} 字", "the name is too long")
    if len(contact) > LONGEST_CONTACT:
        problems.add("contact", f"联系方式最多 {LONGEST_CONTACT} 字", "the contact is too long")


# ---------------------------------------------------------------- coming back


@dataclass(frozen=True, slots=True)
class Step:
    """A step of how far it has come, as the reporter sees it: no names. ``text`` only of what was said to them."""

    act: str
    label: str
    on: date
    text: str = ""
    organ: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A complaint as its reporter sees it."""

    pk: int
    received: date
    state: str
    asked: bool
    withdrawn: date | None
    reprisal: date | None
    days: int
    steps: tuple[Step, ...]
    holder: str


TOLD = (Act.ASKED, Act.REPLIED)
PUBLIC = {
    Act.RECEIVED: "收到", Act.ACCEPTED: "受理", Act.TRANSFERRED: "转给该管的机关", Act.SIGNED_FOR: "该管的机关收到",
    Act.VERIFIED: "核实", Act.ASKED: "组织问您一件事", Act.WROTE: "您又写了", Act.DECLINED: "您不回答",
    Act.REPLIED: "答复", Act.WITHDRAWN: "您撤回举报", Act.REPRISAL: "您反映受到打击报复", Act.CLOSED: "办结",
}  # fmt: skip


def come_back(code: str, words: str) -> int | None:
    """The complaint of this code and passphrase; None if either is wrong (which, is not said; both cost the same time)."""
    found = Complaint.objects.filter(code=receipts.digest_of(code)).first()
    return found.pk if receipts.fits(words, found.passphrase if found else "") and found else None


def seen(complaint_id: int) -> Seen:
    """How far it has come. Raises OutOfSight."""
    complaint = Complaint.objects.select_related("holder").filter(pk=complaint_id).first()
    if complaint is None:
        raise OutOfSight("complaint")
    entries = complaint.entries.select_related("organ").order_by("seq")
    return Seen(
        complaint.pk, complaint.received, complaint.state, complaint.asked, complaint.withdrawn, complaint.reprisal,
        (clock.today() - complaint.received).days, tuple(_step(entry) for entry in entries if entry.act in PUBLIC),
        complaint.holder.name,
    )  # fmt: skip


def _step(entry: ComplaintEntry) -> Step:
    text = log.text_of(entry) if entry.act in TOLD else ""
    return Step(entry.act, PUBLIC[Act(entry.act)], entry.on, text, entry.organ.name if entry.organ else "")


def write(complaint_id: int, text: str, files: tuple[Clean, ...] = ()) -> None:
    """Add something, or answer what was asked. Raises Refused where there are neither words nor files."""
    problems = Problems()
    if not files or len(text) > log.LONGEST_TEXT:
        check_words("text", "要补充的话", text, log.LONGEST_TEXT, problems)
    problems.refuse()
    _add(complaint_id, Act.WROTE, text, files=files)


def decline(complaint_id: int) -> None:
    """Not answer what was asked; it goes on all the same."""
    _add(complaint_id, Act.DECLINED)


def withdraw(complaint_id: int, text: str = "") -> None:
    """Withdraw; what was found out already is dealt with all the same. Raises Refused the second time."""
    _add(complaint_id, Act.WITHDRAWN, text)


def report_reprisal(complaint_id: int, text: str, files: tuple[Clean, ...] = ()) -> None:
    """Tell of reprisal (组织处理规定 第七条第十四项、约谈办法 第十三条第二款): people look at it first and judge."""
    problems = Problems()
    check_words("text", "受到怎样的打击报复", text, log.LONGEST_TEXT, problems)
    problems.refuse()
    _add(complaint_id, Act.REPRISAL, text, files=files)


def _add(complaint_id: int, act: str, text: str = "", *, files: tuple[Clean, ...] = ()) -> None:
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().filter(pk=complaint_id).first()
        if complaint is None:
            raise OutOfSight("complaint")
        last = complaint.entries.order_by("-seq").first()
        if last and last.act == act and not last.account and not files and log.text_of(last) == text:
            return  # The page was sent twice.
        mark(complaint, act, clock.today())
        entry = log.append(complaint, act, clock.today(), text)
        log.keep_files(complaint, entry.seq, files)
        complaint.news = True
        complaint.save(update_fields=["asked", "withdrawn", "reprisal", "news"])


def mark(complaint: Complaint, act: str, on: date) -> None:
    """What the reporter's word changes on the complaint. Raises Refused where it was withdrawn already."""
    if act in (Act.WROTE, Act.DECLINED):
        complaint.asked = False
    if act == Act.WITHDRAWN:
        problems = Problems()
        if complaint.withdrawn:
            problems.add("act", "已经撤回过", "it was withdrawn before")
        problems.refuse()
        complaint.withdrawn, complaint.asked = on, False
    if act == Act.REPRISAL:
        complaint.reprisal = complaint.reprisal or on
