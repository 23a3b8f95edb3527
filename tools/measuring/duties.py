"""A year of duties: five hundred organs, eight thousand people, two activities for every obligation of the world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory

from measuring.figures import Figure, part, spread, timed
from measuring.filling import World, mixed, without_indexes
from zeren.cli.run import keep_loaded
from zeren.desk.duties import views
from zeren.records.actor import Actor, Grant, Role
from zeren.records.duties import acts, counting
from zeren.records.duties.models import Activity, DutyHolder, DutyList
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person, Post
from zeren.records.scope import columns_of

YEAR, LAST = 2025, date(2025, 12, 31)
ORGANS, MEMBERS = 500, 15
TURNS = 30
KINDS = (
    "research",
    "meeting",
    "report_heard",
    "interview",
    "report_made",
    "supervision",
    "study",
    "talk",
    "approval",
    "inquiry",
)
TOPICS = ("|conduct_building|", "|conduct_building|main_responsibility|", "|conduct_rules|", "|petitions|")


def duties(world: World) -> list[Figure]:
    """The state of everybody from nothing, and the page of one person."""
    lists = _lists(world)
    _activities(world)
    # The page first, in a process like a server's: the state of everybody leaves a heap that the collector walks.
    page = _page(lists[0])
    return [_state(lists), page]


def _lists(world: World) -> list[DutyList]:
    """Posts, appointments and lists: a principal and fifteen members an organ; the first list with its duties."""
    organs = list(Organ.objects.filter(pk__in=world.units).order_by("pk")[:ORGANS])
    people = [
        Person(code=f"bench-{o.pk}-{n}", name=f"甲{n}", organ=o, **columns_of(o))
        for o in organs
        for n in range(MEMBERS + 1)
    ]
    made = Person.objects.bulk_create(people, batch_size=1000)
    posts = [
        Post(code=f"bench-{p.pk}", organ=p.organ, name="职务", post_class="member" if n % (MEMBERS + 1) else "principal", principal=not n % (MEMBERS + 1))
        for n, p in enumerate(made)
    ]  # fmt: skip
    Post.objects.bulk_create(posts, batch_size=1000)
    since = [date(2020, 1, 1) + timedelta(days=n * 37 % 2100) for n in range(len(made))]
    Appointment.objects.bulk_create(
        [Appointment(person=p, post=q, start=s) for p, q, s in zip(made, posts, since, strict=True)],
        batch_size=1000,
    )
    first = acts.generate(_keeper(organs[0]), organs[0].pk, YEAR)
    lists = DutyList.objects.bulk_create(
        [DutyList(organ=o, year=YEAR, version=1, since=date(YEAR, 1, 5), **columns_of(o)) for o in organs[1:]]
    )
    holders = [h for place, lst in enumerate(lists, start=1) for h in _holders(lst, place, made, since)]
    DutyHolder.objects.bulk_create(holders, batch_size=2000)
    return [first, *lists]


def _holders(lst: DutyList, place: int, people: list[Person], since: list[date]) -> list[DutyHolder]:
    """The group, then the people of the organ at this place."""
    found = [DutyHolder(list=lst, number=1, capacity="leading_group")]
    for n in range(MEMBERS + 1):
        at = place * (MEMBERS + 1) + n
        word = "member" if n else "principal"
        found.append(
            DutyHolder(
                list=lst, number=n + 2, capacity=word, person=people[at], post="职务", starts=since[at]
            )
        )
    return found


def _keeper(organ: Organ) -> Actor:
    grant = Grant(Role.COMMITTEE_OFFICE, organ.pk, organ.depth)
    return Actor("bench", "计时", None, organ.pk, (grant,), LAST)


def _activities(world: World) -> None:
    """Two a number, dealt over the holders and the year; a tenth of them towards somebody of the same list."""
    holders = DutyHolder.objects.order_by("pk").values_list("pk", flat=True)
    low, number = holders[0], len(holders)
    day = _day(f"({mixed('k.k', 41)}) % 365")
    kind = _one_of(KINDS, f"({mixed('k.k', 43)}) % {len(KINDS)}")
    topics = _one_of(TOPICS, f"({mixed('k.k', 47)}) % {len(TOPICS)}")
    numbers = f"(SELECT n.n * 2 + h.h AS k FROM bench_n n, (SELECT 0 AS h UNION ALL SELECT 1) h WHERE n.n < {world.rows}) k"
    holder = f"{low} + ({mixed('k.k', 53)}) % {number}"
    with without_indexes("records_activity"), connection.cursor() as cursor:
        cursor.execute(f"""
            INSERT INTO records_activity (id, list_id, number, at, kind, title, topics, form, "to", evidence, source, entry, first)
            SELECT k.k + 1000000, o.list_id, k.k + 1000000, {day}, {kind}, '做了一件事', {topics}, '', '', '材料', 'excel', 1, 1
            FROM {numbers} JOIN records_dutyholder o ON o.id = {holder}""")
    own = f"CASE WHEN ({mixed('k.k', 59)}) % 5 > 0 THEN {_yes(True)} ELSE {_yes(False)} END"
    with without_indexes("records_activitydoer"), connection.cursor() as cursor:
        cursor.execute(f"""
            INSERT INTO records_activitydoer (activity_id, holder_id, in_person, signed, at, kind, topics, form, "to", evidenced, countersigned)
            SELECT k.k + 1000000, {holder}, {own}, {own}, {day}, {kind}, {topics}, '', '', {_yes(True)}, {_yes(False)}
            FROM {numbers}""")
        cursor.execute(f"""
            INSERT INTO records_activitytarget (activity_id, ref)
            SELECT k.k + 1000000, 'person:' || o.person_id FROM {numbers} JOIN records_dutyholder o ON o.id = {low} + ({mixed("k.k", 61)}) % {number}
            WHERE k.k % 10 = 3 AND o.person_id IS NOT NULL""")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE records_activity, records_activitydoer, records_activitytarget")


def _yes(answer: bool) -> str:
    return ("true" if answer else "false") if connection.vendor == "postgresql" else ("1" if answer else "0")


def _day(days: str) -> str:
    if connection.vendor == "postgresql":
        return f"(date '{YEAR}-01-01' + CAST({days} AS integer))"
    return f"date('{YEAR}-01-01', ({days}) || ' days')"


def _one_of(words: tuple[str, ...], number: str) -> str:
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE {number} {cases} END"


# ---------------------------------------------------------------- measured


def _state(lists: list[DutyList]) -> Figure:
    begin = perf_counter()
    holders, findings = 0, 0
    for counted in counting.state(lists, LAST):
        holders += 1
        findings += len(counted.findings)
    took = perf_counter() - begin
    return Figure(
        "duties, the year from nothing",
        f"{len(lists)} organs, {holders:,} holders, {Activity.objects.count():,} activities, {findings:,} findings",
        f"{took:.1f} s", took, "register read, activities streamed once, every period of every holder settled", "< 60 s", took < 60,
    )  # fmt: skip


def _page(lst: DutyList) -> Figure:
    """One person's own part of the list."""
    holder = lst.holders.filter(capacity="member").select_related("person").order_by("number").first()
    assert holder is not None and holder.person is not None
    actor = Actor(
        "bench",
        "计时",
        holder.person_id,
        lst.organ_id,
        (Grant(Role.SUBJECT, lst.organ_id, lst.organ.depth),),
        LAST,
    )
    ask = _asked(actor, lst)
    timed([None] * 2, lambda _: ask())
    keep_loaded()
    times = timed([None] * TURNS, lambda _: ask())
    return Figure(
        "duties, one person's page",
        f"a member's own duties among {Activity.objects.count():,} activities, {holder.acts.count()} of them the member's",
        spread(times), part(times, 0.95), f"the whole page drawn {TURNS} times; no server between", "< 200 ms", part(times, 0.95) < 200,
    )  # fmt: skip


def _asked(actor: Actor, lst: DutyList) -> Callable[[], Any]:
    def ask() -> Any:
        request = RequestFactory().get(f"/duties/{lst.organ_id}/{YEAR}")
        request.actor, request.session, request.user = actor, {}, AnonymousUser()  # type: ignore[attr-defined,assignment]
        return views.duties(request, lst.organ_id, YEAR)

    return ask
