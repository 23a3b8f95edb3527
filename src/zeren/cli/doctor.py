"""``zeren doctor``: whether this installation may be served, and what its keepers should know.

``refuse``: beyond this machine it is not served so (``zeren run --host``); ``warn``: people should look at it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import typer

from zeren.cli.output import FINDINGS, Json, emit
from zeren.cli.records import migrations_unknown, migrations_wanted, of_a_newer_program, start

SECRET_SIGNS = 32
SKEW_SECONDS = 5
LITTLE_MB = 1024
"""Free space at which the keepers are told: papers, uploads and a backup beside them fill it within days."""
GROW_ONLY = ("records_event", "records_trailentry")
"""What the serving role adds to and neither changes nor removes (``deploy/grants.sql``)."""
CLOSED = "NOT has_table_privilege(c.oid, 'SELECT')"
CHANGES = "has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')"


class Verdict(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


WORDS = {Verdict.OK: "正常", Verdict.WARN: "注意", Verdict.REFUSE: "不可"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: its name, how it is, in both languages."""

    check: str
    verdict: Verdict
    zh: str
    en: str


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("doctor")(doctor)


def doctor(as_json: bool = Json) -> None:
    """核对本套安装能不能提供给别的机器使用：口令、密钥、触发器、管理员、设置。"""
    start(as_json)
    found = examine()
    refused = [check for check in found if check.verdict is Verdict.REFUSE]
    verdict = f"不可提供给别的机器：{len(refused)} 项。" if refused else "可以提供给别的机器使用。"
    lines = [f"{WORDS[check.verdict]}　{check.zh}" for check in found]
    data = {"checks": [asdict(check) for check in found], "refused": len(refused)}
    emit(as_json, data, [*lines, verdict])
    if refused:
        raise typer.Exit(FINDINGS)


def examine() -> list[Check]:
    """Every check, in order. Nothing is written; a key ring that is not there is not made."""
    found = [
        check
        for look in (_debug, _today, _room, _keys, _exchange, _secret, _hosts, _https)
        for check in look()
    ]
    schema = _migrations()
    found.append(schema)
    if schema.verdict is Verdict.OK:
        found += _grants()
    if all(check.verdict is Verdict.OK for check in found if check.check in ("database", "grants")):
        looks: tuple[Callable[[], Iterator[Check]], ...] = (
            _demonstration,
            _triggers,
            _administrators,
            _role,
            _clock,
            _office,
        )
        found += [check for look in looks for check in look()]
    return [*found, _backup()]


# ---------------------------------------------------------------- settings and files


def _debug() -> Iterator[Check]:
    from django.conf import settings

    if settings.DEBUG:
        zh = "ZEREN_DEBUG 为 yes：出错的页会显示程序内部"
        yield Check("debug", Verdict.REFUSE, zh, "ZEREN_DEBUG is yes: error pages show the inside")
    else:
        yield Check("debug", Verdict.OK, "没有打开调试", "debugging is off")


def _today() -> Iterator[Check]:
    from django.conf import settings

    if settings.ZEREN.today is not None:
        zh = f"ZEREN_TODAY 把日期固定在 {settings.ZEREN.today}，只用于演示和测试"
        en = "ZEREN_TODAY fixes the day: for demonstrations and tests only"
        yield Check("today", Verdict.REFUSE, zh, en)


def _room() -> Iterator[Check]:
    """Whether the data folder can be written, and how much still goes onto its disk."""
    from django.conf import settings

    home: Path = settings.ZEREN.home
    if not home.is_dir():
        return
    free = shutil.disk_usage(home).free // 2**20
    if not os.access(home, os.W_OK | os.X_OK):
        zh, en = f"数据文件夹 {home} 不能写入：什么也记不下", f"the data folder {home} can't be written"
        yield Check("room", Verdict.REFUSE, zh, en)
    elif free < LITTLE_MB:
        zh = f"数据文件夹所在的盘只剩 {free} MB，写满以后什么也记不下，请清理或者扩容"
        yield Check("room", Verdict.WARN, zh, f"{free} MB are left on the disk of the data folder")


