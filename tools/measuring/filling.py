"""The big tables: a province with its organs, people, matters, obligations and texts, the same rows every time.

Small tables by Django, big ones by one SQL statement each: a matter is a number, and everything about it is
arithmetic on that number. Indexes are taken off for the filling and made again by their own definition.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from measuring.figures import bar
from zeren.law.packs.form import Duty, Pack
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.obligations.models import Obligation
from zeren.records.organs.models import Organ
from zeren.records.packs import installed
from zeren.records.people.models import Person
from zeren.records.scope import columns_of
from zeren.records.search import indexing
from zeren.records.search.models import SearchUnit
from zeren.records.texts.models import Document, ProvisionText, TextVersion

CITIES, COUNTIES, UNITS = 10, 10, 10
"""In the province, in each city, in each county."""
ORGANS = CITIES * COUNTIES * UNITS
SUBJECTS = 20_000
MATTERS = frozenset({"worklist", "scope", "access", "lists", "pages", "recording", "moving", "excel"})
"""The parts that need matters and obligations."""
PACK = "cn-2019-accountability"
TODAY = date(2026, 3, 16)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安邦成达恩方广海嘉康力明宁平庆仁"


@dataclass
class World:
    """What was filled: how much, who is where, the texts as written."""

    rows: int
    units: list[int] = field(default_factory=list)
    handlers: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)
    places: dict[int, Organ] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def organ(self, number: int) -> int:
        """A handling organ."""
        return self.units[number % len(self.units)]

    def handler(self, number: int) -> int:
        """A handler of that organ."""
        return self.handlers[number % len(self.units)]

    def subject(self, number: int) -> int:
        """A person concerned."""
        return self.subjects[number % len(self.subjects)]

    def place(self, depth: int) -> Organ:
        """The first organ of a depth: 1 the province, 2 a city, 3 a county."""
        return next(organ for organ in self.places.values() if organ.depth == depth)


def fill(rows: int, parts: set[str]) -> World:
    """Make the tables and what the parts need."""
    call_command("migrate", verbosity=0)
    world = World(rows)
    _organs(world)
    _people(world)
    with bar() as progress:
        if parts & MATTERS:
            task = progress.add_task(f"{connection.vendor}: {rows:,} obligations", total=3)
            for step in (_helpers, _matters, _obligations):
                step(world)
                progress.advance(task)
        elif "duties" in parts:
            _helpers(world)
        if "search" in parts:
            task = progress.add_task(f"{connection.vendor}: {rows // 5:,} paragraphs", total=3)
            for step in (_paragraphs, _texts, _postings):
                step(world)
                progress.advance(task)
    _settled()
    return world


# ---------------------------------------------------------------- organs and people


def _organs(world: World) -> None:
    province = _organ(None, "省", "province", 0)
    for city in range(CITIES):
        above = _organ(province, "市", "city", city)
        for county in range(COUNTIES):
            seat = _organ(above, "县", "county", county)
            for organ in [province, above, seat]:
                world.places[organ.pk] = organ
            unit_rows = [_organ(seat, "局", "county", unit) for unit in range(UNITS)]
            world.units += [organ.pk for organ in unit_rows]


def _organ(superior: Organ | None, word: str, level: str, number: int) -> Organ:
    depth = superior.depth + 1 if superior else 1
    code = f"{superior.code if superior else ''}{number:02d}"
    name = f"{superior.name if superior else ''}第{number + 1}{word}"
    above = columns_of(superior) if superior else {}
    made = Organ.objects.create(
        code=code,
        name=name,
        short=name[-4:],
        level=level,
        kind="unit",
        superior=superior,
        depth=depth,
        **above,
    )
    setattr(made, f"a{depth}", made.pk)
    made.save()
    return made


def _people(world: World) -> None:
    names = [f"{a}{b}{c}" for a in SURNAMES for b in GIVEN for c in GIVEN]
    places = Organ.objects.in_bulk(world.units)
    people = [
        Person(code=f"R{n}", name=names[n * 31 % len(names)], organ=organ, **columns_of(organ))
        for n in range(ORGANS * 2 + SUBJECTS)
        for organ in (places[world.organ(n)],)
    ]
    made = [person.pk for person in Person.objects.bulk_create(people, batch_size=1000)]
    world.handlers, world.subjects = made[: ORGANS * 2], made[ORGANS * 2 :]


# ---------------------------------------------------------------- matters and obligations


def day_of(days: str) -> str:
    """The day some days after TODAY, in the database's own words."""
    if connection.vendor == "postgresql":
        return f"(date '{TODAY}' + CAST({days} AS integer))"
    return f"date('{TODAY}', ({days}) || ' days')"


