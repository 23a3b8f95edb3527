"""The official texts: every document of the catalogue is found, and at least 98 % of all addresses agree."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from conftest import texts_folder
from law.texts.invented import addresses
from law.texts.test_files import as_docx, as_html
from law.texts.test_noise import half_width, traditional, with_pinyin
from zeren.law.texts import ParsedFile, parse, parse_bytes
from zeren.law.texts.checking import Agreement, Expected, check, expected, overall

pytestmark = pytest.mark.texts


def catalogue_folder() -> Path:
    """The catalogue stands beside the texts."""
    folder = texts_folder()
    assert folder is not None
    found = folder.parent / "norms"
    if not found.is_dir():
        pytest.skip("no catalogue of provisions beside the texts")
    return found


@cache
def catalogue() -> tuple[Expected, ...]:
    """Its entries, all scalars as strings."""
    return tuple(
        expected(
            yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)),
            file.name,
        )
        for file in sorted(catalogue_folder().glob("*.yaml"))
    )


@cache
def files() -> tuple[ParsedFile, ...]:
    """The five files, parsed without the catalogue."""
    folder = texts_folder()
    assert folder is not None
    return tuple(parse(file) for file in sorted(folder.glob("*.txt")))


@cache
def agreements() -> tuple[Agreement, ...]:
    """Each document against its entry."""
    return tuple(check(files(), catalogue()))


def test_the_documents_are_those_of_the_catalogue_and_no_others() -> None:
    assert len(agreements()) == len(catalogue())
    assert sum(len(file.documents) for file in files()) == len(catalogue())
    assert all(one.found for one in agreements())


def test_the_documents_stand_on_the_lines_of_the_catalogue() -> None:
    stood = {(file.file, one.first) for file in files() for one in file.documents if one.kind != "questions"}
    wanted = {(one.file, one.first) for one in catalogue()}
    assert stood <= wanted


def test_at_least_98_per_cent_of_all_addresses_agree() -> None:
    told = [
        f"{one.id} {found.kind} {found.address} {found.line}"
        for one in agreements()
        for found in one.differences
    ]
    assert overall(agreements()) >= Fraction(98, 100), told


def test_every_address_of_the_documents_in_articles_agrees() -> None:
    kinds = {(file.file, one.first): one.kind for file in files() for one in file.documents}
    articles = {one.id for one in catalogue() if kinds.get((one.file, one.first)) == "articles"}
    assert len(articles) >= 10
    assert {one.id: one.differences for one in agreements() if one.id in articles and one.differences} == {}


def test_each_address_stands_once_and_its_parents_are_listed() -> None:
    for file in files():
        for document in file.documents:
            found = [one.address for one in document.provisions]
            assert len(found) == len(set(found))
            assert all(at.rpartition(".")[0] in {"", *found} for at in found)


def test_the_known_defect_of_the_copy_is_reported_at_its_address() -> None:
    defects = {
        (one.code, one.line): one.address for file in files() for d in file.documents for one in d.defects
    }
    noted = {
        (int(provision["lines"]), provision["at"])
        for file in sorted(catalogue_folder().glob("*.yaml"))
        for provision in yaml.load(
            file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        )["provisions"]
        if "no enumerator of its own; stands between" in provision.get("defect", "")
    }
    assert noted
    assert {(line, at) for (code, line), at in defects.items() if code == "unnumbered"} == noted


FORMS = {
    "as a page": lambda text: (as_html(text.replace("<", "〈").replace(">", "〉")).encode(), "a.html"),
    "as a Word file": lambda text: (as_docx(text), "a.docx"),
    "in GB18030": lambda text: (text.encode("gb18030"), "a.txt"),
    "in traditional script": lambda text: (traditional(text).encode(), "a.txt"),
    "with half-width punctuation": lambda text: (half_width(text).encode(), "a.txt"),
    "with pinyin": lambda text: (with_pinyin(text).encode(), "a.txt"),
    "without blank lines": lambda text: ("\n".join(filter(str.strip, text.split("\n"))).encode(), "a.txt"),
    "with blank lines between": lambda text: (text.replace("\n", "\n\n").encode(), "a.txt"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_collection_in_another_form_gives_the_same_addresses(form: str) -> None:
    folder = texts_folder()
    assert folder is not None
    largest = max(folder.glob("*.txt"), key=lambda file: file.stat().st_size)
    data, name = FORMS[form](largest.read_text(encoding="utf-8"))
    wanted = next(file for file in files() if file.file == largest.name)
    found = parse_bytes(data, name)
    assert [one.title for one in found.documents] == [one.title for one in wanted.documents]
    assert [addresses(one) for one in found.documents] == [addresses(one) for one in wanted.documents]
