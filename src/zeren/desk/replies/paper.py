"""A reply as a file: PDF and DOCX in the letter form of GB/T 9704."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from zeren.desk.matters.downloads import document_file
from zeren.desk.wording import words_of
from zeren.papers.official.docx import render_docx
from zeren.papers.official.integrity_reply import Opinion, integrity_reply
from zeren.records import clock
from zeren.records.people import queries as people
from zeren.records.precheck.rules import INTENTS
from zeren.records.replies import queries
from zeren.records.replies.models import IntegrityReply
from zeren.records.trail import acts as trail


def result_words(result: str) -> str:
    """没有不同意见: the word of the pack's list."""
    words = words_of(queries.PACK)
    return words.value(result) if words else result


def opinion_of(reply: IntegrityReply, says: Mapping[str, Any]) -> Opinion:
    """What the paper says of a reply as far as it is."""
    held = people.posts_on(reply.person_id)
    post = f"{held[0].post.organ.name}{held[0].post.name}" if held else ""
    intended = f"拟任{says['post']}" if says.get("post") else INTENTS[reply.intent]
    return Opinion(
        reply.organ.name, reply.number, reply.asker.name, reply.person.name, post, intended, reply.day,
        result_words(str(says.get("result", ""))), str(says.get("text", "")).splitlines(), str(says.get("signer", "")),
        reply.issued.astimezone(clock.BEIJING).date() if reply.issued else None,
    )  # fmt: skip


def docx_of(reply: IntegrityReply, says: Mapping[str, Any]) -> tuple[str, bytes]:
    """The name and the content of the paper that goes out."""
    return f"廉政意见回复 {reply.number}.docx", render_docx(integrity_reply(opinion_of(reply, says)))


def file(request: HttpRequest, reply: IntegrityReply, kind: str) -> HttpResponse:
    """The paper as a file; made is on the trail. A text that says so where there is no Chinese font."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    footer = f"内部　{actor.name}　{now:%Y-%m-%d %H:%M} 生成"
    issued = next((said.says for said in queries.log_of(reply) if said.act == "issued"), {})
    says = {**queries.content_of(reply), "signer": issued.get("signer", "")}
    document = integrity_reply(
        opinion_of(reply, says), footer, f"{actor.name or actor.account}　{now:%Y-%m-%d %H:%M}"
    )
    noted = partial(trail.note, actor, "paper_made", "reply", reply.pk, detail=f"integrity-reply.{kind}")
    return document_file(document, kind, f"廉政意见回复 {reply.number or '草稿'}.{kind}", noted)
