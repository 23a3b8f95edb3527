"""The frame of the public pages: no cookie, no address, no log; a form from another site is turned away (``desk.outside``)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from zeren.desk import links
from zeren.desk.components import Notice
from zeren.desk.outside import Outside
from zeren.desk.uploads import LARGEST
from zeren.records.complaints import reporting


def drawn(template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page without a request: no session, no token, no name of a viewer comes into it."""
    organs = reporting.receiving()
    frame = {
        "here": here, "receives": organs[0].name if organs else "", "write": links.named("complaint-write"),
        "back": links.named("complaint-back"), "ways": links.named("complaint-ways"), **context,
    }  # fmt: skip
    return HttpResponse(render_to_string(f"desk/complaints/{template}.html", frame), status=status)


def refused(status: int, strong: str, text: str) -> HttpResponse:
    """Why nothing was done, and the other ways."""
    return drawn("public_said", "", status, said=Notice("stop", strong, text), title="没有收到")


page = Outside(
    "in the complaint channel",
    refused,
    LARGEST,
    method=("没有办理。", "这一页只能打开和填写。"),
    foreign=("没有收到。", "这张表是从别的网站送来的。请直接打开本页填写。"),
    large=("没有收到。", "照片、文件一次最多 5 份，每份 10 MB。请退回上一页，减少几份。"),
    broken=("没有收到。", "送来的内容不完整。请退回上一页，您写的还在。"),
    fault=("没有收到。", "这里出了错，什么都没有保存。请退回上一页再试，或者打 12380。"),
).page
"""A public page of the channel."""
