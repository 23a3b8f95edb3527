"""Documents of the county's commission in every stage: drafted, examined, signed, issued, voided, put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zeren.access.accounts import queries as accounts
from zeren.desk.documents import paper
from zeren.desk.matters import downloads
from zeren.desk.matters.case import Case
from zeren.papers.official.specs import PaperSpec
from zeren.records.actor import Actor
from zeren.records.documents import acts, queries
from zeren.records.documents.acts import Paper
from zeren.records.documents.models import OfficialPaper
from zeren.records.documents.text import Text
from zeren.records.matters import access
from zeren.records.organs import queries as organs

COMMISSION, PAPER, MARK = "Q-JW", "decision", "青纪发"
PACK = "cn-2019-accountability"
OFFICE = "县纪委监委办公室"
STAGES = ("corrected", "voided", "signed", "reviewed", "amended", "returned", "drafted")
"""One document for each, as many as there are decisions whose paper may be made."""
TRIED = 24
"""Matters that are looked at for them."""


def enter() -> None:
    """Carry the decisions of the first cases through their stages, by the accounts of three people."""
    people = {name: _actor(name) for name in ("chengban", "chengban2", "fenguan", "jiwei")}
    for stage, (case, spec) in zip(STAGES, _ready(people["chengban"]), strict=False):
        _carry(people, stage, _draft(people["chengban"], case, spec))


def _actor(signin: str) -> Actor:
    account = accounts.find(signin)
    assert account is not None
    return accounts.actor_of(account)


def _ready(actor: Actor) -> Iterator[tuple[Case, PaperSpec]]:
    """Cases of the commission in which the decision was taken and its paper is not withheld."""
    organ = organs.by_code(COMMISSION)
    assert organ is not None
    rows = access.visible_to(actor).filter(organ=organ, pack=PACK, disposed__isnull=True).order_by("pk")
    for matter in rows[:TRIED]:
        case = Case(matter, actor)
        spec = downloads.spec_of(case, PAPER)
        if spec.on in case.in_force and not downloads.held_back(case, spec):
            yield case, spec


def _draft(actor: Actor, case: Case, spec: PaperSpec) -> OfficialPaper:
    text = replace(paper.first_text(case, spec, 0), copies="县委办公室，县委组织部", printed_by=OFFICE)
    body = "\n".join(line for line in text.body.splitlines() if "〔待补" not in line)
    subject = downloads.subject_at(case, 0) or ""
    filled = replace(text, body=body, title=text.title.replace("〔待补", "〔"))
    return acts.draft(actor, case.matter.pk, Paper(spec.id, spec.label, spec.on, subject), filled, True)


def _text(document: OfficialPaper) -> Text:
    found = queries.text_of(document)
    assert found is not None
    return found


def _carry(people: dict[str, Actor], stage: str, document: OfficialPaper) -> None:
    """Through the stages, up to the one that it is to stand in."""
    handler, colleague, deputy, head = people.values()
    pk = document.pk
    if stage == "drafted":
        return
    acts.submit(handler, pk, 1)
    if stage == "returned":
        acts.send_back(deputy, pk, 2, "抄送单位请补县委巡察办。")
        return
    seen = 2
    if stage in ("amended", "signed", "corrected"):
        text = replace(_text(document), copies="县委办公室，县委组织部，县委巡察办")
        acts.change(deputy, pk, text, 2)
        seen = 3
    if stage == "amended":
        return
    acts.review(deputy, pk, seen, "同意。")
    if stage == "reviewed":
        return
    acts.sign(head, pk, seen + 1, "发。")
    if stage == "signed":
        return
    acts.issue(colleague, pk, seen + 2, MARK, paper.render)
    if stage == "voided":
        acts.void(head, pk, "主送机关写错，收回。")
    if stage == "corrected":
        acts.correct(handler, pk, "附件名称写错。")
