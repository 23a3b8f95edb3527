"""What people read for a name: its label, else a shared word, else the name itself."""

from __future__ import annotations

from law.packs.small import load, spoiled
from zeren.law.packs import labels

PACK = load(
    spoiled("colours: {items: [red, green]", "colours: {items: {red: 红, green: 绿}").replace(
        "persons: {type: integer, cite: \"2\"}", "persons: {type: integer, label: 人数, cite: \"2\"}, ready: {type: yes_no, cite: \"2\"}"
    ).replace("vocabulary:\n", "vocabulary:\n  facts: {subject: {rank: 职级}}\n  fields: {grade: 等次}\n  events: [{id: promoted, label: 提拔}]\n")
)  # fmt: skip


def test_events() -> None:
    assert labels.event_label(PACK, "held") == "谈话"
    assert labels.event_label(PACK, "promoted") == "提拔"
    assert labels.event_label(PACK, "conduct_found") == "认定行为"
    assert labels.event_label(PACK, "child.talk.held") == "谈话"
    assert labels.event_label(PACK, "unheard_of") == "unheard_of"


def test_fields_and_facts() -> None:
    assert labels.field_label(PACK, "held", "persons") == "人数"
    assert labels.field_label(PACK, "held", "grade") == "等次"
    assert labels.field_label(PACK, "held", "colour") == "colour"
    assert labels.fact_label(PACK, "subject", "rank") == "职级"
    assert labels.fact_label(PACK, "matter", "kind") == "kind"


def test_values_by_their_field() -> None:
    assert labels.value_label(PACK, "held", "colour", "red") == "红"
    assert labels.value_label(PACK, "held", "ready", "yes") == "是"
    assert labels.value_label(PACK, "decided", "grounds", "g-1") == "第一项"
    assert labels.value_label(PACK, "held", "persons", "2") == "2"
    assert labels.value_label(PACK, "held", "unknown", "x") == "x"


def test_roles_norms_and_provisions() -> None:
    assert labels.role_label(PACK, "office") == "办公室"
    assert labels.role_label(PACK, "nobody") == "nobody"
    assert labels.norm_label(PACK, "order") == "谈话"
    assert labels.norm_label(PACK, "g-1") == "第一项"
    assert labels.norm_label(PACK, "none") == "none"
    assert labels.provision_label(PACK, "3.1.1.p2") == "第一项"
    assert labels.provision_label(PACK, "9") == ""
