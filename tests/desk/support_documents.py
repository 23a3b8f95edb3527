"""A case of the commission in which the decision was taken, and its reasons for what was not in order."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from types import SimpleNamespace

from zeren.access.accounts import acts as accounts
from zeren.access.accounts.queries import actor_of
from zeren.papers.official.docx import render_docx
from zeren.papers.official.issuing import Layout, on_paper
from zeren.records import evaluation
from zeren.records.actor import SYSTEM, Role
from zeren.records.documents import acts as documents
from zeren.records.documents.acts import Made
from zeren.records.documents.models import OfficialPaper
from zeren.records.documents.text import Text
from zeren.records.matters import acts, opening

LEADERS = (("fenguan", "县纪委副书记", Role.LEADER_IN_CHARGE), ("jiwei", "县纪委书记", Role.PRINCIPAL))


def decided(desk: SimpleNamespace) -> SimpleNamespace:
    """The case, its leaders, and ways in. The packs must be the delivered ones."""
    for signin, label, role in LEADERS:
        account = accounts.make_account(SYSTEM, signin, "qinglan-2026", organ=desk.organs["QJ"], label=label)
        accounts.give_role(SYSTEM, account, role, desk.organs["QJ"], date(2020, 1, 1))
        desk.accounts[signin] = account
    zhao = f"person:{desk.people['zhao'].pk}"
    asked = opening.Opening(
        "cn-2019-accountability", "accountability", desk.organs["QJ"].pk, "赵某某 问责", [zhao], date(2026, 9, 1),
        mark="青纪问", handler=desk.people["wang"].pk,
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    fields = {"outcome": "accountable", "collective": "yes"}
    acts.record_event(SYSTEM, matter.pk, "decided", "2026-10-08", fields, by=["discipline_commission"])
    for norm in sorted({found.norm for found in evaluation.withheld(matter, "decided")}):
        reason = {"norm": norm, "reasons": "接案前已办"}
        acts.record_event(
            SYSTEM, matter.pk, "departure_reasoned", "2026-10-09", reason, by=["discipline_commission"]
        )
    new = f"/documents/new?matter={matter.pk}&paper=decision"
    return SimpleNamespace(
        matter=matter.pk, new=new, as_=lambda name: desk.sign_in(name, strong=True), accounts=desk.accounts
    )


def carry(office: SimpleNamespace, url: str, last: str = "issue") -> None:
    """Through the stages by the acts themselves, with files that are quickly made."""
    pk = int(url.rpartition("/")[2])
    wang, li, fenguan, jiwei = (
        actor_of(office.accounts[name]) for name in ("wang", "li", "fenguan", "jiwei")
    )
    steps = {
        "submit": lambda: documents.submit(wang, pk, 1), "review": lambda: documents.review(fenguan, pk, 2),
        "sign": lambda: documents.sign(jiwei, pk, 3), "issue": lambda: documents.issue(li, pk, 4, "青纪发", _quick),
    }  # fmt: skip
    for name, step in steps.items():
        step()
        if name == last:
            return


def _quick(document: OfficialPaper, text: Text, day: date) -> Made:
    layout = Layout(document.organ.name, document.organ.name)
    by = {"layout": asdict(layout), "engines": {}, "substitutes": [], "families": {}}
    return Made(render_docx(on_paper(text, layout, document.number, day)), b"%PDF-1.7", by)
