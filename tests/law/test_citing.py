"""How a pack's addresses are written: in articles, or by headings and questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.law import citing
from zeren.law.packs.library import PackLibrary

PACKS = Path(__file__).resolve().parents[2] / "packs"


@pytest.fixture(scope="module")
def library() -> PackLibrary:
    return PackLibrary.load(PACKS)


@pytest.mark.parametrize(
    ("pack", "address", "wanted"),
    [
        ("cn-2019-accountability", "20.1", "第二十条第一款"),
        ("zy-2015-interviews", "11.1.4", "第十一条第一款第（四）项"),
        ("cn-2022-inspection-rectification", "4.3.s4", "四（三）第四句"),
        ("cn-2022-inspection-rectification", "10", "十"),
    ],
)
def test_an_answer_is_not_cited_as_an_article_however_many_questions_there_are(
    library: PackLibrary, pack: str, address: str, wanted: str
) -> None:
    found = library.latest(pack)
    assert found is not None and citing.place(found, address) == wanted
