"""The library: which version is in force on a day, what replaces what, where texts contradict each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from law.packs.small import SMALL, load, spoiled, written
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.law.packs.loading import load_pack_text
from zeren.law.packs.problems import PackErrors


def version(day: str, valid_to: str | None = None, more: str = "") -> str:
    ends = f'\nvalid_to: "{valid_to}"' if valid_to else ""
    return SMALL.replace('"2020-01-01"', f'"{day}"{ends}{more}')


OLD, MIDDLE, NEW = version("2010-05-01"), version("2015-01-01", "2019-12-31"), version("2021-03-01")
THREE = PackLibrary.of([load(NEW), load(OLD), load(MIDDLE)])


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2010, 4, 30), None),
        (date(2010, 5, 1), "small@2010-05-01"),
        (date(2014, 12, 31), "small@2010-05-01"),
        (date(2015, 1, 1), "small@2015-01-01"),
        (date(2019, 12, 31), "small@2015-01-01"),
        (date(2020, 1, 1), None),
        (date(2021, 2, 28), None),
        (date(2021, 3, 1), "small@2021-03-01"),
    ],
)
def test_a_version_is_in_force_from_its_day_to_its_last_without_falling_back(
    day: date, wanted: str | None
) -> None:
    found = THREE.on("small", day)
    assert (found.ref if found else None) == wanted
    assert [p.ref for p in THREE.in_force(day)] == ([wanted] if wanted else [])


def test_versions_stand_oldest_first_and_are_found_by_their_names() -> None:
    assert [p.version.year for p in THREE.versions("small")] == [2010, 2015, 2021]
    assert THREE.ids == ("small",)
    newest = THREE.latest("small")
    assert newest is not None and newest is THREE.exactly("small@2021-03-01")
    assert THREE.latest("none") is None and THREE.exactly("small@2000-01-01") is None
    found = THREE.norm("small@2015-01-01#order")
    assert found is not None and found[0].version.year == 2015 and found[1].id == "order"
    assert THREE.norm("small#none") is None


def test_what_replaces_a_version() -> None:
    new = load(version("2021-03-01", more="\nsupersedes: [small@2015-01-01]"))
    library = PackLibrary.of([load(MIDDLE), new])
    assert [p.ref for p in library.superseded_by("small@2015-01-01")] == ["small@2021-03-01"]


def test_the_digest_stands_for_all_packs_whatever_their_order() -> None:
    again = PackLibrary.of([load(OLD), load(MIDDLE), load(NEW)])
    assert again.digest == THREE.digest
    assert PackLibrary.of([load(OLD)]).digest != THREE.digest


def test_the_same_version_twice_is_refused() -> None:
    with pytest.raises(PackErrors) as caught:
        PackLibrary.of([load(), load()])
    assert [p.code for p in caught.value.problems] == ["two_in_force"]


# ---------------------------------------------------------------- a folder


def folder(root: Path, **files: str) -> Path:
    for name, text in files.items():
        place = root / "city" / name
        place.mkdir(parents=True, exist_ok=True)
        written(place, text, "2020-01-01.yaml")
    return root


def test_a_folder_is_loaded_with_its_shared_words(tmp_path: Path) -> None:
    written(tmp_path, "roles: {secretary: 书记}\n", "vocabulary.yaml")
    library = PackLibrary.load(folder(tmp_path, small=SMALL))
    assert [p.ref for p in library.packs] == ["small@2020-01-01"]
    assert library.vocabulary.roles["secretary"].label == "书记"
    assert examples_of(library.packs[0]) == ()


def test_files_beside_a_pack_are_no_packs(tmp_path: Path) -> None:
    folder(tmp_path, small=SMALL)
    written(tmp_path / "city" / "small", "phases: {}\n", "desk.yaml")
    written(tmp_path / "city" / "small", "[]\n", "2020-01-01.tests.yaml")
    assert len(PackLibrary.load(tmp_path).packs) == 1


def test_a_pack_in_the_wrong_place_is_told_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(PackErrors) as caught:
        PackLibrary.load(folder(tmp_path, tiny=SMALL))
    (problem,) = caught.value.problems
    assert problem.zh == "文件应位于 city/small/2020-01-01.yaml"


def test_the_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    broken = SMALL.replace("after: noticed", "after: noticd")
    folder(tmp_path, small=broken, other=broken.replace("pack: small", "pack: other"))
    with pytest.raises(PackErrors) as caught:
        PackLibrary.load(tmp_path)
    assert len({p.file for p in caught.value.problems}) == 2


# ---------------------------------------------------------------- between texts


def other(level: str, text: str, name: str = "other", more: str = "") -> str:
    found = text.replace("pack: small", f"pack: {name}{more}")
    return found.replace("level: city", f"level: {level}")


def overriding(ref: str, under: str = "") -> str:
    return other(
        "county", spoiled('- {id: who, cite: "2",', f'- {{id: who, cite: "2", overrides: {ref},{under}')
    )


def test_setting_aside_a_norm_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PackErrors) as caught:
        PackLibrary.of([load(), load(overriding("small#whom"))])
    (problem,) = caught.value.problems
    assert (problem.code, problem.found, problem.suggestion) == ("unknown_other", "small#whom", "who")


def test_a_lower_level_must_name_the_provision_that_lets_it_set_aside() -> None:
    with pytest.raises(PackErrors) as caught:
        PackLibrary.of([load(), load(overriding("small#who"))])
    assert caught.value.problems[0].code == "needs_under"
    library = PackLibrary.of([load(), load(overriding("small#who", " under: small#3.1,"))])
    (found,) = [c for c in library.contradictions() if c.kind == "set_aside"]
    assert (found.one, found.other) == ("other@2020-01-01#who", "small@2020-01-01#who")
    assert found.settled and found.under == "small#3.1"


SHARED = "{events: [{id: promoted, label: 提拔}]}"
DUTY = '  - {id: must, cite: "2", duty: {act: promoted, on: decided}}\n'
BAR = '  - {id: never, cite: "2", bar: {acts: promoted, from: decided, for: {years: 1}}}\n'


def words() -> Vocabulary:
    return load_pack_text(
        SMALL.replace("vocabulary:\n", "vocabulary:\n  events: [promoted]\n").encode(), "words", Vocabulary()
    ).vocabulary


def with_norm(text: str, line: str) -> str:
    return text + line


def contradictions(one: str, two: str) -> list[tuple[str, str, str, bool]]:
    shared = Vocabulary(events={"promoted": words().events["promoted"]})
    packs = [load_pack_text(text.encode(), "x", shared) for text in (one, two)]
    found = PackLibrary.of(packs, shared).contradictions()
    return [(c.kind, c.one, c.other, c.settled) for c in found]


def test_one_text_demands_what_another_forbids() -> None:
    one, two = with_norm(SMALL, DUTY), other("county", with_norm(SMALL, BAR))
    assert ("duty_barred", "small@2020-01-01#must", "other@2020-01-01#never", False) in contradictions(
        one, two
    )


def test_texts_that_were_never_in_force_together_do_not_contradict() -> None:
    one = with_norm(version("2010-01-01", "2012-12-31"), DUTY)
    assert contradictions(one, other("county", with_norm(version("2015-01-01"), BAR))) == []


def test_acts_of_two_procedures_that_only_share_a_name_do_not_contradict() -> None:
    one = SMALL + '  - {id: must, cite: "2", duty: {act: held, on: noticed}}\n'
    assert contradictions(one, other("county", SMALL)) == []


def test_no_role_may_act_under_both_texts() -> None:
    one = with_norm(SMALL, '  - {id: a, cite: "2", authority: {act: promoted, by: leader}}\n')
    two = other(
        "county", with_norm(SMALL, '  - {id: b, cite: "2", authority: {act: promoted, by: office}}\n')
    )
    kinds = [(kind, one, two) for kind, one, two, _ in contradictions(one, two)]
    assert kinds == [("authority_apart", "other@2020-01-01#b", "small@2020-01-01#a")]
    both = two.replace("act: promoted, by: office", "act: promoted, by: [office, leader]")
    assert contradictions(one, both) == []