def mixed(what: str, by: int) -> str:
    """A number that looks like chance, the same every time."""
    return f"(({what} + {by}) * 7919 + ({what} + {by}) * ({what} % 1009) * 31) % 1000003"


def _helpers(world: World) -> None:
    """A table of numbers, one of handling organs with handlers, one of real duties of the pack."""
    with connection.cursor() as cursor:
        for name, columns in (
            ("bench_n", "n BIGINT PRIMARY KEY"),
            ("bench_organ", "n BIGINT PRIMARY KEY, organ BIGINT, handler BIGINT"),
            ("bench_norm", "n BIGINT PRIMARY KEY, norm TEXT, act TEXT, cites TEXT, who TEXT"),
        ):
            cursor.execute(f"CREATE TABLE {name} ({columns})")
        cursor.execute(
            "WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 999)"
            " INSERT INTO bench_n SELECT a.n * 1000 + b.n FROM s a, s b WHERE a.n * 1000 + b.n < %s",
            [max(world.rows, 1000)],
        )
        pairs = [(n, world.organ(n), world.handlers[n]) for n in range(len(world.handlers))]
        cursor.executemany("INSERT INTO bench_organ VALUES (%s, %s, %s)", pairs)
        cursor.executemany("INSERT INTO bench_norm VALUES (%s, %s, %s, %s, %s)", _duties())


def _duties() -> list[tuple[int, str, str, str, str]]:
    pack = _pack()
    found = [norm for norm in pack.norms if isinstance(norm.body, Duty)][:20]
    return [
        (
            n,
            norm.id,
            " ".join(norm.body.act.names)[:200],
            " ".join(norm.cite)[:200],
            " ".join(norm.body.by)[:200],
        )
        for n, norm in enumerate(found)
        if isinstance(norm.body, Duty)
    ]


def _pack() -> Pack:
    return installed().versions(PACK)[-1]


def _matters(world: World) -> None:
    """A tenth as many matters as obligations, four in five open; each concerns one person."""
    number, pack = world.rows // 10, _pack()
    blank = ", ".join(["''"] * 5)
    sql = f"""
        INSERT INTO records_matter (id, number, title, organ_id, handler_id, pack, version, procedure, state, opened,
            next_due, worst, restricted, classification, head_link, head_seal, head_key, last_step, head_seq,
            a1, a2, a3, a4, a5, a6)
        SELECT n.n + 1, '试问〔2025〕' || (n.n + 1) || '号', '履行职责不力问责', b.organ, b.handler,
            '{PACK}', '{pack.version}', 'accountability', CASE WHEN n.n % 5 = 4 THEN 'closed' ELSE 'open' END,
            {day_of(f"-(({mixed('n.n', 3)}) % 900) - 10")}, {day_of(f"(({mixed('n.n', 5)}) % 400) - 60")},
            CASE n.n % 7 WHEN 1 THEN 'breached' WHEN 2 THEN 'undetermined' ELSE '' END, n.n % 997 = 0, {blank}, 0,
            o.a1, o.a2, o.a3, o.a4, o.a5, o.a6
        FROM bench_n n JOIN bench_organ b ON b.n = n.n % {len(world.handlers)} JOIN records_organ o ON o.id = b.organ
        WHERE n.n < {number}"""
    with without_indexes("records_matter"), connection.cursor() as cursor:
        cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_mattersubject (matter_id, person_id, place)"
            f" SELECT n + 1, {world.subjects[0]} + (n * 7919) % {SUBJECTS}, 0 FROM bench_n WHERE n < {number}"
        )


