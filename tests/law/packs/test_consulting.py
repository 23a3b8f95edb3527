"""``access.yaml``: what a good one says, and that a wrong one names file, line, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.law.packs.consulting import Limit, load_access
from zeren.law.packs.loading import load_pack
from zeren.law.packs.problems import PackErrors

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "packs" / "central" / "cn-2010-personal-matters-report"
PACK = load_pack(FOLDER / "2010-05-26.yaml")
TEXT = (FOLDER / "access.yaml").read_text(encoding="utf-8")


def test_every_access_file_of_the_packs_loads() -> None:
    files = sorted((ROOT / "packs").glob("*/*/access.yaml"))
    assert FOLDER / "access.yaml" in files
    for file in files:
        for version in file.parent.glob("????-??-??.yaml"):
            assert load_access(file.parent, load_pack(version))


def test_article_twelve_knows_three_kinds_of_organ_each_with_its_purposes() -> None:
    (kind,) = load_access(FOLDER, PACK)
    assert (kind.ref, len(kind.sections)) == ("cn-2010-personal-matters-report@2010-05-26", 14)
    found = {
        organ: [way.cite for way in kind.ways_of(organ)]
        for organ in ("organization_department", "discipline_commission", "procuratorate", "unit")
    }
    assert found == {
        "organization_department": ["12.1", "13"],
        "discipline_commission": ["12.2", "13"],
        "procuratorate": ["12.3"],
        "unit": [],
    }
    way = kind.way("procuratorate", "duty_crime_case")
    assert way is not None and way.limit is Limit.CASE_INVOLVEMENT
    assert kind.way("procuratorate", "performing_duties") is None


def test_without_the_file_nothing_opens(tmp_path: Path) -> None:
    assert load_access(tmp_path, PACK) == ()


WRONG = [
    ("approved_by: principal", "approved_by: deputy", "not_a_word", "approved_by"),
    ("limit: management_authority", "limit: everybody", "not_a_word", "limit"),
    ('cite: "12.1"', 'cite: "12.9"', "unknown_provision", "materials.personal_matters_report"),
    ('custody: "14"', 'custody: "99"', "unknown_provision", "materials.personal_matters_report"),
    ('cite: "12.1"', "cite: 第十二条", "bad_address", "cite"),
    ("    label: 个人有关事项报告\n", "", "missing_key", "materials.personal_matters_report"),
    ("    ways:\n", "    wayz:\n", "unknown_key", "wayz"),
    ("purposes: {performing_duties: 履行职责}", "purposes: []", "not_mapping", "purposes"),
    (
        "purposes: {performing_duties: 履行职责}",
        "purposes: {complaint_received: 履行职责}",
        "duplicate_item",
        "materials.personal_matters_report",
    ),
    (
        "id: access-discipline",
        "id: access-organization",
        "duplicate_item",
        "materials.personal_matters_report",
    ),
    ("materials:\n", "materials\n", "not_yaml", ""),
]


@pytest.mark.parametrize(("old", "new", "code", "key"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    assert old in TEXT
    (tmp_path / "access.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackErrors) as error:
        load_access(tmp_path, PACK)
    found = {problem.code: problem for problem in error.value.problems}
    assert code in found
    problem = found[code]
    assert problem.file.endswith("access.yaml") and problem.line > 0 and key in problem.key
    assert problem.zh and problem.en


def test_a_word_close_to_an_allowed_one_is_offered(tmp_path: Path) -> None:
    (tmp_path / "access.yaml").write_text(
        TEXT.replace("approved_by: principal", "approved_by: principle", 1), encoding="utf-8"
    )
    with pytest.raises(PackErrors) as error:
        load_access(tmp_path, PACK)
    assert error.value.problems[0].suggestion == "principal"