def _keys() -> Iterator[Check]:
    from django.conf import settings

    path: Path = settings.ZEREN.key_file
    if not path.exists():
        zh, en = f"没有密钥文件 {path}", f"there is no key file {path}"
        yield Check("keys", Verdict.REFUSE, zh, en)
        return
    yield _private("keys", path, "密钥文件", "the key file")
    database = str(settings.DATABASES["default"]["NAME"])
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and Path(database).parent == path.parent:
        zh = "密钥文件和数据库在同一个文件夹，一起丢失就一起泄露；请用 ZEREN_KEY_FILE 另放"
        en = "the key file lies beside the database: who takes one takes both (ZEREN_KEY_FILE)"
        yield Check("keys-place", Verdict.WARN, zh, en)


def _exchange() -> Iterator[Check]:
    """The keys of packets, where there are any: their file, and whether the machine has what SM2 wants."""
    from zeren.records.packets import own, sm2

    if not own.path().exists():
        return
    yield _private("exchange", own.path(), "交换密钥文件", "the exchange key file")
    if "sm2_sign" not in own.path().read_text(encoding="utf-8", errors="replace"):
        return
    if missing := sm2.missing():
        zh = f"交换密钥里有商用密码的，本机却没有可用的 OpenSSL 3（{missing}）：数据包收不了、发不出"
        yield Check("sm2", Verdict.REFUSE, zh, f"packets want SM2 of OpenSSL 3 or later: {missing}")
    elif leaks := sm2.timing():
        zh = f"{leaks} 的 SM2 在本机处理器上可能由时间泄露密钥（CVE-2025-9231），请升级或者向发行方确认已修补"
        yield Check("sm2", Verdict.WARN, zh, f"{leaks}: SM2 may leak by time here (CVE-2025-9231)")
    else:
        yield Check("sm2", Verdict.OK, "数据包的商用密码可用", "SM2 is there for packets")


def _private(name: str, path: Path, zh: str, en: str) -> Check:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return Check(
            name,
            Verdict.REFUSE,
            f"{zh} {path} 别的用户也能读写（{mode:03o}），应为 600",
            f"{en} {path} is open to others ({mode:03o}), expected 600",
        )
    return Check(name, Verdict.OK, f"{zh}只有本用户能读", f"{en} is its owner's only")


def _secret() -> Iterator[Check]:
    from django.conf import settings

    if settings.ZEREN.secret is None:
        path = settings.ZEREN.home / "secret"
        if path.exists():
            yield _private("secret", path, "会话密钥文件", "the session secret")
    elif len(settings.ZEREN.secret) < SECRET_SIGNS:
        zh = f"ZEREN_SECRET 不足 {SECRET_SIGNS} 位"
        yield Check("secret", Verdict.REFUSE, zh, f"ZEREN_SECRET has fewer than {SECRET_SIGNS} characters")
    else:
        yield Check("secret", Verdict.OK, "会话密钥由 ZEREN_SECRET 给出", "ZEREN_SECRET is set")


def _hosts() -> Iterator[Check]:
    from django.conf import settings

    from zeren.env import LOOPBACK

    hosts = settings.ZEREN.hosts
    if "*" in hosts:
        zh = "ZEREN_HOSTS 为 *，任何主机名都接受；请写明主机名"
        yield Check("hosts", Verdict.WARN, zh, "ZEREN_HOSTS takes any name: name the hosts")
    elif all(host in LOOPBACK for host in hosts):
        zh = "ZEREN_HOSTS 只含本机，别的机器打不开"
        yield Check("hosts", Verdict.WARN, zh, "ZEREN_HOSTS names loopback only: nobody else gets in")
    else:
        yield Check("hosts", Verdict.OK, f"主机名：{'、'.join(hosts)}", f"hosts: {', '.join(hosts)}")


