"""Holding a review of words for the public against them: who may review, and what the reviewer must have seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren.records.errors import Problems
from zeren.records.lists import giveaways
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.columns import PART
from zeren.records.lists.giveaways import Giveaway
from zeren.records.lists.held import Held
from zeren.records.lists.models import ListedPart, ListedProblem
from zeren.records.lists.publishing import NEEDED, Worded, had_a_hand, worded, wording


def check(held: Held, change: Change, there: object, problems: Problems, row: int | None) -> None:
    """Note what is false in a review or in giving back."""
    if held.own:
        problems.add("actor", "公开表述由派出机关审核", "the review is the sending organ's", row)
        return
    if not isinstance(there, ListedProblem | ListedPart) or not worded(there):
        problems.add("public", "还没有写公开表述", "no public wording was written", row)
        return
    if isinstance(there, ListedProblem) and there.void:
        problems.add("problem", "已经撤销的问题不公开", "a problem that was voided is not published", row)
        return
    if len(change.reason) > 400:
        problems.add("reason", "说明超过 400 字", "longer than 400", row)
    if change.move is Move.PUBLISH_RETURN:
        if not change.reason.strip():
            problems.add("reason", "请写明要改什么", "write what is to be changed", row)
        return
    _check_review(held, change, there, problems, row)


def _check_review(held: Held, change: Change, there: Worded, problems: Problems, row: int | None) -> None:
    if had_a_hand(there, held.actor.account, held.actor.person):
        problems.add("actor", "写过这段文字的人不能审核", "who wrote the words can't review them", row)
    if dict(change.set) != wording(there):
        zh = "文字在您打开以后改过，请看过现在的再审核"
        problems.add("public", zh, "the words were changed since they were read", row)
    lacks = [PART[name].label for name in NEEDED if not getattr(there, name)] if is_part(there) else []
    if lacks:
        problems.add("public", f"缺{'、'.join(lacks)}，不能审核", f"missing: {', '.join(lacks)}", row)
    asked = [
        one for found in places(there, held.people.get(change.unit, {}).values()).values() for one in found
    ]
    if asked and not change.reason.strip():
        named = "、".join(dict.fromkeys(f"“{one.text}”（{one.kind}）" for one in asked))
        zh = f"有 {len(asked)} 处请再看一遍：{named}；可以公开的，写明理由"
        problems.add("reason", zh, f"{len(asked)} places may give somebody away: say why they may stay", row)


def is_part(row: Worded) -> bool:
    """Whether the words belong to no problem."""
    return isinstance(row, ListedPart)


def places(row: Worded, names: Iterable[str]) -> Mapping[str, tuple[Giveaway, ...]]:
    """The places of each column that may give somebody away; ``names``: of the unit's people."""
    known = tuple(names)
    return {
        name: giveaways.places(text, known, contact=name == "contact") for name, text in wording(row).items()
    }
