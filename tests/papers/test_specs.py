"""A pack's papers are templates with named fields: gaps are printed and listed, nothing is guessed or carried out."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.papers.official.specs import BadPapers, PaperSpec, compose, load_specs

SPEC = PaperSpec(
    id="decision",
    label="问责决定书",
    cite=("12.1",),
    on="decided",
    kind="问",
    title="关于对{{ subject.name }}问责的决定",
    to="{{ subject.organ }}",
    body="经查，{{ facts }}\n一、决定\n给予{{ measure }}。",
    mark="{{ organ.name }}文件",
)
KNOWN = {
    "subject": {"name": "甲", "organ": "县住建局党组"},
    "facts": "督促不力。",
    "measure": "诫勉",
    "organ": {"name": "县纪委"},
}


def test_a_paper_is_filled_from_the_matter() -> None:
    made = compose(SPEC, KNOWN, number="青纪问〔2026〕17号")
    assert made.missing == ()
    assert made.document.title == "关于对甲问责的决定"
    assert made.document.issuer_mark == "县纪委文件"
    assert [(p.level, p.text) for p in made.document.body] == [
        ("text", "经查，督促不力。"),
        ("1", "一、决定"),
        ("text", "给予诫勉。"),
    ]


def test_what_is_not_known_is_printed_as_a_gap_and_listed() -> None:
    made = compose(SPEC, {"subject": {"name": "甲"}, "measure": "诫勉"})
    assert "〔待补：facts〕" in made.document.body[0].text
    assert set(made.missing) == {"facts", "organ.name", "organ"}


def test_a_paper_served_on_a_person_carries_no_red_head() -> None:
    served = compose(PaperSpec(**{f: getattr(SPEC, f) for f in SPEC.__slots__} | {"served": True}), KNOWN)
    assert served.document.issuer_mark is None


def test_a_field_value_is_text_and_never_a_template() -> None:
    made = compose(SPEC, KNOWN | {"measure": "{{ 7 * 7 }}"})
    assert made.document.body[2].text == "给予{{ 7 * 7 }}。"


def test_the_sandbox_refuses_a_way_out() -> None:
    escape = PaperSpec(
        **{f: getattr(SPEC, f) for f in SPEC.__slots__} | {"body": "{{ ''.__class__.__mro__ }}"}
    )
    made = compose(escape, KNOWN)
    assert "object" not in made.document.body[0].text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("papers: {}", "应有 papers 列表"),
        ("papers: [{id: a}]", "缺 ['body', 'cite', 'kind', 'label', 'on', 'title']"),
        (
            "papers: [{id: a, label: b, cite: '1', on: x, kind: 问, title: t, body: b, colour: red}]",
            "不认识的键 ['colour']",
        ),
        (
            "papers: [{id: a, label: b, cite: '1', on: x, kind: 问, title: t, body: '{{ oops'}]",
            "的 body 第 1 行",
        ),
        ("papers: [", "不是有效的 YAML"),
    ],
)
def test_a_broken_file_says_where_and_what(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "papers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadPapers) as refused:
        load_specs(tmp_path)
    assert says in str(refused.value)