def _https() -> Iterator[Check]:
    from django.conf import settings

    if settings.ZEREN.https:
        yield Check("https", Verdict.OK, "经 HTTPS 提供", "served over HTTPS")
    else:
        zh = "没有用 HTTPS，口令在网上明文传送；请由代理提供 TLS 并设 ZEREN_HTTPS=yes"
        yield Check(
            "https", Verdict.WARN, zh, "no HTTPS: passwords travel in clear (ZEREN_HTTPS behind a proxy)"
        )


# ---------------------------------------------------------------- database


def _migrations() -> Check:
    from django.db import DatabaseError

    try:
        wanted, unknown = migrations_wanted(), migrations_unknown()
    except DatabaseError as reason:
        return Check("database", Verdict.REFUSE, "数据库打不开", f"the database does not open: {reason}")
    if unknown:
        said = of_a_newer_program(unknown)
        return Check("database", Verdict.REFUSE, said["zh"], said["en"])
    if wanted:
        zh = f"数据库还差 {len(wanted)} 步，请先运行 zeren migrate"
        return Check("database", Verdict.REFUSE, zh, f"{len(wanted)} migrations are wanted: zeren migrate")
    return Check("database", Verdict.OK, "数据库是本版本的", "the database is of this version")


def _grants() -> Iterator[Check]:
    """Whether the role reads every table: after an update the new ones are their owner's alone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    if closed := _tables(CLOSED):
        zh = f"提供服务的数据库角色还不能用 {len(closed)} 张表（{'、'.join(closed[:5])} 等），请再运行 deploy/grants.sql"
        en = f"the serving role may not use {len(closed)} tables ({', '.join(closed[:5])}): run deploy/grants.sql again"
        yield Check("grants", Verdict.REFUSE, zh, en)


def _demonstration() -> Iterator[Check]:
    from zeren.access.accounts import queries

    names = queries.demonstrations()
    if names:
        zh = f"演示口令仍有效：{'、'.join(names)}"
        en = f"passwords of the demonstration are valid: {', '.join(names)}"
        yield Check("demonstration", Verdict.REFUSE, zh, en)
    else:
        yield Check("demonstration", Verdict.OK, "没有演示口令", "no password of the demonstration is valid")


def _triggers() -> Iterator[Check]:
    from django.db import connection

    from zeren.records import triggers

    gone = triggers.missing(connection)
    if gone:
        zh = f"缺少只增不减的触发器 {len(gone)} 个，请运行 zeren migrate"
        yield Check("triggers", Verdict.REFUSE, zh, f"{len(gone)} append-only triggers are missing")
    else:
        yield Check("triggers", Verdict.OK, "只增不减的触发器齐全", "the append-only triggers are there")


def _administrators() -> Iterator[Check]:
    from zeren.access.accounts import queries
    from zeren.records.actor import ADMINISTRATORS, ROLE_LABELS

    for role in sorted(ADMINISTRATORS):
        held, label = queries.holders(role), ROLE_LABELS[role]
        bare = [account.signin for account in held if not account.second_factor]
        if not held:
            yield Check(role.value, Verdict.WARN, f"没有{label}", f"nobody is {role.value}")
        elif bare:
            zh = f"{label} {'、'.join(bare)} 还没有绑定第二重验证，绑定以前什么都不能办"
            yield Check(role.value, Verdict.WARN, zh, f"{role.value} {', '.join(bare)}: no second factor yet")
        else:
            yield Check(
                role.value, Verdict.OK, f"{label}已绑定第二重验证", f"{role.value}: second factor bound"
            )


def _role() -> Iterator[Check]:
    from django.db import connection

    if connection.vendor != "postgresql":
        zh = "用的是嵌入式数据库，适合一个办公室；多人使用请换 PostgreSQL"
        yield Check("role", Verdict.WARN, zh, "the embedded database is for few users: PostgreSQL for many")
        return
    owned, changed = _tables("pg_has_role(c.relowner, 'MEMBER')"), _tables(CHANGES, GROW_ONLY)
    if owned:
        zh = f"提供服务的数据库角色拥有 {len(owned)} 张表（本身或者经所属角色），能拆掉触发器；见 docs/deploy.md"
        en = f"the serving role owns {len(owned)} tables, itself or by a role it is in: it can drop the triggers"
        yield Check("role", Verdict.WARN, zh, en)
    elif changed:
        zh = f"提供服务的数据库角色可以改、删 {'、'.join(changed)}，请收回；见 deploy/grants.sql"
        en = f"the serving role may change or delete rows of {', '.join(changed)}: take it back (deploy/grants.sql)"
        yield Check("role", Verdict.WARN, zh, en)
    else:
        zh = "数据库角色不拥有表，不能改、删记录和日志"
        yield Check("role", Verdict.OK, zh, "the serving role owns no table and changes no record")


def _tables(condition: str, names: tuple[str, ...] = ()) -> list[str]:
    """The tables, of these names or all, for which the condition on ``pg_class c`` holds (PostgreSQL)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND pg_table_is_visible(c.oid)"
            f" AND c.relnamespace = to_regnamespace(current_schema()) AND {condition}"
            " AND (%s OR c.relname = ANY(%s)) ORDER BY c.relname",
            [not names, list(names)],
        )
        return [row[0] for row in cursor.fetchall()]


