"""A request as it is typed, held against the provision and the registers before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.consulting import approving, checks, queries
from zeren.law.packs.consulting import Limit, MaterialKind, Way
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.materials import kinds
from zeren.records.materials import queries as materials
from zeren.records.matters import queries as matters
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Person

LONGEST = timedelta(days=366)
MOST_LOOKERS = 20


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked for. ``lookers`` and ``sent_to`` are sign-in names; the days are inclusive."""

    kind: str
    person: int
    purpose: str
    years: tuple[int, ...]
    sections: tuple[str, ...]
    reason: str
    lookers: tuple[str, ...]
    sent_to: str
    mark: str
    begins: date | None
    ends: date | None
    matter_number: str = ""


@dataclass(frozen=True, slots=True)
class Good:
    """The request with everything that it names found."""

    kind: MaterialKind
    way: Way
    organ: Organ
    asker: Account
    person: Person
    sent_to: Account
    lookers: tuple[Account, ...]
    matter: Matter | None
    begins: date
    ends: date


def nameable(actor: Actor, person: int) -> Person:
    """The person, if the actor may name them and it is not the actor. Raises OutOfSight."""
    found = people.nameable(actor).filter(pk=person).select_related("organ").first()
    if found is None or found.pk == actor.person:
        raise OutOfSight(f"person {person}")
    return found


def door(actor: Actor, kind_id: str) -> tuple[MaterialKind, Organ]:
    """The kind, and the organ for which the actor may ask. Raises Refused where there is no way for the actor."""
    kind = kinds.on().get(kind_id)
    organ = queries.asking_organ(actor, kind) if kind else None
    if kind is None or organ is None:
        names = "、".join(dict.fromkeys(way.who for way in kind.ways)) if kind else ""
        zh = f"只有{names}可以申请查阅" if names else "没有这一种材料"
        raise Refused([Problem("kind", zh, "no way is open to this actor")])
    return kind, organ


def checked(actor: Actor, asked: Asking) -> Good:
    """Everything found and in order. Raises OutOfSight, Refused with every place that is wrong."""
    person = nameable(actor, asked.person)
    kind, organ = door(actor, asked.kind)
    account = accounts.find(actor.account)
    assert account is not None
    problems = Problems()
    way = kind.way(organ.kind, asked.purpose)
    if way is None:
        said = "、".join(label for w in kind.ways_of(organ.kind) for label in w.purposes.values())
        problems.add("purpose", f"用途须在条文所列之内：{said}", "the purpose is not in the closed list")
    matter = _matter(actor, asked, way, problems)
    if way is not None:
        _within(way, organ, person, matter, asked, problems)
    _what(kind, person, asked, problems)
    _period(asked, problems)
    lookers = _lookers(organ, person, asked, problems)
    sent_to = _sent_to(organ, person, account, lookers, asked, problems)
    _apart(account, lookers, person, matter, problems)
    problems.refuse()
    assert way and sent_to and asked.begins and asked.ends
    return Good(kind, way, organ, account, person, sent_to, lookers, matter, asked.begins, asked.ends)


def _matter(actor: Actor, asked: Asking, way: Way | None, problems: Problems) -> Matter | None:
    number = asked.matter_number.strip()
    if len(number) > 80:
        problems.add("matter_number", "编号超过 80 字", "the number is too long")
        return None
    if not number:
        # 第十二条第三款: only a cadre whom the case involves, so the case has to be named.
        if way is not None and way.limit is Limit.CASE_INVOLVEMENT:
            problems.add("matter_number", "须写明职务犯罪案件的编号", "the case has to be named")
        return None
    found = matters.by_number(actor, number)
    return found[0] if len(found) == 1 else None


def _within(
    way: Way, organ: Organ, person: Person, matter: Matter | None, asked: Asking, problems: Problems
) -> None:
    found = checks.limit(way, organ, person.pk, matter.pk if matter else None, asked.matter_number.strip())
    if found.ok is False and not any(p.field == "matter_number" for p in problems.found):
        problems.add("person", found.zh, "the person is not within the limit of the provision")


def _what(kind: MaterialKind, person: Person, asked: Asking, problems: Problems) -> None:
    there = materials.years_of(person.pk, kind.id)
    if not asked.years:
        problems.add("years", "请选哪一年的材料", "no year is chosen")
    for year in asked.years:
        if year not in there:
            problems.add("years", f"没有 {year} 年的材料", f"there is no material of {year}")
    if not asked.sections:
        problems.add("sections", "请选要看的项目，只选用得着的", "no section is chosen")
    for section in asked.sections:
        if section not in kind.sections:
            problems.add("sections", f"没有“{section}”这一项", f"there is no section '{section}'")
    if not asked.reason.strip():
        problems.add("reason", "缺理由", "the reason is missing")
    if len(asked.reason) > 1000:
        problems.add("reason", "理由超过 1000 字", "the reason is too long")
    if not asked.mark.strip() or len(asked.mark.strip()) > 40:
        problems.add(
            "mark", "缺编号的代字，如 青纪查" if not asked.mark.strip() else "代字超过 40 字", "the mark"
        )


def _period(asked: Asking, problems: Problems) -> None:
    begins, ends = asked.begins, asked.ends
    if begins is None:
        problems.add("begins", "起日不是日期", "the first day is missing")
    if ends is None:
        problems.add("ends", "止日不是日期", "the last day is missing")
    if begins is None or ends is None:
        return
    if begins < clock.today():
        problems.add("begins", "起日已过", "the first day has passed")
    if ends < begins:
        problems.add("ends", "止日在起日之前", "the last day is before the first")
    elif ends - begins > LONGEST:
        problems.add("ends", "期间不能超过一年", "the period is longer than a year")


def _lookers(organ: Organ, person: Person, asked: Asking, problems: Problems) -> tuple[Account, ...]:
    offered = {one.signin: one for one in queries.offered_lookers(organ, person.pk)}
    names = tuple(dict.fromkeys(asked.lookers))
    if not names:
        problems.add("lookers", "请选由谁来看", "nobody is named to look")
    if len(names) > MOST_LOOKERS:
        problems.add("lookers", f"查阅人不能多于 {MOST_LOOKERS} 名", "too many are named")
    for name in names:
        if name not in offered:
            problems.add("lookers", f"“{name[:60]}”不是本机关的经办人员", f"'{name[:60]}' does not work here")
    return tuple(offered[name] for name in names if name in offered)


def _sent_to(
    organ: Organ,
    person: Person,
    asker: Account,
    lookers: tuple[Account, ...],
    asked: Asking,
    problems: Problems,
) -> Account | None:
    if not approving.may_approve(organ.pk, (asker, *lookers), person.pk):
        zh = "本机关没有可以批的主要负责人：没有登记，或者本人就是当事的人；条文没有写由谁代批"
        problems.add("sent_to", zh, "the provision's approver is not registered or has a part in it")
        return None
    offered = {one.signin: one for one in queries.offered_approvers(organ, person.pk)}
    found = offered.get(asked.sent_to)
    if found is None or approving.is_party(found, (asker, *lookers), person.pk):
        problems.add("sent_to", "请选送谁批", "nobody is chosen to approve")
        return None
    return found


def _apart(
    asker: Account, lookers: tuple[Account, ...], person: Person, matter: Matter | None, problems: Problems
) -> None:
    for one in (asker, *lookers):
        why = approving.recusal(one, person.pk, matter.pk if matter else None)
        if why:
            where = "lookers" if one in lookers else "person"
            problems.add(where, f"{checks.named([one])}应当回避：{why}", "has to keep out of it")
