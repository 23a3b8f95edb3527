"""Where the operations stand: ``/api/v1/…``, described in ``/api/openapi.json``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from zeren.api import bulletin, documents, draws, law, letters, lists, problems, recording, registers
from zeren.api.door import DOOR, THROTTLE
from zeren.desk.marks import outside

View = Callable[..., HttpResponse]


def _known(view: View) -> View:
    """The description too is for accounts only."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(door(request) for door in DOOR):
            return view(request, *args, **kwargs)
        return problems.answer(401)

    return guarded


# No page of documentation: its assets would come from elsewhere, which the content policy forbids.
api = NinjaAPI(
    title="责任 Zeren",
    version="1",
    description="Records, findings and provisions as the pages show them; see docs/api.md.",
    auth=DOOR,
    throttle=THROTTLE,
    docs_url=None,
    docs_decorator=_known,
    urls_namespace="api",
)
problems.install(api)
for part in (
    recording.router, registers.router, law.router, lists.router, draws.router, letters.router, documents.router,
    bulletin.router,
):  # fmt: skip
    api.add_router("/v1", part)


def _at_its_own_door(pattern: URLPattern) -> URLPattern:
    """The operations have a door of their own: it knows tokens, and asks the session for its form token itself."""
    called = pattern.callback

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = called(request, *args, **kwargs)
        return problems.not_allowed(found) if isinstance(found, HttpResponseNotAllowed) else found

    view.csrf_exempt = True  # type: ignore[attr-defined]
    pattern.callback = outside(view)
    return pattern


def _routes() -> Iterator[URLPattern]:
    yield from (_at_its_own_door(pattern) for pattern in api.urls[0])


urlpatterns = list(_routes())
