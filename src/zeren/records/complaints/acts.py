"""What officers do with a complaint. No text gives time limits for it: a day is kept, elapsed days are shown.

Accepted, verified, answered (干部选任监督意见 三：认真查核); a complaint may begin verification of a personal matters
report with the principal's approval (个人有关事项规定 第十三条).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.records import clock, refs
from zeren.records.actor import Actor, Role
from zeren.records.complaints import conflicts, log, queries, reporting
from zeren.records.complaints.log import Act, Written
from zeren.records.complaints.models import Complaint, ComplaintAbout, ComplaintEntry
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.organs.models import Organ
from zeren.records.trail import acts as trail
from zeren.records.trail import queries as trails

Channel, Kind, State = Complaint.Channel, Complaint.Kind, Complaint.State
NEXT_STATE = {
    Act.ACCEPTED: State.ACCEPTED, Act.VERIFIED: State.VERIFYING, Act.REPLIED: State.REPLIED,
    Act.CLOSED: State.CLOSED, Act.TRANSFERRED: State.RECEIVED,
}  # fmt: skip
OFFICERS = (Act.ACCEPTED, Act.TRANSFERRED, Act.SIGNED_FOR, Act.VERIFIED, Act.ASKED, Act.REPLIED, Act.CLOSED)
REPORTERS = (Act.WROTE, Act.WITHDRAWN, Act.REPRISAL)
"""What a reporter says by telephone, letter or visit, entered by the officer."""
NEED_WORDS = {
    Act.TRANSFERRED: "转送的理由", Act.VERIFIED: "怎样核实、查明了什么", Act.ASKED: "要问的事", Act.REPLIED: "答复",
    Act.CLOSED: "办结的理由", Act.WROTE: "举报人说了什么", Act.REPRISAL: "受到怎样的打击报复",
}  # fmt: skip
MOST_NUMBER = 80
AFTER_CLOSING = (Act.REPLIED, Act.WROTE, Act.WITHDRAWN, Act.REPRISAL, Act.LINKED)


@dataclass(frozen=True, slots=True)
class Intake:
    """A complaint by telephone, letter or visit. ``name`` and ``contact`` go into the sealed row and nowhere else."""

    organ: int
    channel: str
    received: date
    written: Written
    name: str = ""
    contact: str = ""
    about: Sequence[str] = ()


def take_in(actor: Actor, given: Intake) -> Complaint:
    """Enter a complaint. Raises OutOfSight for another organ, Refused with everything that is false."""
    organ = Organ.objects.filter(pk=given.organ).first()
    own = {grant.organ for grant in actor.grants if grant.role is Role.COMPLAINT_OFFICER}
    if organ is None or not (actor.system or organ.pk in own):
        raise OutOfSight(f"organ {given.organ}")
    _check(given).refuse()
    kind = Kind.NAMED if given.name else Kind.ANONYMOUS
    with transaction.atomic():
        complaint = log.begin(organ, given.channel, given.received, given.written, kind=kind)
        if given.name:
            log.seal_reporter(complaint, given.name, given.contact)
        trail.write(actor, "complaint_received", "complaint", complaint.number, detail=given.channel)
        if given.about:
            _name(actor, complaint, given.about)
    return complaint


def _check(given: Intake) -> Problems:
    problems = Problems()
    if given.channel not in (Channel.PHONE, Channel.LETTER, Channel.VISIT):
        problems.add("channel", "请选电话、来信或者来访", "choose phone, letter or visit")
    _past("received", given.received, problems)
    reporting.check_words("about", "反映谁", given.written.about, log.LONGEST_ABOUT, problems)
    reporting.check_words("text", "什么事", given.written.text, log.LONGEST_TEXT, problems)
    reporting.check_reporter(given.name, given.contact, problems)
    return problems


def _past(field: str, day: date, problems: Problems) -> None:
    if day > clock.today():
        problems.add(field, f"{day} 还没有到", f"{day} is in the future")


# ---------------------------------------------------------------- acts on one complaint


def look(actor: Actor, complaint_id: int) -> Complaint:
    """Open a complaint: each look is on the trail, the first one by an officer with its receipt. Raises OutOfSight."""
    complaint = queries.get(actor, complaint_id)
    writes = queries.may_write(actor, complaint)
    with transaction.atomic():
        if writes and Complaint.objects.filter(pk=complaint.pk, news=True).update(news=False):
            _received(actor, complaint)
        trail.write(actor, "complaint_read", "complaint", complaint.number)
    return complaint


def _received(actor: Actor, complaint: Complaint) -> None:
    """On the trail, once: of what came over the network nothing was entered at the minute it came."""
    told = trails.told("complaint_received", "complaint", complaint.number)
    if complaint.channel == Channel.WEB and not told:
        trail.write(actor, "complaint_received", "complaint", complaint.number, detail=complaint.channel)


def record(
    actor: Actor, complaint_id: int, act: str, on: date, text: str = "", *, organ: int | None = None
) -> ComplaintEntry:
    """Record an act. Raises OutOfSight, Refused with everything that is false."""
    with transaction.atomic():
        complaint = locked(actor, complaint_id)
        _checked(complaint, act, on, text).refuse()
        to = _taker(complaint, organ) if act == Act.TRANSFERRED else None
        return _write(actor, complaint, act, on, text.strip(), to)


def _write(
    actor: Actor, complaint: Complaint, act: str, on: date, text: str, to: Organ | None
) -> ComplaintEntry:
    complaint.state = NEXT_STATE.get(Act(act), complaint.state)  # type: ignore[assignment]
    complaint.asked = act == Act.ASKED or (complaint.asked and act not in (Act.REPLIED, Act.CLOSED))
    if act in REPORTERS:
        reporting.mark(complaint, act, on)
    complaint.holder = to or complaint.holder
    complaint.save(update_fields=["state", "holder", "asked", "withdrawn", "reprisal"])
    entry = log.append(complaint, act, on, text, account=actor.account, organ=to)
    trail.write(actor, f"complaint_{act}", "complaint", complaint.number, detail=str(entry.seq))
    return entry


def _checked(complaint: Complaint, act: str, on: date, text: str) -> Problems:
    problems = Problems()
    if act not in (*OFFICERS, *REPORTERS):
        problems.add("act", "请选一项办理", "choose an act")
        return problems
    _past("on", on, problems)
    if on < complaint.received:
        problems.add(
            "on",
            f"早于收到之日（{complaint.received}）",
            f"is before the day received ({complaint.received})",
        )
    if act in NEED_WORDS:
        reporting.check_words("text", NEED_WORDS[Act(act)], text, log.LONGEST_TEXT, problems)
    if complaint.state == State.CLOSED and act not in AFTER_CLOSING:
        problems.add("act", "已办结；举报人再写的、答复仍可登记", "it is closed")
    if act == Act.ASKED and not complaint.code:
        problems.add(
            "act",
            "不是网上来的，举报人没有查询码，看不到所问的话",
            "the reporter has no code to come back with",
        )
    if act in REPORTERS and complaint.code:
        problems.add("act", "网上来的，由举报人凭查询码自己写", "the reporter writes with the code")
    return problems


def _taker(complaint: Complaint, organ_id: int | None) -> Organ:
    organ = Organ.objects.filter(pk=organ_id).first()
    problems = Problems()
    if organ is None:
        problems.add("organ", "请选转给哪个机关", "choose the organ")
    elif organ.pk == complaint.holder_id:
        problems.add("organ", "就在这个机关办理，不用转送", "it is held there already")
    elif conflicts.touches(complaint, organ):
        zh = f"{organ.name}由被反映人领导，或者就是被反映的机关，不能转给它"
        problems.add("organ", zh, "the organ is led by one who is named")
    elif organ not in queries.takers(complaint):
        zh = f"{organ.name}不是党委、纪检机关或者组织部门，或者已经撤销，不能转给它"
        problems.add("organ", zh, "only committees, discipline organs and organization departments take it")
    problems.refuse()
    assert organ is not None
    return organ


def link(actor: Actor, complaint_id: int, matter_number: str) -> None:
    """Note the number of the matter that the complaint became a source of; who handles the matter notes the complaint's.

    Whether there is such a matter is not told: the officer need not see it. Raises OutOfSight, Refused without a number.
    """
    problems = Problems()
    reporting.check_words("matter", "案件编号", matter_number, MOST_NUMBER, problems)
    problems.refuse()
    with transaction.atomic():
        complaint = locked(actor, complaint_id)
        entry = log.append(complaint, Act.LINKED, clock.today(), matter_number.strip(), account=actor.account)
        trail.write(actor, "complaint_linked", "complaint", complaint.number, detail=str(entry.seq))


def name_subjects(actor: Actor, complaint_id: int, about: Iterable[str]) -> Complaint:
    """Whom it is about, of the registers: from then on they and those under them do not see it.

    Where the organ that holds it is led by one of them it goes to the organization department above by itself.
    Raises OutOfSight; Refused where there is no such person or no organ that could take it.
    """
    with transaction.atomic():
        complaint = locked(actor, complaint_id)
        _name(actor, complaint, list(about))
    return complaint


def _name(actor: Actor, complaint: Complaint, about: Sequence[str]) -> None:
    found = [refs.parse(ref) for ref in dict.fromkeys(about)]
    known = refs.names_of(about)
    problems = Problems()
    for ref, pair in zip(dict.fromkeys(about), found, strict=True):
        if pair is None or pair[0] not in ("person", "organ") or ref not in known:
            problems.add("named", "登记中没有这个人或者机关", f"'{ref}' is no registered person or organ")
    problems.refuse()
    for pair in found:
        assert pair is not None
        ComplaintAbout.objects.get_or_create(complaint=complaint, **{f"{pair[0]}_id": pair[1]})
    trail.write(actor, "complaint_named", "complaint", complaint.number, detail=str(len(found)))
    _send_up(actor, complaint)


def _send_up(actor: Actor, complaint: Complaint) -> None:
    if not conflicts.touches(complaint, complaint.holder):
        return
    taker = conflicts.free_of(complaint, complaint.holder)
    if taker is None:
        zh = "办理机关由被反映人领导，登记中又没有上级组织部门可以接办；请先登记上级组织部门"
        raise Refused([Problem("named", zh, "no organization department above is registered to take it")])
    _write(actor, complaint, Act.TRANSFERRED, clock.today(), "办理机关由被反映人领导，转上级", taker)


def locked(actor: Actor, complaint_id: int) -> Complaint:
    """The complaint for writing. Raises OutOfSight; Refused where the actor only looks."""
    complaint = queries.visible_to(actor).select_for_update(of=("self",)).filter(pk=complaint_id).first()
    if complaint is None:
        raise OutOfSight(f"complaint {complaint_id}")
    if not queries.may_write(actor, complaint):
        raise Refused([Problem("actor", "您只能查看此件", "this complaint is only yours to see")])
    return complaint
