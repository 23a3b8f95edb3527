from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from zeren.access import middleware
from zeren.access.accounts import acts
from zeren.records.actor import NOBODY, SYSTEM


def answered(user: Any, respond: Any = None) -> tuple[Any, HttpResponse]:
    request = RequestFactory().get("/")
    request.user = user
    handler = middleware.ContentSecurityPolicy(
        middleware.ActorOfRequest(respond or (lambda _: HttpResponse("x")))
    )
    return request, handler(request)


def test_every_answer_allows_own_assets_only() -> None:
    _, response = answered(AnonymousUser())
    policy = response.headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "script-src 'self'" in policy
        and "frame-ancestors 'none'" in policy
    )
    assert "unsafe" not in policy and "http" not in policy


def test_a_visitor_is_nobody() -> None:
    request, _ = answered(AnonymousUser())
    assert request.actor == NOBODY


@pytest.mark.django_db
def test_an_account_is_its_actor(county: Any) -> None:
    account = acts.make_account(SYSTEM, "zhao", "qinglan-2026", person=county.people["zhao"])
    request, _ = answered(account)
    assert request.actor.account == "zhao" and request.actor.person == county.people["zhao"].pk
