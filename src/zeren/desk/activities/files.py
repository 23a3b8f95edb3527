"""Evidence of an activity: files that come in and go out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from zeren.desk import links
from zeren.desk.activities.views import found_list, uploaded
from zeren.desk.components import Notice
from zeren.desk.duties.views import sees
from zeren.desk.matters import others
from zeren.desk.matters.downloads import as_file
from zeren.records.duties import evidence, queries
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail import acts as trail


@require_POST
@sees
def attach(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """Keep files with the activity, all or none."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    activity = queries.activity(actor, lst, number)
    if activity is None:
        raise Http404
    try:
        kept = evidence.prepare(uploaded(request), len(evidence.of_activity(activity)))
        evidence.attach(actor, lst.pk, number, kept)
        said = Notice("ok", f"已附上 {len(kept)} 件。", "、".join(one.name for one in kept))
    except Refused as wrong:
        said = Notice("stop", "没有附上。", "；".join(p.zh for p in wrong.problems))
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, said)
    return HttpResponseRedirect(links.named("activity", organ, year, number))


@require_safe
@sees
def file(request: HttpRequest, organ: int, year: int, number: int, pk: int) -> HttpResponse:
    """One file under its own name; looked at is on the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    try:
        row, content = evidence.read(actor, lst, number, pk)
    except OutOfSight as gone:
        raise Http404 from gone
    except Refused as refused:
        return HttpResponse(refused.problems[0].zh, status=409, content_type="text/plain; charset=utf-8")
    trail.note(actor, "activity_file_read", "duty_list", lst.pk, detail=f"{number} {pk}")
    return as_file(content, row.media_type, row.name)
