"""What waits for the viewer's word outside the matters: requests to consult, to open a reporter; documents."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.access.consulting import queries as consulting
from zeren.access.unsealing import queries as unsealings
from zeren.access.unsealing.models import Unsealing
from zeren.records.actor import Actor
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper, State

MOST_DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class Outside:
    """How many requests to consult wait, and which requests to open a reporter."""

    consults: int
    unsealings: tuple[Unsealing, ...]
    documents: tuple[OfficialPaper, ...] = ()

    @property
    def total(self) -> int:
        """All together."""
        return self.consults + len(self.unsealings) + len(self.documents)

    @property
    def words(self) -> str:
        """查阅申请 2 件、打开举报人身份 1 件; nothing where nothing waits."""
        counted = (
            ("查阅申请", self.consults), ("打开举报人身份", len(self.unsealings)), ("公文", len(self.documents)),
        )  # fmt: skip
        return "、".join(f"{what} {number} 件" for what, number in counted if number)


def outside(actor: Actor) -> Outside:
    """What waits for the actor: the worklist and the page of approvals say the same."""
    turns = documents.my_turn(actor).filter(state__in=(State.REVIEW, State.SIGN)).order_by("id")
    return Outside(
        consulting.count_waiting(actor), tuple(unsealings.waiting_for(actor)), tuple(turns[:MOST_DOCUMENTS])
    )
