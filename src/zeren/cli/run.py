"""``zeren run``: make what is missing, then serve on this machine and say where; beyond it only what may be."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import sys
from pathlib import Path

import typer

from zeren.cli.output import Json, console, emit, refuse
from zeren.cli.records import migrations_unknown, migrations_wanted, of_a_newer_program

HERE = "127.0.0.1"
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}
PORTS = range(8000, 8020)
LARGEST_REQUEST = 64 * 1024 * 1024


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("run")(run)


def run(
    host: str = typer.Option(HERE, help="在哪个地址提供服务；别的机器到得了的，先过 zeren doctor"),
    port: int = typer.Option(0, help="端口；不写则取 8000 起第一个空闲的"),
    demo: bool = typer.Option(True, help="新建的数据库里装入虚构的示范县"),
    as_json: bool = Json,
) -> None:
    """建库、装入示范县和官方文本（如有），在 127.0.0.1 提供服务。再次运行保留数据。"""
    import django

    django.setup()
    console.quiet = as_json
    if _reached_from_elsewhere(host):
        _refuse_what_may_not_be_served(as_json)
        demo = False
    if unknown := migrations_unknown():
        refuse(as_json, [of_a_newer_program(unknown)])
    prepare(demo)
    _keep_up()
    serve(port or free_port(), as_json, host)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _reached_from_elsewhere(host: str) -> bool:
    """Whether other machines get here: at this address, or through a proxy that stands beside it."""
    from django.conf import settings

    here = all(is_loopback(name) for name in (host, *settings.ZEREN.hosts))
    return not here or settings.ZEREN.https


def _refuse_what_may_not_be_served(as_json: bool) -> None:
    """Exit 2, naming each thing for which this installation is not served beyond this machine."""
    from zeren.cli.doctor import Verdict, examine

    refused = [check for check in examine() if check.verdict is Verdict.REFUSE]
    if refused:
        refuse(
            as_json,
            [
                {
                    "where": check.check,
                    "zh": f"不能提供给别的机器：{check.zh}",
                    "en": f"not served to other machines: {check.en}",
                }
                for check in refused
            ],
        )


def _keep_up() -> None:
    """Evaluate what a new day changes, now and while the server runs."""
    from zeren.records.obligations import daily

    daily.keep_up()


def prepare(demo: bool) -> None:
    """The database as this version needs it; on an empty one the demonstration; texts where there are any."""
    # A role that owns no table serves where none is wanting (docs/deploy.md).
    if migrations_wanted():
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if demo:
        _load_demonstration()
    _import_texts()


def _load_demonstration() -> None:
    from zeren.cli.demo import account_lines, load
    from zeren.records.organs import queries as organs

    if not organs.any_registered():
        console.print("首次运行：建立数据库，装入虚构的示范县（约一分钟）。")
        load()
    console.print("示范账号　口令")
    for line in account_lines():
        console.print(line, markup=False)


def _import_texts() -> None:
    """The official texts of ``ZEREN_TEXTS`` or ``texts/``, those that are not imported yet."""
    from django.conf import settings

    from zeren.records.texts import queries

    folder: Path | None = settings.ZEREN.texts
    if folder is not None and folder.is_dir():
        for file in sorted(child for child in folder.iterdir() if child.is_file()):
            _import_text(file)
    elif not queries.any_imported():
        console.print(
            "没有官方文本，各页显示自拟的标签。导入：zeren texts import 文件…，或用 ZEREN_TEXTS 指明文件夹。"
        )


def _import_text(file: Path) -> None:
    from zeren.law.texts import TextError, parse
    from zeren.records.actor import SYSTEM
    from zeren.records.texts import acts, queries

    try:
        parsed = parse(file)
    except TextError as reason:
        console.print(f"没有导入 {file.name}：{reason}", markup=False)
        return
    if not queries.is_imported(parsed.checksum):
        done = acts.import_parsed(SYSTEM, parsed)
        console.print(f"导入官方文本 {file.name}：{len(done)} 份文件", markup=False)


def free_port() -> int:
    """The first free port from 8000 on."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return 0


def keep_loaded() -> None:
    """Load the packs and take what is loaded out of the collector's walks: each costs a page some 0.15 s."""
    from zeren.records import packs

    packs.installed()
    gc.collect()
    gc.freeze()


def serve(port: int, as_json: bool = False, host: str = HERE) -> None:
    """Serve until interrupted; the address is printed when the port is open."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # A proxy on this machine speaks TLS and says whose request it is; nobody else is believed.
    proxy = {"trusted_proxy": HERE, "trusted_proxy_headers": PROXY_HEADERS} if settings.ZEREN.https else {}
    server = create_server(
        get_wsgi_application(),
        host=host.strip("[]"),
        port=port,
        threads=max(4, os.cpu_count() or 4),
        # What is sent or read stays in memory: no photograph in clear in a temporary file.
        max_request_body_size=LARGEST_REQUEST,
        inbuf_overflow=LARGEST_REQUEST,
        outbuf_overflow=LARGEST_REQUEST,
        **proxy,
    )
    shown = f"[{host.strip('[]')}]" if ":" in host else host
    address = f"http://{shown}:{server.effective_port}/"
    emit(
        as_json,
        {"address": address, "port": int(server.effective_port)},
        [f"已启动：{address}　（Ctrl+C 停止）"],
    )
    sys.stdout.flush()
    keep_loaded()
    try:
        server.run()
    except KeyboardInterrupt:
        console.print("已停止。")