def _obligations(world: World) -> None:
    """What is wanted: 13 in 20 to be done, 3 to be explained, 2 facts missing, the rest rights and rulings."""
    chance = mixed("n.n", 11)
    sql = f"""
        INSERT INTO records_obligation (id, matter_id, organ_id, handler_id, want, pack, norm, key, kind, force, status,
            act, subject, cites, who, missing, note, opened, nominal, due, restricted, provisional, a1, a2, a3, a4, a5, a6)
        SELECT x.id, m.id, m.organ_id, m.handler_id, x.want, '{_pack().ref}', d.norm, '', 'duty', 'must',
            CASE WHEN x.want = 1 THEN 'pending' WHEN x.want = 3 THEN 'undetermined' ELSE 'breached' END,
            d.act, 'person:' || s.person_id, d.cites, d.who, CASE WHEN x.want = 3 THEN 'subject.managed_by' ELSE '' END,
            '', m.opened, x.due, x.due, m.restricted, {"false" if connection.vendor == "postgresql" else "0"},
            m.a1, m.a2, m.a3, m.a4, m.a5, m.a6
        FROM (SELECT n.n + 1 AS id, n.n % {world.rows // 10} + 1 AS matter, {chance} % 20 AS norm,
                CASE WHEN {chance} % 20 < 13 THEN 1 WHEN {chance} % 20 < 16 THEN 2 WHEN {chance} % 20 < 18 THEN 3
                     WHEN {chance} % 20 < 19 THEN 5 ELSE 4 END AS want,
                CASE WHEN n.n % 10 = 9 THEN NULL ELSE {day_of(f"(({mixed('n.n', 17)}) % 700) - 150")} END AS due
              FROM bench_n n WHERE n.n < {world.rows}) x
        JOIN records_matter m ON m.id = x.matter
        JOIN records_mattersubject s ON s.matter_id = m.id
        JOIN bench_norm d ON d.n = x.norm % {len(_duties())}"""
    with without_indexes("records_obligation"), connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def without_indexes(table: str) -> Iterator[None]:
    """Fill a table before its (not unique) indexes are made."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE '%%UNIQUE%%'",
                [table],
            )
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE '%%UNIQUE%%' AND tbl_name = %s", [table])  # fmt: skip
        made = cursor.fetchall()
        for name, _ in made:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, definition in made:
            cursor.execute(definition)


# ---------------------------------------------------------------- texts


def _paragraphs(world: World) -> None:
    """Sentences of the packs' own words, in Zipf's proportions; one in a hundred is long."""
    pieces = set()
    for pack in installed().packs:
        for text in [label.label or "" for label in pack.provisions.values()]:
            pieces.update(re.findall(r"[\u4e00-\u9fff]{2,6}", text))
    world.words = sorted(pieces)
    chance = random.Random(20190901)
    chance.shuffle(world.words)
    weights = [1 / (place + 1) for place in range(len(world.words))]
    for place in range(world.rows // 5):
        length = 60 if place % 100 == 0 else 6 + place % 14
        world.paragraphs.append("，".join(chance.choices(world.words, weights, k=length)) + "。")


def _texts(world: World) -> None:
    """A document for every hundred paragraphs."""
    begin = Document.objects.count()
    with transaction.atomic():
        for number in range(len(world.paragraphs) // 100):
            owner = Document.objects.create(slug=f"bench-{begin + number}", title=f"计时文本 {number}")
            version = TextVersion.objects.create(
                document=owner,
                version="",
                file="bench",
                checksum="",
                imported="2026-03-16T00:00:00Z",
                by="bench",
            )
            some = world.paragraphs[number * 100 : number * 100 + 100]
            rows = [ProvisionText(version=version, at=str(i), place=i, text=t) for i, t in enumerate(some)]
            made = ProvisionText.objects.bulk_create(rows)
            SearchUnit.objects.bulk_create(SearchUnit(noun="text", target=r.pk, text=r.text) for r in made)


def _postings(world: World) -> None:
    """The index as ``records.search.indexing`` makes it, written in its own order."""
    found: dict[int, list[int]] = {}
    for pk, text in (
        SearchUnit.objects.filter(noun="text").order_by("pk").values_list("pk", "text").iterator(5000)
    ):
        for number in indexing.grams(text):
            found.setdefault(indexing.of_noun("text", number), []).append(pk)
    rows = ((number, unit) for number in sorted(found) for unit in found[number])
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY records_searchgram (gram, unit) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            connection.connection.executemany(
                "INSERT INTO records_searchgram (gram, unit) VALUES (?, ?)", rows
            )


def _settled() -> None:
    """Sequences behind the rows; on PostgreSQL what autovacuum does in time."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Matter, MatterSubject, Obligation]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
