"""What the environment sets: one place that reads ``ZEREN_*`` (see ``docs/settings.md``).

Reading has no side effect; a wrong value raises ``SettingError`` with the name, what was found and what
was expected, in Chinese and English.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
BY_PASSWORD = "zeren.access.signin.password.ByPassword"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SettingError(ValueError):
    """A setting that can't be used. ``zh`` and ``en`` name it, what it holds and what was expected."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        self.name, self.zh, self.en = name, zh, en
        super().__init__(f"{name}: {zh} / {en}")


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server of the local network by which the daily digest goes: from whom, and to which address it leads."""

    host: str
    port: int
    sender: str
    site: str = ""
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one process. Paths are absolute."""

    home: Path
    database: str
    key_file: Path
    ciphers: str
    sign_in: str
    packs: Path
    calendars: Path
    texts: Path | None
    secret: str | None
    debug: bool
    hosts: tuple[str, ...]
    https: bool
    today: date | None
    delegation_days: int
    show_consultations: bool
    testing: bool
    complaints: tuple[str, ...] = ()
    mail: Mail | None = None
    openssl: str = "openssl"
    office: str = ""


def read(given: Mapping[str, str] | None = None) -> Environment:
    """The environment's settings with their defaults. Raises SettingError for a value that can't be used."""
    env = os.environ if given is None else given
    testing = "ZEREN_TEST_DB" in env or "PYTEST_VERSION" in env
    home = _home(env, testing)
    return Environment(
        home=home,
        database=_database(env, home, testing),
        key_file=_path(env, "ZEREN_KEY_FILE", home / "keys.json"),
        ciphers=_one_of(env, "ZEREN_CIPHERS", ("international", "national")),
        sign_in=env.get("ZEREN_SIGN_IN", "").strip() or BY_PASSWORD,
        packs=_path(env, "ZEREN_PACKS", ROOT / "packs"),
        calendars=_path(env, "ZEREN_CALENDARS", ROOT / "calendars"),
        texts=_texts(env),
        secret=env.get("ZEREN_SECRET") or None,
        debug=_yes(env, "ZEREN_DEBUG"),
        hosts=tuple(h.strip() for h in env.get("ZEREN_HOSTS", "").split(",") if h.strip()) or LOOPBACK,
        https=_yes(env, "ZEREN_HTTPS"),
        today=_day(env, "ZEREN_TODAY"),
        delegation_days=_days(env, "ZEREN_DELEGATION_DAYS", 30),
        show_consultations=_yes(env, "ZEREN_SHOW_CONSULTATIONS"),
        testing=testing,
        complaints=tuple(c.strip() for c in env.get("ZEREN_COMPLAINTS", "").split(",") if c.strip()),
        mail=_mail(env),
        openssl=env.get("ZEREN_OPENSSL", "").strip() or "openssl",
        office=_office(env, testing),
    )


def _home(env: Mapping[str, str], testing: bool) -> Path:
    if env.get("ZEREN_HOME"):
        return Path(env["ZEREN_HOME"]).expanduser().resolve()
    # Tests must never touch the data of a working copy.
    return Path(tempfile.gettempdir()) / f"zeren-test-{os.getpid()}" if testing else Path.cwd() / "data"


