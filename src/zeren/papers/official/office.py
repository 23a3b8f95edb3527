"""The PDF of an organ's own DOCX, laid out by the LibreOffice of the machine (decision 0027).

A process of its own with a folder of its own: no macro, no network, no settings of anybody, nothing left behind. The
typefaces that the machine lacks are stood in for by the same ones as elsewhere (``fonts``), told through a font
configuration of its own, so that the DOCX stays what it is.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

from zeren.papers.official.fonts import CARRIED, STANDARD, Chosen, choose, installed

NAMES = ("soffice", "libreoffice")
OFF = "no"
PDF_A = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
"""PDF/A-2b, as the built-in layout."""
SECONDS, SECONDS_EACH = 30, 5
MEMORY = Path("/dev/shm")
"""Where the clear files of a conversion lie, where the machine has it: no disk keeps them."""
SHOWN_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
NAMED = re.compile(r"<w:rFonts\b([^>]*)/?>")
FACE = re.compile(r'w:(?:ascii|hAnsi|eastAsia)="([^"]+)"')
DEFAULTS = re.compile(r"<w:docDefaults>.*?</w:docDefaults>", re.DOTALL)
HAN = re.compile(r"[㐀-鿿]")


class NotLaidOut(Exception):
    """LibreOffice did not make the PDF. ``zh`` and ``en`` say what to do."""

    def __init__(self, why: str) -> None:
        self.zh = f"LibreOffice 没有排出 PDF（{why}）：请再试一次；或者设 ZEREN_OFFICE=no，PDF 用系统的版面"
        self.en = (
            f"LibreOffice made no PDF ({why}): try again, or set ZEREN_OFFICE=no for the built-in layout"
        )
        super().__init__(f"{self.zh} / {self.en}")


@dataclass(frozen=True, slots=True)
class Faces:
    """What stands in for the typefaces that a DOCX names and the machine lacks, and a sentence for each."""

    instead: tuple[tuple[str, str], ...]
    substitutes: tuple[str, ...]


def found(setting: str = "") -> str | None:
    """The program: the one set, else the first on the path; None: there is none, or it is switched off."""
    if setting == OFF:
        return None
    return setting or next((path for name in NAMES if (path := shutil.which(name))), None)


_versions: dict[str, str] = {}


def version(program: str) -> str:
    """Its version, ``7.4.7.2``, asked once; empty where it does not answer (then it lays nothing out either)."""
    if program not in _versions and (told := _asked_version(program)):
        _versions[program] = told
    return _versions.get(program, "")


def _asked_version(program: str) -> str:
    try:
        with _folder() as home:
            command = [program, _profile(home), "--headless", "--version"]
            said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=_alone(home))
    except (OSError, subprocess.TimeoutExpired):
        return ""
    told = re.search(r"\d+(?:\.\d+)+", said.stdout)
    return told[0] if told else ""


# ---------------------------------------------------------------- typefaces


def faces_of(content: bytes, chosen: Chosen | None = None) -> Faces:
    """The typefaces that a DOCX names and the machine lacks. Raises NoChineseFont."""
    picked, have = chosen or choose(), installed()
    instead, said = {}, []
    for name in _named(content):
        use = next((use for use, (_, exact) in STANDARD.items() if name in exact), "")
        if name in have:
            continue
        if not use and not HAN.search(name):
            said.append(f"{name}：本机未装，由 LibreOffice 代替")
            continue
        instead[name] = picked.families[use or "body"]
        if not use or instead[name] not in STANDARD[use][1]:
            said.append(f"{name}：本机未装，以 {instead[name]} 代替")
    return Faces(tuple(instead.items()), tuple(said))


def _named(content: bytes) -> list[str]:
    """Family names in the text, heads and feet, and in the file's defaults; in their order, each once."""
    with ZipFile(BytesIO(content)) as box:
        parts = [box.read(name).decode() for name in box.namelist() if SHOWN_PARTS.fullmatch(name)]
        if "word/styles.xml" in box.namelist():
            parts += DEFAULTS.findall(box.read("word/styles.xml").decode())
    names = (name for part in parts for run in NAMED.findall(part) for name in FACE.findall(run))
    return list(dict.fromkeys(names))


def _configuration(faces: Sequence[Faces], chosen: Chosen) -> str:
    """For fontconfig: each missing family by its substitute; for anything else Chinese forms before others."""
    pairs = dict(pair for one in faces for pair in one.instead)
    rules = "".join(
        '<match target="pattern"><test name="family" compare="eq" qual="any">'
        f"<string>{escape(name)}</string></test>"
        f'<edit name="family" mode="assign" binding="same"><string>{escape(instead)}</string></edit></match>'
        for name, instead in pairs.items()
    )
    last = f'<edit name="family" mode="append"><string>{escape(chosen.families["body"])}</string></edit>'
    return (
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{rules}'
        f'<match target="pattern">{last}</match><dir>{escape(str(CARRIED))}</dir>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )


# ---------------------------------------------------------------- laying out


def pdfs(program: str, contents: Sequence[bytes]) -> list[bytes]:
    """A PDF/A-2b of each DOCX, by one start of the program. Raises NotLaidOut, NoChineseFont."""
    chosen = choose()
    with _folder() as home:
        faces = [faces_of(content, chosen) for content in contents]
        (home / "fonts.conf").write_text(_configuration(faces, chosen), encoding="utf-8")
        for number, content in enumerate(contents):
            (home / f"{number:05}.docx").write_bytes(content)
        given = [str(home / f"{number:05}.docx") for number in range(len(contents))]
        command = [program, _profile(home), "--headless", "--norestore", "--nolockcheck", "--nodefault"]
        command += ["--convert-to", PDF_A, "--outdir", str(home), *given]
        _run(command, home, SECONDS + SECONDS_EACH * len(contents))
        made = [home / f"{number:05}.pdf" for number in range(len(contents))]
        lacking = sum(not path.exists() for path in made)
        if lacking:
            raise NotLaidOut(f"{len(contents)} 份中 {lacking} 份没有结果")
        return [path.read_bytes() for path in made]


def _run(command: list[str], home: Path, seconds: int) -> None:
    """The command in a group of its own, which ends with it."""
    try:
        process = subprocess.Popen(
            command, env=_alone(home), cwd=home, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as reason:
        raise NotLaidOut(reason.strerror or "") from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise NotLaidOut(f"{seconds} 秒没有做完") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that only this user reads, with settings that forbid macros and lead any network nowhere."""
    where = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="zeren-office-", dir=where, ignore_cleanup_errors=True) as made:
        home = Path(made)
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        settings = files("zeren.papers.official").joinpath("office.xcu").read_bytes()
        (user / "registrymodifications.xcu").write_bytes(settings)
        yield home


def _profile(home: Path) -> str:
    return f"-env:UserInstallation={(home / 'profile').as_uri()}"


def _alone(home: Path) -> dict[str, str]:
    """Nothing of this process's surroundings but the path."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(home / "fonts.conf"), "http_proxy": nowhere, "https_proxy": nowhere,
        "SAL_DISABLE_OPENCL": "1",
    }  # fmt: skip
