from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zeren.law.texts.model import ParsedDocument, ParsedFile, Provision
from zeren.records.actor import NOBODY, SYSTEM
from zeren.records.errors import Refused
from zeren.records.search import queries as search
from zeren.records.texts import acts, queries
from zeren.records.texts.models import ProvisionText, TextVersion

pytestmark = pytest.mark.django_db


def parsed(*units: tuple[str, str], title: str = "《某县提醒办法》", checksum: str = "a" * 64) -> ParsedFile:
    """A file with one document of these provisions."""
    provisions = tuple(
        Provision(at, text, f"第{at}条　{text}", f"第{at}条", line, line)
        for line, (at, text) in enumerate(units, start=2)
    )
    document = ParsedDocument("汇编.txt", title, "某县", "", "", "articles", 1, 9, provisions)
    return ParsedFile("/somewhere/汇编.txt", checksum, (document,))


WHOLE = [(str(n), f"第{n}条的文字，问责") for n in range(1, 7)]


def test_a_text_is_stored_under_its_pack_and_version(county: Any) -> None:
    (found,) = acts.import_parsed(SYSTEM, parsed(*WHOLE))
    assert (found.slug, found.pack, found.missing, found.surplus) == (
        "test-reminder",
        "test-reminder@2020-01-01",
        (),
        (),
    )
    version = TextVersion.objects.get()
    assert (version.version, version.checksum, version.file) == ("2020-01-01", "a" * 64, "汇编.txt")
    assert [row.at for row in queries.provisions(version)] == ["1", "2", "3", "4", "5", "6"]


def test_differences_from_the_packs_addresses_are_told(county: Any) -> None:
    (found,) = acts.import_parsed(SYSTEM, parsed(*WHOLE[:4], ("7", "多出"), ("4.1", "款")))
    assert (found.missing, found.surplus) == (("5", "6"), ("4.1", "7"))


def test_a_text_without_a_pack_is_kept_too(county: Any) -> None:
    (found,) = acts.import_parsed(SYSTEM, parsed(("1", "无包之文"), title="无人编写的规定"))
    assert (found.pack, found.missing) == ("", ())
    assert queries.lines_of(found.slug, "1") == ["第1条　无包之文"]


def bulletin(*addresses: str) -> ParsedFile:
    """A bulletin without a title that has these units."""
    provisions = tuple(Provision(at, "文字", "文字", at, 1, 1) for at in addresses)
    document = ParsedDocument("刊物.txt", "", "", "", "", "bulletin", 1, 9, provisions)
    return ParsedFile("/somewhere/刊物.txt", "a" * 64, (document,))


def test_a_bulletin_without_a_title_is_known_by_its_addresses(county: Any) -> None:
    (found,) = acts.import_parsed(SYSTEM, bulletin("1", "2", "3", "4", "5", "6"))
    assert (found.slug, found.pack) == ("test-reminder", "test-reminder@2020-01-01")
    assert TextVersion.objects.get().document.title == "某县提醒办法"


@pytest.mark.parametrize("addresses", [("1", "2", "3", "4", "5"), ("1", "2", "3", "4", "5", "6", "7")])
def test_a_bulletin_whose_addresses_differ_belongs_to_no_pack(
    county: Any, addresses: tuple[str, ...]
) -> None:
    (found,) = acts.import_parsed(SYSTEM, bulletin(*addresses))
    assert (found.pack, found.missing) == ("", ())


def test_a_text_without_a_title_that_is_no_bulletin_belongs_to_no_pack(county: Any) -> None:
    (found,) = acts.import_parsed(SYSTEM, parsed(*WHOLE, title=""))
    assert found.pack == ""


def test_the_same_version_again_takes_the_place_of_the_first(county: Any) -> None:
    acts.import_parsed(SYSTEM, parsed(*WHOLE))
    acts.import_parsed(SYSTEM, parsed(("1", "新的文字"), checksum="b" * 64))
    assert TextVersion.objects.get().checksum == "b" * 64
    assert ProvisionText.objects.count() == 1
    assert search.provisions(county.zhao, "问责")[0] == []
    assert [row.at for row in search.provisions(county.zhao, "新的")[0]] == ["1"]


def test_the_wording_in_force_on_a_day_is_shown(county: Any) -> None:
    acts.import_parsed(SYSTEM, parsed(*WHOLE))
    assert queries.lines_of("test-reminder", "2", date(2026, 1, 1)) == ["第2条　第2条的文字，问责"]
    assert queries.lines_of("test-reminder", "2", date(2019, 12, 31)) == []
    assert queries.lines_of("test-reminder", "99") == []
    assert queries.wordings([("test-reminder", "1"), ("none", "1")]) == {
        ("test-reminder", "1"): "第1条　第1条的文字，问责"
    }


def test_every_provision_that_says_it_is_found(county: Any) -> None:
    acts.import_parsed(SYSTEM, parsed(*WHOLE))
    rows, hits = search.provisions(county.zhao, "问责", limit=4)
    assert ([row.at for row in rows], hits.more) == (["1", "2", "3", "4"], True)
    rows, hits = search.provisions(county.zhao, "问责", after=hits.after)
    assert ([row.at for row in rows], hits.more) == (["5", "6"], False)
    assert rows[0].version.document.slug == "test-reminder"


def test_who_may_import_and_who_may_read(county: Any) -> None:
    with pytest.raises(Refused):
        acts.import_parsed(county.zhao, parsed(*WHOLE))
    assert not TextVersion.objects.exists()
    acts.import_parsed(SYSTEM, parsed(*WHOLE))
    assert [d.slug for d in queries.documents(county.zhao)] == ["test-reminder"]
    assert queries.documents(NOBODY) == [] and search.provisions(NOBODY, "问责")[0] == []