def _path(env: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(env[name]).expanduser().resolve() if env.get(name) else default


def _texts(env: Mapping[str, str]) -> Path | None:
    if env.get("ZEREN_TEXTS"):
        return Path(env["ZEREN_TEXTS"]).expanduser().resolve()
    folder = ROOT / "texts"
    return folder if folder.is_dir() else None


def _database(env: Mapping[str, str], home: Path, testing: bool) -> str:
    if env.get("ZEREN_DATABASE"):
        return env["ZEREN_DATABASE"]
    if testing and env.get("ZEREN_TEST_DB") == "postgres":
        return env.get("ZEREN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/zeren")
    return f"sqlite:///{home / 'zeren.sqlite3'}"


def _office(env: Mapping[str, str], testing: bool) -> str:
    """The LibreOffice that lays out an organ's own DOCX: a path, ``no``, or empty (the one on the path, if any)."""
    text = env.get("ZEREN_OFFICE", "").strip()
    if text.lower() in ("no", "false", "0") or (testing and not text):
        return "no"
    if text and not (Path(text).is_file() and os.access(text, os.X_OK)):
        zh, en = (
            f"“{text}”不是可以运行的程序，应为 soffice 的路径或者 no",
            f"'{text}' is no program: expected the path of soffice, or no",
        )
        raise SettingError("ZEREN_OFFICE", zh, en)
    return text


WAYS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
"""Ways to a mail server, each with its usual port."""


def _mail(env: Mapping[str, str]) -> Mail | None:
    """``smtp://host``, ``smtps://user:password@host:port``; None where no mail is sent."""
    text = env.get("ZEREN_MAIL", "").strip()
    if not text:
        return None
    parts = urlsplit(text)
    try:
        port = parts.port or WAYS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname:
        zh = "应为 smtp://主机、smtps://用户:口令@主机:端口，或者 smtp+starttls://…"
        raise SettingError(
            "ZEREN_MAIL", zh, "expected smtp://host, smtps://user:password@host:port or smtp+starttls://…"
        )
    sender = env.get("ZEREN_MAIL_FROM", "").strip()
    if "@" not in sender:
        raise SettingError(
            "ZEREN_MAIL_FROM", "设了 ZEREN_MAIL，还要写发件地址", "ZEREN_MAIL is set: name the sender"
        )
    return Mail(
        parts.hostname, port, sender, env.get("ZEREN_SITE", "").strip().rstrip("/"), unquote(parts.username or ""),
        unquote(parts.password or ""), parts.scheme == "smtps", parts.scheme == "smtp+starttls",
    )  # fmt: skip


def _yes(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower()
    if text in ("yes", "true", "1"):
        return True
    if text in ("", "no", "false", "0"):
        return False
    raise SettingError(name, f"值为“{text}”，应为 yes 或 no", f"is '{text}', expected yes or no")


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    text = env.get(name, "").strip().lower() or allowed[0]
    if text not in allowed:
        zh, en = f"值为“{text}”，应为 {' 或 '.join(allowed)}", f"is '{text}', expected {' or '.join(allowed)}"
        raise SettingError(name, zh, en)
    return text


def _day(env: Mapping[str, str], name: str) -> date | None:
    text = env.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingError(name, f"值为“{text}”，应为年-月-日", f"is '{text}', expected YYYY-MM-DD") from None


def _days(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 366):
        zh = f"值为“{text}”，应为 1 至 366 的天数"
        raise SettingError(name, zh, f"is '{text}', expected days from 1 to 366")
    return int(text)


# ---------------------------------------------------------------- what Django is given


def database_settings(url: str) -> dict[str, Any]:
    """Django's ``DATABASES['default']`` for ``sqlite:///path`` or ``postgres://user:pass@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme in ("sqlite", "sqlite3", "file"):
        return _sqlite(parts.path)
    if parts.scheme in ("postgres", "postgresql"):
        return _postgres(url)
    shown = parts.scheme or url
    raise SettingError(
        "ZEREN_DATABASE",
        f"“{shown}”不认识，应为 sqlite:///路径 或 postgres://用户:口令@主机:端口/库名",
        f"'{shown}' is not known, expected sqlite:///path or postgres://user:password@host:port/name",
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        # Written with three slashes or four, the path is absolute.
        "NAME": "/" + unquote(path).lstrip("/"),
        "OPTIONS": {
            # A writer takes the lock at BEGIN, so that two writers wait for each other instead of failing midway.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: what was acknowledged is on the disk even if the power fails.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            # What is removed leaves no residue in the file.
            " PRAGMA secure_delete=ON;"
            " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "zeren",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def password_hashers(ciphers: str) -> list[str]:
    """``PASSWORD_HASHERS``: the first hashes, both check; a sign-in hashes anew what another one hashed."""
    hashers = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "zeren.access.accounts.hashers.SM3PasswordHasher",
    ]
    return hashers[::-1] if ciphers == "national" else hashers


def secret_key(env: Environment) -> str:
    """Django's secret: ``ZEREN_SECRET``, else a file of its own in the data folder, made once with mode 0600."""
    if env.secret:
        return env.secret
    if env.testing:
        return "for tests only"
    path = env.home / "secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def replace_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads in place of the one that is there; whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).chmod(0o600)
    Path(name).replace(path)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads; whole or not at all; an existing one is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made = Path(name)
    made.chmod(0o600)
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
