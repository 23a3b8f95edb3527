"""Cards: the own one, the partners', and entering one whose fingerprint was compared by voice or on paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, proof
from zeren.desk.components import Bit, Button, Head, Link, Notice
from zeren.desk.matters import others
from zeren.desk.matters.downloads import as_file
from zeren.desk.packets.words import actor_of, looks, suite_label, told
from zeren.desk.proof import Proof
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.packets import access, acts, own, queries
from zeren.records.packets.models import Relation
from zeren.records.packets.own import Card

LARGEST_CARD = 10_000


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as it is listed."""

    name: str
    code: str
    relation: str
    keys: str
    scope: str
    numbers: str
    suite: str


@dataclass(frozen=True, slots=True)
class CardsPage:
    """The own card, the partners, the form of who may enter one."""

    head: Head
    own: Card
    spoken: str
    partners: tuple[PartnerRow, ...]
    enters: bool
    organs: tuple[tuple[str, str], ...]
    proof: Proof
    errors: tuple[str, ...] = ()
    keys: str = ""
    relation: str = "superior"
    scope: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@looks
def cards(request: HttpRequest) -> HttpResponse:
    """The cards; POST enters one: ``card`` (a file), ``keys`` as compared, ``relation``, ``scope``."""
    if request.method != "POST":
        return render(request, "desk/packets/cards.html", {"page": _page(request)})
    if not access.decides(actor_of(request)):
        raise PermissionDenied("交换名片由本单位负责人，或者受其委托的人登记。")
    try:
        name = _enter(request)
    except Refused as wrong:
        return render(request, "desk/packets/cards.html", {"page": _page(request, told(wrong))}, status=422)
    if not name:
        return render(request, "desk/packets/cards.html", {"page": _page(request)}, status=422)
    others.say(request, Notice("ok", f"已登记{name}的交换名片。", "同一代码以前的名片不再使用。"))
    return HttpResponseRedirect(links.named("packet-cards"))


def _enter(request: HttpRequest) -> str:
    """The name of who was entered; empty where the proof of oneself is missing or wrong. Raises Refused."""
    upload, given = request.FILES.get("card"), request.POST
    if upload is None:
        raise Refused([Problem("card", "没有选对方的名片文件", "no card was chosen")])
    found = own.read_card(upload.read(LARGEST_CARD))
    if "".join(given.get("keys", "").split()).lower() != found.keys:
        zh = f"填写的指纹与名片不符，名片的指纹是 {own.spoken(found.keys)}；请再与对方核对，不一致的不要登记"
        raise Refused([Problem("keys", zh, "the fingerprint is not that of the card")])
    if given.get("relation") not in Relation.values:
        raise Refused([Problem("relation", "请选对方是上级还是下级", "superior or subordinate")])
    if error := proof.refused(request):
        request.proof_error = error  # type: ignore[attr-defined]
        return ""
    relation = Relation(given["relation"])
    scope = given.getlist("scope") if relation is Relation.SUBORDINATE else []
    return str(acts.enter_partner(actor_of(request), found, relation, scope).name)


def _page(request: HttpRequest, errors: tuple[str, ...] = ()) -> CardsPage:
    actor, mine = actor_of(request), own.own().card()
    here = Link("数据包", links.named("packets"))
    head = Head(
        "交换单位和名片", (here,), sub=((Bit("名片交给对方；指纹另外用电话或者当面核对，一致的才登记", tone="dim"),),),
        buttons=(Button("下载本单位名片", url=links.named("packet-card")),),
    )  # fmt: skip
    given = request.POST
    return CardsPage(
        head, mine, own.spoken(mine.keys), tuple(_row(row) for row in queries.partners()), access.decides(actor), _organs(actor),
        proof.asked(request, getattr(request, "proof_error", "")), errors, given.get("keys", ""), given.get("relation", "superior"),
        frozenset(given.getlist("scope")), others.said(request),
    )  # fmt: skip


def _row(row: dict[str, object]) -> PartnerRow:
    scope = "、".join(str(code) for code in row["scope"])  # type: ignore[attr-defined]
    numbers = f"发出至第 {row['sent']} 号，收到至第 {row['taken']} 号"
    relation = Relation(str(row["relation"])).label
    return PartnerRow(
        str(row["name"]),
        str(row["code"]),
        str(relation),
        own.spoken(str(row["keys"])),
        scope,
        numbers,
        suite_label(str(row["suite"])),
    )


def _organs(actor: Actor) -> tuple[tuple[str, str], ...]:
    """The organs about which a subordinate may report: those under the own one."""
    seat = access.seat()
    if seat is None:
        return ()
    return tuple((o.code, o.name) for o in organs.under(actor, seat) if o.pk != seat.pk)


@require_safe
@looks
def own_card(request: HttpRequest) -> HttpResponse:
    """The own card as a file: public keys and the organ's name, nothing else."""
    if access.seat() is None:
        raise Http404
    card = own.own().card()
    return as_file(card.text().encode(), "application/json", f"{card.name}　交换名片.json")
