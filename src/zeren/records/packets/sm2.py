"""SM2 by the OpenSSL program of the machine: signature with SM3 (GB/T 32918.2), encryption of a short secret (GB/T 32918.4).

Keys reach it through anonymous files in memory whose descriptors it inherits: neither on its command line, where every
account of the machine reads them, nor on a disk (docs/decisions/0026-packets-on-the-desk.md). Private keys are PKCS #8
in DER, public keys the point (04, x, y; 65 bytes).
"""

from __future__ import annotations

import base64
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from django.conf import settings

from zeren.records.moving.tables import wrong

OLDEST, SECONDS = 3, 60
POINT = 65
SIGNER = "distid:1234567812345678"
"""The signer's distinguishing identifier that GM/T 0009-2012 gives where the two have agreed on none."""
MENDED: dict[tuple[int, int], tuple[int, int, int]] = {
    (3, 2): (3, 2, 6),
    (3, 3): (3, 3, 5),
    (3, 4): (3, 4, 3),
    (3, 5): (3, 5, 4),
}
"""The first version of each line without CVE-2025-9231."""
HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""SubjectPublicKeyInfo of a point on the curve of GB/T 32918.5."""
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
"""The curve of GB/T 32918.5: y² = x³ - 3x + b modulo p."""


class Failed(ValueError):
    """What OpenSSL would not do: a signature that does not hold, a text that does not open, a key that is none."""


def check_ready() -> None:
    """Raises Refused where the machine has no OpenSSL program with SM2, saying what was found."""
    found = missing()
    if found:
        zh = f"商用密码需要 OpenSSL {OLDEST} 以上的 openssl 程序（含 SM2）：{found}"
        raise wrong("openssl", zh, f"SM2 wants the program openssl {OLDEST} or later: {found}")


def missing() -> str:
    """What the machine has instead of an OpenSSL program with SM2; empty where it has one."""
    return _missing(_program())


@cache
def _missing(program: str) -> str:
    if shutil.which(program) is None or not hasattr(os, "memfd_create"):
        return f"没有找到 {program} / not found"
    told, number = _version()
    if number is None or number < (OLDEST, 0, 0):
        return told or "?"
    # Fedora, RHEL, SUSE and Alpine leave SM2 out of theirs.
    return "" if b"SM2" in _asked("list", "-public-key-algorithms") else f"{told}，没有 SM2 / no SM2"


def _program() -> str:
    name: str = settings.ZEREN.openssl
    return name


def _asked(*words: str) -> bytes:
    """What the program says of itself; nothing where it can't be run."""
    try:
        done = subprocess.run([_program(), *words], capture_output=True, timeout=SECONDS, env=_quiet())
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout


def _version() -> tuple[str, tuple[int, int, int] | None]:
    """The version as the program tells it, and its number where it is OpenSSL."""
    told = _asked("version").decode("utf-8", "replace").strip()[:100]
    number = re.match(r"OpenSSL (\d+)\.(\d+)\.(\d+)", told)
    return told, (int(number[1]), int(number[2]), int(number[3])) if number else None


def timing() -> str:
    """The program's version where its number is one that leaks by time on this machine (CVE-2025-9231: SM2 on 64-bit ARM).

    A distribution may have mended it under the same number.
    """
    told, number = _version()
    mended = MENDED.get((number[0], number[1])) if number else None
    if number is None or mended is None or platform.machine().lower() not in ("aarch64", "arm64"):
        return ""
    return told if number < mended else ""


def new_key() -> bytes:
    """A private key."""
    check_ready()
    return _run("genpkey", "-algorithm", "SM2", "-outform", "DER")


def public_of(private: bytes) -> bytes:
    """The public point of a private key. Raises Failed."""
    with _files(private) as (key,):
        told = _run("pkey", "-in", key, "-inform", "DER", "-pubout", "-outform", "DER", files=(key,))
    if not told.startswith(HEAD) or len(told) != len(HEAD) + POINT:
        raise Failed("no key of the curve SM2")
    return told[len(HEAD) :]


def is_point(public: bytes) -> bool:
    """Whether it is a point of the curve (which has no small subgroup)."""
    if len(public) != POINT or public[0] != 4:
        return False
    x, y = int.from_bytes(public[1:33]), int.from_bytes(public[33:])
    return x < P and y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0


def sign(private: bytes, message: bytes) -> bytes:
    """A signature (DER). Raises Failed; Refused where the machine has no SM2."""
    check_ready()
    with _files(private) as (key,):
        return _run(
            "pkeyutl", "-sign", "-inkey", key, "-keyform", "DER", *_digest(), files=(key,), given=message
        )


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature holds. Raises Refused where the machine has no SM2."""
    check_ready()
    with _files(_pem(public), signature) as (key, held):
        named = ("-pubin", "-inkey", key, "-sigfile", held)
        try:
            told = _run("pkeyutl", "-verify", *named, *_digest(), files=(key, held), given=message)
        except Failed:
            return False
    return b"Verified Successfully" in told


def encrypt(public: bytes, secret: bytes) -> bytes:
    """A short secret that only the private half opens (DER). Raises Failed; Refused where the machine has no SM2."""
    check_ready()
    with _files(_pem(public)) as (key,):
        return _run("pkeyutl", "-encrypt", "-pubin", "-inkey", key, files=(key,), given=secret)


def decrypt(private: bytes, sealed: bytes) -> bytes:
    """What was sealed. Raises Failed; Refused where the machine has no SM2."""
    check_ready()
    with _files(private) as (key,):
        return _run("pkeyutl", "-decrypt", "-inkey", key, "-keyform", "DER", files=(key,), given=sealed)


def _digest() -> tuple[str, ...]:
    return ("-rawin", "-digest", "sm3", "-pkeyopt", SIGNER)


def _pem(public: bytes) -> bytes:
    """A public key as every version of the program reads it."""
    if not is_point(public):
        raise Failed("no point of the curve SM2")
    text = base64.encodebytes(HEAD + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}-----END PUBLIC KEY-----\n".encode()


@contextmanager
def _files(*contents: bytes) -> Iterator[tuple[str, ...]]:
    """Anonymous files in memory; answers the names by which the program opens what it inherits."""
    with ExitStack() as stack:
        names = []
        for content in contents:
            handle = os.memfd_create("zeren", os.MFD_CLOEXEC)
            stack.callback(os.close, handle)
            with os.fdopen(os.dup(handle), "wb") as stream:
                stream.write(content)
            os.lseek(handle, 0, os.SEEK_SET)
            names.append(f"/proc/self/fd/{handle}")
        yield tuple(names)


def _run(*words: str, files: tuple[str, ...] = (), given: bytes = b"") -> bytes:
    inherited = [int(name.rpartition("/")[2]) for name in files]
    try:
        done = subprocess.run(
            [_program(), *words],
            input=given,
            capture_output=True,
            timeout=SECONDS,
            env=_quiet(),
            pass_fds=inherited,
        )
    except (OSError, subprocess.TimeoutExpired) as reason:
        raise Failed(f"openssl {words[0]}: {reason.__class__.__name__}") from None
    if done.returncode:
        raise Failed(f"openssl {words[0]}: status {done.returncode}")
    return done.stdout


def _quiet() -> dict[str, str]:
    """Nothing of the environment but where programs lie: no other configuration, engine or provider is let in."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
