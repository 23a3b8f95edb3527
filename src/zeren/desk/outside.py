"""The frame of the pages that anybody opens: no sign-in, no cookie, no address, no log; a form from another site is turned away.

``csrf_exempt`` stands here because the usual token needs a cookie, and a cookie in the browser shows that somebody
was here. No session is read, so a foreign page has nothing to ride on; that it sends no form in a visitor's name is
held by ``Sec-Fetch-Site`` and ``Origin``, which every browser since Chromium 76 sends with a form.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from zeren.desk import errors, marks

log = logging.getLogger("zeren.desk")
View = Callable[[HttpRequest], HttpResponse]
Said = tuple[str, str]
"""What was not done, and the way on."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The pages of one channel. ``where``: its name in the log; ``refused``: its page that tells why nothing was done (status,
    what, the way on); ``most``: the bytes of a form; then what it says of a method that it does not take, a form from another site,
    one that is too large (None: it is none of its forms), one that is none, and a fault, followed by its number."""

    where: str
    refused: Callable[[int, str, str], HttpResponse]
    most: int
    method: Said
    foreign: Said
    large: Said | None
    broken: Said
    fault: Said

    def page(self, view: View) -> View:
        """A page of the channel."""

        @csrf_exempt
        @marks.outside
        @marks.reads_itself
        @wraps(view)
        def shown(request: HttpRequest) -> HttpResponse:
            response = self._answer(view, request)
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex"
            # Django logs what was refused, with its minute and path: not here.
            response._has_been_logged = True  # type: ignore[attr-defined]
            return response

        return shown

    def _answer(self, view: View, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return self.refused(405, *self.method)
        try:
            unfit = self._unfit(request) if request.method == "POST" else None
            return unfit or view(request)
        except BadRequest:
            return self.refused(400, *self.broken)
        except Exception as error:
            # Neither the message nor where it came from: either may hold what somebody wrote or chose.
            number = errors.fault_number()
            log.error("fault %s %s: %s", number, self.where, type(error).__name__)
            return self.refused(500, self.fault[0], f"{self.fault[1]}编号 {number}")

    def _unfit(self, request: HttpRequest) -> HttpResponse | None:
        """Why a form is not read; None where it is, and then it has been. Raises BadRequest for what is none."""
        if not same_site(request):
            return self.refused(403, *self.foreign)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > self.most:
            if self.large is None:
                raise BadRequest
            return self.refused(413, *self.large)
        if any("\0" in text for _, texts in request.POST.lists() for text in texts):
            raise BadRequest
        return None


def same_site(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of ours (or by no browser)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
