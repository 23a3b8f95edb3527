"""The frame of the voting page: no sign-in, no cookie, no log; a form from another site is turned away (``desk.outside``)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from zeren.desk import links
from zeren.desk.components import Notice
from zeren.desk.outside import Outside

LARGEST = 64 * 1024


def drawn(template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page without a request: no session, no token, no name of a viewer comes into it."""
    frame = {"here": links.named("vote"), "done": links.named("vote-done"), **context}
    return HttpResponse(render_to_string(f"desk/ballots/{template}.html", frame), status=status)


def refused(status: int, strong: str, text: str) -> HttpResponse:
    """Why nothing was done, and the way on."""
    return drawn("vote_said", status, said=Notice("stop", strong, text), title="没有投出")


page = Outside(
    "on the voting page",
    refused,
    LARGEST,
    method=("没有投出。", "这一页只能打开和投票。"),
    foreign=("没有投出。", "这张票是从别的网站送来的。请直接打开本页。"),
    large=None,
    broken=("没有投出。", "送来的内容不完整，请从头再来；码还可以用。"),
    fault=("没有投出。", "这里出了错，没有计票，码还可以用。请再试，或者领纸票。"),
).page
"""A page of the voting machine."""
