"""A catalogue held against a pack: every id as a norm, a part of one, an item, or carried by a provision."""

from __future__ import annotations

from pathlib import Path

import pytest

from law.packs.small import SMALL, load, spoiled, written
from zeren.law.packs.coverage import Catalogue, Entry, cover, load_catalogue, load_catalogues
from zeren.law.packs.problems import PackErrors


def catalogue(*ids: str, addresses: tuple[str, ...] = ()) -> Catalogue:
    return Catalogue("small", tuple(Entry(name, "duty", "2") for name in ids), addresses)


def held(name: str, text: str = SMALL, **unproven: tuple[str, ...]) -> str:
    return cover(catalogue(name), load(text), unproven).held[name]


def test_an_id_is_a_norm_a_part_an_item_or_carried() -> None:
    assert held("order") == "encoded"
    assert held("g-2") == "encoded"
    assert held("purpose") == "definition"
    assert held("nowhere") == "missing"
    parts = SMALL.replace("- {id: order,", "- {id: notice.order,")
    assert held("notice", parts.replace("exception: {to: order", "exception: {to: notice.order")) == "encoded"
    assert held("not", parts.replace("exception: {to: order", "exception: {to: notice.order")) == "missing"


def test_a_norm_on_a_provision_that_people_judge_is_judgment() -> None:
    assert held("g-1") == "judgment"
    assert (
        held("quiet", spoiled('- id: quiet\n    cite: "2"', '- id: quiet\n    cite: "3.1.1"')) == "judgment"
    )


def test_a_standing_duty_is_not_encoded() -> None:
    text = spoiled("authority: {act: held, by: leader}", "standing: {by: leader}")
    assert held("who", text) == "standing"


def test_a_norm_of_which_a_change_survives_is_unproven_and_not_counted() -> None:
    found = cover(catalogue("order", "who"), load(), {"order": ("order: after noticed dropped",)})
    assert found.held == {"order": "unproven", "who": "encoded"}
    data = found.as_data()
    assert data["encoded"] == 1
    assert data["unproven"] == [{"id": "order", "survived": ["order: order: after noticed dropped"]}]
    assert data["by_kind"] == {"duty": {"encoded": 1, "unproven": 1}}


def test_an_item_is_unproven_by_itself() -> None:
    survived = {"grounds/g-2": ("content: item g-2 removed",)}
    assert cover(catalogue("g-2", "grounds"), load(), survived).held == {
        "g-2": "unproven",
        "grounds": "encoded",
    }


def test_a_document_without_a_pack_is_missing_whole() -> None:
    data = cover(catalogue("a", "b"), None).as_data()
    assert (data["pack"], data["encoded"], data["missing"]) == (None, 0, ["a", "b"])


def test_addresses_without_a_status_and_addresses_of_no_text() -> None:
    found = cover(catalogue(addresses=("1", "2", "3", "3.1", "3.1.1", "5", "5.1", "ch1")), load())
    assert found.unlisted == ("5", "5.1")
    assert found.surplus == ("4",)


def test_a_unit_may_be_left_out_when_all_below_it_have_a_status() -> None:
    assert cover(catalogue(addresses=("3", "3.1", "3.1.1")), load()).unlisted == ()
    assert cover(catalogue(addresses=("3", "3.1", "3.1.1", "3.2")), load()).unlisted == ("3", "3.2")


def test_a_catalogue_is_read_with_its_ids_kinds_and_addresses(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'id: small\neffective: 2020-01-01\nprovisions:\n  - {at: "1", label: x}\nnorms:\n'
        '  - {id: a, kind: duty, at: "1", data: {x: [1]}}\n  - {id: b, kind: bar, at: "1"}\n',
        "small.yaml",
    )
    found = load_catalogue(path)
    assert found == Catalogue(
        "small", (Entry("a", "duty", "1"), Entry("b", "bar", "1")), ("1",), "2020-01-01"
    )
    assert load_catalogues(tmp_path) == (found,)


def test_a_folder_without_catalogues_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackErrors) as caught:
        load_catalogues(tmp_path)
    assert caught.value.problems[0].code == "no_catalogue"
    written(tmp_path, "title: x\n", "x.yaml")
    with pytest.raises(PackErrors) as caught:
        load_catalogues(tmp_path)
    assert caught.value.problems[0].line == 1