def _clock() -> Iterator[Check]:
    """Against the database's clock, and against the last entry of the trail, after which it can't be."""
    from django.db import connection

    from zeren.records.trail import queries as trail

    last = trail.last_instant()
    if last is not None and last.timestamp() > time.time() + SKEW_SECONDS:
        zh = f"时钟早于最后一条日志（{last:%Y-%m-%d %H:%M:%S}）"
        yield Check("clock", Verdict.WARN, zh, "the clock is before the last entry of the trail")
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart = abs(float(cursor.fetchone()[0]) - time.time())
        if apart > SKEW_SECONDS:
            zh = f"本机和数据库的时钟相差 {apart:.0f} 秒"
            yield Check("clock", Verdict.WARN, zh, f"the clock differs from the database's by {apart:.0f} s")
            return
    zh = "时钟没有倒退；是否准确请对时（动态口令容许相差 30 秒）"
    yield Check(
        "clock", Verdict.OK, zh, "the clock did not go back; whether it is right only a time server tells"
    )


def _office() -> Iterator[Check]:
    """What lays out the PDF of a document whose organ has a template of its own."""
    from django.conf import settings

    from zeren.papers.official import office
    from zeren.records.templates import queries

    program = office.found(settings.ZEREN.office)
    number = office.version(program) if program else ""
    if number:
        zh = f"套用版式模板的公文，PDF 由 LibreOffice {number} 排版（{program}）"
        yield Check(
            "office", Verdict.OK, zh, f"LibreOffice {number} lays out the PDF of organs' own templates"
        )
        return
    why = f"{program} 没有应答" if program else "没有 LibreOffice，或者 ZEREN_OFFICE=no"
    zh, en = (
        f"{why}：套用版式模板的公文，PDF 用系统的版面",
        "no LibreOffice: the PDF keeps the built-in layout",
    )
    if program:
        zh, en = (
            f"{why}：套用版式模板的公文出不了 PDF",
            f"{program} does not answer: documents with a template get no PDF",
        )
    wanted = program or queries.any_in_use()
    yield Check("office", Verdict.WARN if wanted else Verdict.OK, zh, en)


def _backup() -> Check:
    zh = "密钥文件有没有备份、是不是另有人保管，系统看不到，请自行核对"
    return Check(
        "backup", Verdict.WARN, zh, "whether the key file is backed up in other hands can't be seen from here"
    )
