"""What the pages of packets say, who opens them, and how a made packet goes out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from zeren.desk.components import Light, Sign
from zeren.desk.gate import only
from zeren.desk.matters.downloads import as_file
from zeren.desk.wording import short_of
from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.packets import access
from zeren.records.packets.models import Packet
from zeren.records.packets.suites import SUITES

KINDS = {"report": "报送", "assignment": "交办", "receipt": "回执"}
WAYS = {"out": "发出", "in": "收到"}
STATES = {
    "conflict": Light(Sign.CONFLICT, "有冲突"),
    "new": Light(Sign.DONE, "新收"),
    "newer": Light(Sign.DONE, "有更新"),
    "same": Light(Sign.DONE, "相同"),
}
"""In the order in which they are shown: what wants people stands first."""
NOT_FOR_YOU = "不在您的查看范围内"
BINARY = "application/octet-stream"

reads = only(lambda actor: actor.has(*access.LOOKS), "数据包由单位的办公人员查看；您的角色没有这一项权限。")
looks = only(access.looks, "报送、交办和交换名片由本单位的人员查看；您的角色没有这一项权限。")
decides = only(
    access.decides, "制作和接收数据包由本单位负责人，或者受其委托的人办理；您的角色没有这一项权限。"
)


def actor_of(request: HttpRequest) -> Actor:
    """Who looks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def suite_label(name: str) -> str:
    """By which ciphers, for people; empty where it was not kept."""
    return SUITES[name].label if name in SUITES else ""


def told(refused: Refused) -> tuple[str, ...]:
    """Each reason with its place: a row of a form, or a part of the packet as its sender has to look for it."""
    return tuple(_told(p) for p in refused.problems)


def _told(problem: Problem) -> str:
    if problem.field.startswith("第"):
        return f"{problem.field}：{problem.zh}"
    inside = problem.field.startswith(("manifest", "items"))
    return f"{problem.zh}（{problem.field}）" if inside else problem.zh


def download(made: tuple[Packet, bytes]) -> HttpResponse:
    """The file of a packet that was made; nothing of it stays here."""
    packet, content = made
    name = f"{packet.partner.name}　{KINDS[packet.kind]}第{packet.seq}号.zp"
    return as_file(content, BINARY, name)


def pack_names() -> tuple[tuple[str, str], ...]:
    """Every installed regulation: its id and what it is called."""
    return tuple({pack.id: short_of(pack) for pack in packs.installed().packs}.items())
