"""Sealed material: taken into custody by the receiving department, opened to the person who made it, known to exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import once
from access.support_consulting import KIND, PAY, SECRET, actor, enter, people_of, report_pack
from records.conftest import TODAY
from records.support_packs import PACK, load_text
from zeren.records import packs, vault
from zeren.records.actor import SYSTEM
from zeren.records.ciphers import Unreadable
from zeren.records.errors import OutOfSight, Refused
from zeren.records.materials import acts, queries
from zeren.records.materials.models import Material, MaterialSection
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
entered = once.fixture(enter, TODAY)


@pytest.fixture
def pack() -> Iterator[packs.Installed]:
    with packs.using([load_text(PACK), report_pack()]) as installed:
        yield installed


@pytest.fixture
def world(county: Any, settings: Any, entered: once.Entered) -> Any:
    settings.PASSWORD_HASHERS = once.FAST
    return people_of(entered.answer)


def adding(world: Any, **differs: Any) -> acts.Adding:
    good = acts.Adding(
        KIND, world.people["sun"].pk, 2026, date(2026, 1, 20), "2026 年度集中报告", {"pay": "甲"},
        world.organs["QZ"].pk, world.people["qian"].pk,
    )  # fmt: skip
    return replace(good, **differs)


BAD = [
    ({"kind": "diary"}, "kind"),
    ({"sections": {}}, "sections"),
    ({"sections": {"pay": "甲", "secrets": "乙"}}, "sections"),
    ({"title": " "}, "title"),
    ({"year": 1994}, "year"),
    ({"year": 2027}, "year"),
    ({"on": date(2026, 3, 17)}, "on"),
    ({"person": 10**9}, "person"),
    ({"custodian": 10**9}, "custodian"),
    ({"receiver": 10**9}, "receiver"),
]


@pytest.mark.parametrize(("differs", "field"), BAD)
def test_what_is_wrong_is_named_and_nothing_is_kept(world: Any, differs: dict[str, Any], field: str) -> None:
    before = Material.objects.count()
    with pytest.raises(Refused) as error:
        acts.add_material(SYSTEM, adding(world, **differs))
    assert {p.field for p in error.value.problems} == {field}
    assert Material.objects.count() == before


def test_only_the_receiving_department_takes_it_in(world: Any) -> None:
    for who in ("zhao", "jishu", "buzhang", "sun", "jiancha"):
        with pytest.raises(Refused, match="receiving department"):
            acts.add_material(actor(who), adding(world))
    made = acts.add_material(actor("ganbu"), adding(world))
    assert made.custodian == world.people["qian"]
    told = TrailEntry.objects.get(act="material_added", target=str(made.pk))
    assert told.account == "ganbu" and "甲" not in told.detail


@pytest.mark.parametrize(
    ("table", "column"), [("records_material", "year"), ("records_materialsection", "section")]
)
def test_the_database_itself_keeps_what_was_taken_in(world: Any, table: str, column: str) -> None:
    for sql in (f"UPDATE {table} SET {column} = '2'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


def test_the_person_reads_the_own_report_and_nobody_else_does(world: Any) -> None:
    report = world.reports[1]
    found = queries.own_sections(actor("sun", strong=True), report.pk)
    assert found == {"real_estate": f"{SECRET}2025", "pay": f"{PAY}2025"}
    assert TrailEntry.objects.get(act="material_read").account == "sun"
    with pytest.raises(Refused, match="second factor"):
        queries.own_sections(actor("sun"), report.pk)
    for who in ("zhao", "jishu", "ganbu", "buzhang", "jiancha"):
        with pytest.raises(OutOfSight):
            queries.own_sections(actor(who, strong=True), report.pk)
    with pytest.raises(OutOfSight):
        queries.own_sections(actor("sun", strong=True), world.li.pk)


def test_existence_says_kind_number_and_years_to_who_sees_the_person(world: Any) -> None:
    sun = world.people["sun"].pk
    known = (queries.Existence(KIND, "个人有关事项报告", 2, (2024, 2025)),)
    assert queries.existence(actor("shuji"), sun) == queries.existence(actor("sun"), sun) == known
    for who in ("baizhou", "baishu"):
        assert queries.existence(actor(who), sun) == ()
    assert queries.existence(actor("shuji"), world.people["qian"].pk) == ()


def test_a_section_copied_into_another_row_does_not_open(world: Any) -> None:
    mine, other = (r.sections.get(section="pay") for r in world.reports)
    other.sealed, other.wrapped, other.key_id = mine.sealed, mine.wrapped, mine.key_id
    with pytest.raises(Unreadable):
        vault.read(other, other.place)


def test_rotation_reaches_the_sections_and_a_destroyed_key_shuts_one_alone(world: Any) -> None:
    assert MaterialSection in vault.models_of(MaterialSection.purpose)
    row = world.reports[1].sections.get(section="pay")
    vault.destroy(row)
    row.save(update_fields=["wrapped"])
    with pytest.raises(Unreadable):
        vault.read(row, row.place)
    kept = world.reports[1].sections.get(section="real_estate")
    assert vault.read(kept, kept.place).decode() == f"{SECRET}2025"


def test_the_tables_hold_nothing_in_clear(world: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, kind FROM records_material")
        assert not any(SECRET in f"{row}" or PAY in f"{row}" for row in cursor.fetchall())
