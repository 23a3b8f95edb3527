"""The entries of a ballot in its matter's log: what they hold. Never a slip, a code, or a figure below five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.norms.model import FieldText
from zeren.records.ballots.counting import Check, Counts, Piece
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.setting import ABSTAINED
from zeren.records.matters import events

TYPES = (events.BALLOT_OPENED, events.BALLOT_CLOSED, events.BALLOT_COUNTED, events.BALLOT_OFF)


def opened(ballot: Ballot) -> dict[str, FieldText]:
    """The setting as it is frozen."""
    voters = list(ballot.voters.all())
    out = [voter for voter in voters if voter.excluded]
    groups = dict.fromkeys(voter.group for voter in voters)
    fields: dict[str, FieldText] = {
        "ballot": str(ballot.pk),
        "title": ballot.title,
        "at": ballot.at,
        "day": ballot.day.isoformat(),
        "options": tuple(f"{one.label} {one.points}".strip() for one in ballot.options.all()),
        "basis": ballot.basis,
        "abstain": ballot.abstain,
        "exact": "yes" if ballot.exact else "no",
        "self_out": "yes" if ballot.self_out else "no",
        "voted": tuple(one.ref for one in ballot.voted.all()),
        "groups": tuple(f"{group} {sum(1 for v in voters if v.group == group)}" for group in groups),
        "excluded": tuple(f"person:{voter.person_id}" for voter in out),
        "why": tuple(voter.excluded for voter in out),
        "tellers": tuple(f"person:{one.person_id}" for one in ballot.tellers.all()),
    }
    return {name: value for name, value in fields.items() if value}


def closed(ballot: Ballot, counts: Counts) -> dict[str, FieldText]:
    """The counts at closing; of paper slips how many were handed out."""
    return {
        "ballot": str(ballot.pk),
        "eligible": str(counts.eligible),
        "excluded": str(counts.excluded),
        "attended": str(counts.attended),
        "drawn": str(counts.drawn),
        "given": str(counts.given),
        "cast": str(counts.cast),
    }


def counted(
    ballot: Ballot, slips: Mapping[str, int], rows: Sequence[str], unmet: Sequence[Check], seal: str
) -> dict[str, FieldText]:
    """The result as everybody who sees the matter may see it, why the counts differ, and a seal of the exact figures."""
    reasons = ballot.assents.filter(act="reason").order_by("person").values_list("reason", flat=True)
    fields: dict[str, FieldText] = {
        "ballot": str(ballot.pk),
        **{name: str(number) for name, number in slips.items()},
        "voted": tuple(one.ref for one in ballot.voted.all()),
        "shown": tuple(rows),
        "unmet": tuple(check.zh for check in unmet),
        "reasons": tuple(reasons),
        "tellers": tuple(f"person:{one.person_id}" for one in ballot.tellers.all()),
        "seal": seal,
    }
    return {name: value for name, value in fields.items() if value}


def labels(ballot: Ballot) -> tuple[str, ...]:
    """The cells of a row: the options, and last the abstentions."""
    return (*(one.label for one in ballot.options.all()), ABSTAINED)


def shown(found: Sequence[Piece], labels: Sequence[str]) -> str:
    """A row in words: 好 20，较好 25，一般、较差合计 13，弃权 0."""
    return "，".join(piece_words(piece, labels) for piece in found)


def piece_words(piece: Piece, labels: Sequence[str]) -> str:
    """One figure with the cells that it is of."""
    of = "、".join(labels[piece.start : piece.start + piece.span])
    return f"{of}{'合计' if piece.span > 1 else ''} {piece.count}"
