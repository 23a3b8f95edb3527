"""``zeren packet``: reporting up and assigning down between installations that no network joins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.moving import ready_to_read, telling
from zeren.cli.output import BAD_INPUT, FINDINGS, Json, emit, errors
from zeren.cli.records import start

packet = typer.Typer(no_args_is_help=True, help="数据包：不联网的单位之间报送、交办，签名、加密、有回执")
KINDS = {"report": "报送", "assignment": "交办", "receipt": "回执"}
WAYS = {"out": "发出", "in": "收到"}
LARGEST = 201 * 1024 * 1024

To = Annotated[str, typer.Option(help="发给哪个单位（交换名片上的代码）")]
Organs = Annotated[
    list[str] | None, typer.Option("--organ", help="报送哪些机关的事项，连同其下级；可以写几次")
]
Packs = Annotated[list[str] | None, typer.Option("--pack", help="只报送哪些法规包的事项；可以写几次")]
Since = Annotated[str, typer.Option(help="只报送这一日起立项的，年-月-日")]
Until = Annotated[str, typer.Option(help="只报送这一日止立项的，年-月-日")]
Assign = Annotated[Path | None, typer.Option(help="交办事项文件（JSON Lines）；写了就是交办")]


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(packet, name="packet")


@packet.command("card")
def card(
    organ: Annotated[str, typer.Option(help="本单位的机关代码")],
    out: Annotated[Path | None, typer.Option(help="写到哪个文件，送给对方")] = None,
    as_json: bool = Json,
) -> None:
    """本单位的交换名片（公钥），第一次运行时备好密钥。送给对方，指纹另行当面或电话核对。"""
    _start(as_json)
    from zeren.records.moving.tables import wrong
    from zeren.records.organs.models import Organ
    from zeren.records.packets import own

    with telling(as_json):
        row = Organ.objects.filter(code=organ).first()
        if row is None:
            raise wrong("--organ", f"没有登记代码为 {organ} 的机关", f"no organ has the code {organ}")
        made = own.make(row.code, row.name).card()
        if out is not None:
            out.write_text(made.text(), encoding="utf-8")
    told = made.told()
    data = {name: told[name] for name in told if name not in ("format", "version")} | {"keys": made.keys}
    emit(
        as_json,
        data,
        [f"{made.name}（{made.code}）", f"指纹 {own.spoken(made.keys)}", *([f"写入 {out}"] if out else [])],
    )


@packet.command("partner")
def partner(
    file: Annotated[Path, typer.Argument(help="对方的交换名片")],
    relation: Annotated[str, typer.Option("--is", help="对方是 superior（上级）还是 subordinate（下级）")],
    scope: Annotated[
        list[str] | None, typer.Option(help="下级可以报送哪个机关（连同其下级）的事项；可以写几次")
    ] = None,
    keys: Annotated[str, typer.Option(help="电话或当面核对过的指纹，与名片不符的不登记")] = "",
    as_json: bool = Json,
) -> None:
    """登记交换单位：先与对方核对指纹。同一代码再登记，即换用新密钥。"""
    _start(as_json)
    from zeren.records.actor import SYSTEM
    from zeren.records.moving.tables import wrong
    from zeren.records.packets import acts, own
    from zeren.records.packets.models import Relation

    with telling(as_json):
        if relation not in Relation.values:
            zh, en = f"“{relation}”应为 superior 或 subordinate", "expected superior or subordinate"
            raise wrong("--is", zh, en)
        found = own.read_card(_content(file))
        if keys.replace(" ", "").lower() != found.keys:
            zh = f"名片的指纹是 {own.spoken(found.keys)}：请与对方核对后用 --keys 写上"
            raise wrong(
                "--keys", zh, f"the card's fingerprint is {found.keys}: compare it, then give it with --keys"
            )
        row = acts.enter_partner(SYSTEM, found, Relation(relation), scope or ())
    data = {
        "code": row.code,
        "name": row.name,
        "relation": row.relation,
        "scope": row.scope,
        "keys": found.keys,
    }
    emit(as_json, data, [f"已登记{Relation(row.relation).label} {row.name}（{row.code}）。"])


@packet.command("preview")
def preview(
    to: To,
    organ: Organs = None,
    pack: Packs = None,
    since: Since = "",
    until: Until = "",
    assign: Assign = None,
    as_json: bool = Json,
) -> None:
    """发出以前先看：会带出哪些事项，哪些不带。什么也不写。"""
    _start(as_json)
    from zeren.records.actor import SYSTEM
    from zeren.records.packets import acts
    from zeren.records.packets.suites import SUITES

    with telling(as_json):
        told = acts.preview(
            SYSTEM, to, _scope(organ, pack, since, until), _content(assign) if assign else None
        )
    lines = [f"{i.organ}　{i.key}　{i.title}　{i.entries} 条　{i.classification}" for i in told.items]
    emit(
        as_json,
        told.as_dict(),
        [
            *lines,
            f"{KINDS[told.kind]} {len(told.items)} 项给 {told.to}，{SUITES[told.suite].label}。",
            *_stays(told),
        ],
    )


def _stays(told: Any) -> list[str]:
    from zeren.records.packets.gathering import STAYS

    why = "，".join(f"{STAYS[name]} {number} 件" for name, number in sorted(told.stays.items()))
    return [f"另有 {told.withheld} 件不带：{why}。"] if told.withheld else []


@packet.command("make")
def make(
    file: Annotated[Path, typer.Argument(help="新的数据包文件")],
    to: To,
    organ: Organs = None,
    pack: Packs = None,
    since: Since = "",
    until: Until = "",
    assign: Assign = None,
    as_json: bool = Json,
) -> None:
    """制作数据包：签名，只有对方打得开。先用 preview 看过。"""
    _start(as_json)
    from zeren.records.actor import SYSTEM
    from zeren.records.packets import acts

    with telling(as_json):
        scope, assigned = _scope(organ, pack, since, until), _content(assign) if assign else None
        row = acts.make(SYSTEM, file, to, scope, assigned)
    data = {
        "file": str(file),
        "number": row.number,
        "kind": row.kind,
        "to": to,
        "seq": row.seq,
        "count": row.count,
    }
    emit(
        as_json,
        data,
        [f"已写入 {file}：{KINDS[row.kind]}第 {row.seq} 号，{row.count} 项，编号 {row.number}。"],
    )


@packet.command("take")
def take(
    file: Annotated[Path, typer.Argument(help="收到的数据包")],
    receipt: Annotated[Path | None, typer.Option(help="回执写到哪个文件，送回对方")] = None,
    as_json: bool = Json,
) -> None:
    """接收数据包：签名、格式、范围有一项不符，整包不收。有冲突的逐项列出，退出状态为 1。"""
    _start(as_json)
    from zeren.records.actor import SYSTEM
    from zeren.records.packets import acts, taking

    with telling(as_json):
        done = taking.take(SYSTEM, _content(file))
    unwritten = _receipt(receipt, done.number) if receipt is not None and done.kind != acts.RECEIPT else None
    data = {
        "number": done.number,
        "kind": done.kind,
        "from": done.sender,
        "repeated": done.repeated,
        "conflicts": done.conflicts,
        "items": [result.as_dict() for result in done.results],
    }
    if unwritten is not None:
        data["errors"] = [unwritten]
    lines = [f"{result.key}：{result.zh}" for result in done.results]
    again = "此前已收过，没有改动。" if done.repeated else ""
    emit(as_json, data, [*lines, f"{KINDS[done.kind]}，来自 {done.sender}，{len(done.results)} 项。{again}"])
    if unwritten is not None:
        errors.print(f"{unwritten['where']}：{unwritten['zh']}", markup=False)
        raise typer.Exit(BAD_INPUT)
    if done.conflicts:
        raise typer.Exit(FINDINGS)


def _receipt(file: Path, number: str) -> dict[str, str] | None:
    """Write the receipt; why it could not be, where the packet stands taken all the same; None: written."""
    from zeren.records.actor import SYSTEM
    from zeren.records.errors import Refused
    from zeren.records.packets import acts

    try:
        acts.make_receipt(SYSTEM, file, number)
    except Refused as wrong:
        why = wrong.problems[0]
        zh = f"{why.zh}。数据包已经收下，只差回执：换一个位置，同一个命令再运行一次"
        return {
            "where": why.field,
            "zh": zh,
            "en": f"{why.en}; the packet is taken, run it again for the receipt",
        }
    return None


@packet.command("list")
def listed(as_json: bool = Json) -> None:
    """交换单位和往来的数据包，新的在前。"""
    _start(as_json)
    from zeren.records.packets import own, queries

    data = {"partners": queries.partners(), "packets": queries.packets()}
    lines = [
        f"{row['code']}　{row['name']}　{row['relation']}　{own.spoken(row['keys'])}"
        for row in data["partners"]
    ]
    lines += [
        f"{row['entered'][:16]}　{WAYS[row['way']]}{KINDS[row['kind']]}　{row['partner']}　{row['count']} 项　"
        f"{'有回执' if row['receipted'] else ''}　{row['number']}"
        for row in data["packets"]
    ]
    emit(as_json, data, lines or ["没有登记交换单位。"])


@packet.command("show")
def show(
    number: Annotated[str, typer.Argument(help="数据包的编号")],
    as_json: bool = Json,
) -> None:
    """一个数据包：带来什么，每项的结果，回执。"""
    _start(as_json)
    from zeren.records.packets import queries

    with telling(as_json):
        data = queries.packet(number)
    lines = [f"{WAYS[data['way']]}{KINDS[data['kind']]}　{data['partner']}　{data['count']} 项"]
    lines += [f"{item.get('key', item.get('number'))}　{item.get('title', '')}" for item in data["items"]]
    lines += [f"{one['key']}：{one['zh']}" for one in data["receipt"] or ()]
    emit(as_json, data, lines)


# ---------------------------------------------------------------- what is given


def _start(as_json: bool) -> None:
    start(as_json)
    ready_to_read(as_json)


def _scope(organ: list[str] | None, pack: list[str] | None, since: str, until: str) -> Any:
    from zeren.records.packets.gathering import Scope

    return Scope(tuple(organ or ()), tuple(pack or ()), _day("--since", since), _day("--until", until))


def _day(name: str, text: str) -> date | None:
    from zeren.records.moving.tables import wrong

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise wrong(
            name, f"“{text}”不是日期，应为年-月-日", f"'{text}' is no day, expected YYYY-MM-DD"
        ) from None


def _content(file: Path) -> bytes:
    from zeren.records.moving.tables import wrong

    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as reason:
        raise wrong(str(file), f"不能读取：{reason.strerror}", f"can't be read: {reason.strerror}") from None
