"""What an export says of itself: format, version, tables with rows and checksums, the keys that open its contents."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

import zeren
from zeren.records import clock, keys
from zeren.records.moving import papers
from zeren.records.moving.kinds import GREATEST
from zeren.records.moving.tables import tables, wrong

FORMAT, VERSION = "zeren-export", 1
NAME, SCHEMA, FILES = "manifest.json", "schema.json", "files.jsonl"
LARGEST = 1 << 20
OURS = ("records", "access", "desk")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of rows: how many, how long in bytes, its SHA-256; ``last``: the last number that the table gave."""

    rows: int
    bytes: int
    sha256: str
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The head of an export. ``keys`` are fingerprints by id, never a secret; ``missing``: papers that were not there."""

    made: str
    program: str
    database: str
    migrations: dict[str, str]
    keys: dict[str, str]
    tables: dict[str, Part]
    files: Part
    missing: int = 0

    def text(self) -> bytes:
        """As it stands in the file."""
        told = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(part.rows for part in self.tables.values())


def member(table: str) -> str:
    """The name of a table's file."""
    return f"tables/{table}.jsonl"


def begun(reading: Any) -> dict[str, Any]:
    """What is known of an export before its rows are read."""
    return {
        "made": clock.now().isoformat(),
        "program": zeren.__version__,
        "database": reading.vendor,
        "migrations": migrations(reading),
        "keys": prints(),
    }


def migrations(reading: Any) -> dict[str, str]:
    """The last migration of each part of the program."""
    found: dict[str, str] = {}
    for label, name in sorted(MigrationRecorder(reading).applied_migrations()):
        if label in OURS:
            found[label] = max(name, found.get(label, ""))
    return found


def prints() -> dict[str, str]:
    """A fingerprint of each key of the ring: tells whether two are the same, and nothing else of them."""
    return {name: print_of(key.secret) for name, key in sorted(keys.ring().keys.items())}


def print_of(secret: bytes) -> str:
    """The fingerprint of a key."""
    return hmac.digest(secret, b"zeren: which key", "sha256").hex()[:16]


def read(content: bytes) -> Manifest:
    """The manifest in a file. Raises Refused for one of another format or version, or that is none."""
    try:
        told = json.loads(content)
        if (told.pop("format"), told.pop("version")) != (FORMAT, VERSION):
            raise wrong(NAME, f"不是 {FORMAT} 第 {VERSION} 版", f"is not {FORMAT} version {VERSION}")
        parts = {str(name): _part(part) for name, part in told.pop("tables").items()}
        found = Manifest(tables=parts, files=_part(told.pop("files")), **told)
        _check(found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise wrong(NAME, "不是导出的清单", "is no manifest of an export") from None
    return found


def _check(found: Manifest) -> None:
    """Raises TypeError where a value is of another kind."""
    texts = found.made, found.program, found.database
    named = [text for both in (found.migrations, found.keys) for text in both.values()]
    if not all(type(text) is str for text in (*texts, *named)) or type(found.missing) is not int:
        raise TypeError


def _part(told: dict[str, Any]) -> Part:
    found = Part(**told)
    if not all(
        type(number) is int and 0 <= number <= GREATEST
        for number in (found.rows, found.bytes, found.last or 0)
    ):
        raise TypeError
    return found


def index_line(name: str, size: int, checksum: str) -> bytes:
    """A file in the index of files."""
    return json.dumps({"file": name, "bytes": size, "sha256": checksum}, ensure_ascii=False).encode() + b"\n"


def index_row(line: bytes) -> tuple[str, int, str]:
    """Name, length and checksum of a file. Raises Refused for another name than those that an export writes."""
    try:
        told = json.loads(line)
        name, size, checksum = told["file"], told["bytes"], told["sha256"]
        if papers.ALLOWED.fullmatch(name) and type(size) is int and type(checksum) is str:
            return name, size, checksum
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    shown = line[:200].decode(errors="replace").strip()
    raise wrong(FILES, f"不该有这样的文件：{shown}", f"no such file belongs into an export: {shown}")


def fits(found: Manifest, writing: Any) -> None:
    """Whether these tables can take it. Raises Refused for another version."""
    _same(found, migrations(writing))
    names = {table.name for table in tables()}
    if set(found.tables) != names:
        other = "、".join(sorted(names ^ set(found.tables)))
        raise wrong(NAME, f"表不相符：{other}", f"other tables: {other}")


def of_this_program(found: Manifest) -> None:
    """Whether the tables that this program makes could take it. Raises Refused for another version."""
    here: dict[str, str] = {}
    for label, name in sorted(MigrationLoader(None).disk_migrations or ()):
        if label in OURS:
            here[label] = name
    _same(found, here)


def _same(found: Manifest, here: dict[str, str]) -> None:
    if found.migrations != here:
        zh = f"由 {found.program} 版（{_said(found.migrations)}）导出，本机为 {_said(here)}：请用同一版程序导入后再升级"
        en = f"of version {found.program} ({_said(found.migrations)}), here is {_said(here)}: import with that version"
        raise wrong(NAME, zh, en)


def opens(found: Manifest) -> None:
    """Whether the key file opens what it holds. Raises Refused where a key is not there, or is another one."""
    own = prints()
    absent = [name for name, kept in found.keys.items() if own.get(name) != kept]
    if absent:
        listed = "、".join(absent)
        zh = f"密钥文件里没有 {listed}（或者不是同一个）：请先放好原单位的密钥文件，内容和记录链要用它打开、校验"
        raise wrong(
            "ZEREN_KEY_FILE", zh, f"the key file lacks {listed}, or holds others: bring the key file first"
        )


def _said(steps: dict[str, str]) -> str:
    return ", ".join(f"{label} {name}" for label, name in steps.items())
