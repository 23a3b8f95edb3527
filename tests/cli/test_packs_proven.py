"""The packs that are whole: nothing of their catalogues is missing, and every change of a norm turns an example red."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from conftest import texts_folder
from zeren.cli import packs
from zeren.cli.packs import covering, testing
from zeren.cli.packs.proving import Bench, Proof

WHOLE = [
    "cn-2009-strict-cadre-management",
    "cn-2010-personal-matters-report",
    "cn-2013-enterprise-posts",
    "cn-2013-funeral-reform",
    "cn-2013-no-smoking",
    "cn-2013-performance-assessment",
    "cn-2013-reform-decision",
    "cn-2013-trainee-management",
    "cn-2014-economic-audit",
    "cn-2014-exit-entry",
    "cn-2014-post-quota",
    "cn-2014-selection-supervision",
    "cn-2014-social-training",
    "cn-2014-spouse-abroad-posts",
    "cn-2019-accountability",
    "cn-2021-bulletin",
    "cn-2021-organizational-handling",
    "cn-2022-inspection-rectification",
    "gs-2014-cadre-supervision",
    "gs-2014-funeral-reform",
    "gs-2014-main-responsibility",
    "gs-2015-up-and-down",
    "gs-2016-111-oversight",
    "gs-2016-866-gauge",
    "zy-2012-strict-management",
    "zy-2013-absence-report",
    "zy-2013-new-cadre-education",
    "zy-2013-personnel-discipline",
    "zy-2014-absence-management",
    "zy-2014-main-responsibility",
    "zy-2014-staffing-control",
    "zy-2014-three-statements-discipline",
    "zy-2014-three-statements-principals",
    "zy-2015-assessment",
    "zy-2015-dual-accountability",
    "zy-2015-inspection",
    "zy-2015-interviews",
    "zy-2015-responsibility-list",
    "zy-2015-responsibility-pursuit",
    "zy-2015-talks",
    "zy-2015-two-responsibilities",
    "zy-2015-up-and-down",
]


def zeren(*args: str) -> Any:
    app = typer.Typer()
    packs.add(app)
    app.command("nothing")(lambda: None)
    result = CliRunner().invoke(app, ["packs", *args, "--json"])
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


TERMS = ["gs-2014-3783-system"]
"""Of these nothing can be checked: the text names and defines, and demands nothing."""


@pytest.fixture
def one_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both commands try every change of a pack; here it is done once for both."""
    kept: dict[str, Proof] = {}
    prove = testing.proof_with_bar

    def proof(bench: Bench) -> Proof:
        if bench.pack.ref not in kept:
            kept[bench.pack.ref] = prove(bench)
        return kept[bench.pack.ref]

    monkeypatch.setattr(testing, "proof_with_bar", proof)
    monkeypatch.setattr(covering, "proof_with_bar", proof)


@pytest.mark.proof
@pytest.mark.parametrize("name", WHOLE)
def test_every_change_of_every_norm_turns_an_example_red_and_nothing_is_missing(
    name: str, one_proof: None
) -> None:
    for report in zeren("test", name, "--prove")["packs"]:
        assert report["failed"] == [] and report["untested"] == [], report["pack"]
        assert report["survived"] == [] and report["hollow"] == [], report["pack"]
        assert report["tried"] > 0
    nothing_is_missing(name)


@pytest.mark.proof
@pytest.mark.texts
@pytest.mark.parametrize("name", TERMS)
def test_nothing_of_a_text_without_demands_is_missing(name: str) -> None:
    nothing_is_missing(name)


def nothing_is_missing(name: str) -> None:
    """Every norm of the catalogue is held, proven by an example, with its provision; needs the catalogues."""
    texts = texts_folder()
    if texts is None or not (texts.parent / "norms").is_dir():
        return
    (document,) = zeren("coverage", name, "--against", str(texts.parent / "norms"))["documents"]
    assert (document["missing"], document["unproven"], document["unlisted"]) == ([], [], [])
    kinds = ("encoded", "standing", "judgment", "definition", "principle", "not_automated")
    assert sum(document[kind] for kind in kinds) == document["norms"]
