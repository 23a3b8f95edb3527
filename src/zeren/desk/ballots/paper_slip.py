"""The paper slip of a ballot (评议表), to be printed for whoever does not want the machine."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zeren.desk.matters.downloads import KINDS, document_file
from zeren.papers import appraisal_form
from zeren.records.actor import Actor
from zeren.records.ballots import queries
from zeren.records.ballots.models import Ballot
from zeren.records.errors import OutOfSight
from zeren.records.trail import acts as trail

BEFORE = (Ballot.State.PREPARED, Ballot.State.OPEN)


@require_safe
def slip(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """As ``docx`` or ``pdf``, until the ballot is closed; a draft until it is opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        ballot = queries.get(actor, pk)
    except OutOfSight:
        raise Http404 from None
    if kind not in KINDS or ballot.state not in BEFORE:
        raise Http404
    made = appraisal_form.document(
        ballot.title, ballot.day, [(one.name, one.post) for one in ballot.voted.all()], [one.label for one in ballot.options.all()],
        draft=ballot.state == Ballot.State.PREPARED,
    )  # fmt: skip
    noted = partial(trail.note, actor, "exported", "ballot", pk, detail=f"paper slip {kind}")
    return document_file(made, kind, f"{ballot.title} 评议表.{kind}", noted)
