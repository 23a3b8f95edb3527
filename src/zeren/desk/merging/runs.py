"""A run: which paper of which matters; each made part lies sealed in the data folder until the ZIP was fetched, a day at
most. Whoever comes back goes on with what is not made yet.
"""

from __future__ import annotations

import csv
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings

from zeren.desk.matters import downloads
from zeren.desk.matters.case import Case
from zeren.papers.official import office
from zeren.papers.official.many import NO_FONT, UNFIT, Files, render_many
from zeren.papers.official.model import OfficialDocument
from zeren.papers.official.of_matter import specs_of
from zeren.papers.official.specs import PaperSpec
from zeren.records import ciphers, keys, packs
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.keys import Purpose
from zeren.records.matters import access, levels
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.templates import queries as templates
from zeren.records.trail import acts as trail

MOST = 5_000
"""Papers of one run."""
LIFETIME = 24 * 60 * 60
_TOKEN = re.compile(r"[0-9a-f]{32}")
LEFT_OUT = {
    "withheld": "暂不出具，缺项见案件的材料页", "level": "定了密级，单独出具", "gone": "案卷已经销毁，或者不在看得到的范围",
    NO_FONT: "有字体里没有的字，PDF 不能生成：请安装有这个字的字体，单独出具",
    UNFIT: "版式模板不能使用，请换一版或者停用",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which paper of which matters: the pack, the paper's id, the year in which they were opened (0: every year)."""

    pack: str
    paper: str
    year: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run: whose, what it was asked, the matters with the place of each subject."""

    token: str
    account: str
    label: str
    paper: str
    items: tuple[tuple[int, int], ...]
    folder: Path = field(compare=False)

    @property
    def done(self) -> int:
        """How many are made or left out."""
        return sum(1 for name in self.folder.iterdir() if name.suffix == ".part")

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= len(self.items)

    def place(self, number: int) -> Path:
        """Where the part of an item lies."""
        return self.folder / f"{number:05}.part"


# ---------------------------------------------------------------- beginning, finding again


def spec_of(asked: Asked) -> PaperSpec | None:
    """The paper, of the newest version of its pack; None where there is none."""
    versions = packs.installed().versions(asked.pack)
    found = specs_of(versions[-1]) if versions else ()
    return next((spec for spec in found if spec.id == asked.paper), None)


def begin(actor: Actor, asked: Asked, again: bool = False) -> Run:
    """Begin a run over every matter in sight in which the paper's step was recorded; ``again``: take up the one that was
    left with the very same question. Raises Refused: no such paper, nothing to make, too many."""
    forget_old()
    spec = spec_of(asked)
    if spec is None:
        raise Refused([Problem("paper", "没有这种文书", f"no paper {asked.paper} of {asked.pack}")])
    items = _items(actor, asked, spec)
    if not items:
        raise Refused([Problem("paper", f"没有记录过“{spec.label}”这一步的案件", "no matter has this step")])
    if len(items) > MOST:
        zh = f"有 {len(items)} 份，一次不超过 {MOST} 份，请按年度分开"
        raise Refused([Problem("year", zh, f"{len(items)} papers: at most {MOST} at a time")])
    said = {"account": actor.account, "label": spec.label, "paper": spec.id, "items": items}
    token = _same(said) if again else secrets.token_hex(16)
    folder = _folder() / token
    folder.mkdir(mode=0o700, exist_ok=again)
    _write(folder / "run", token, json.dumps(said, ensure_ascii=False).encode())
    return _run(token, folder, said)


def _same(said: Any) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def find(actor: Actor, token: str) -> Run | None:
    """A run of the actor's own; None where there is none any more."""
    folder = _folder() / token if _TOKEN.fullmatch(token) else None
    if folder is None or not (folder / "run").is_file():
        return None
    said = json.loads(_read(folder / "run", token))
    return _run(token, folder, said) if said["account"] == actor.account else None


def _run(token: str, folder: Path, said: Any) -> Run:
    items = tuple((int(matter), int(place)) for matter, place in said["items"])
    return Run(token, said["account"], said["label"], said["paper"], items, folder)


def forget(run: Run) -> None:
    """Take away what lies there of a run."""
    shutil.rmtree(run.folder, ignore_errors=True)


def forget_old() -> None:
    """Take away what nobody fetched."""
    limit = time.time() - LIFETIME
    for folder in _folder().iterdir():
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


def _items(actor: Actor, asked: Asked, spec: PaperSpec) -> list[tuple[int, int]]:
    seen = access.visible_to(actor).filter(pack=asked.pack, disposed__isnull=True)
    if asked.year:
        seen = seen.filter(opened__year=asked.year)
    stepped = Event.objects.filter(matter__in=seen, type=spec.on).values("matter")
    rows = MatterSubject.objects.filter(matter__in=stepped).order_by("matter__opened", "matter", "place")
    found: list[tuple[int, int]] = []
    places: dict[int, int] = {}
    for matter in rows.values_list("matter", flat=True):
        places[matter] = places.get(matter, -1) + 1
        found.append((matter, places[matter]))
    return found


# ---------------------------------------------------------------- going on


def go_on(actor: Actor, run: Run, seconds: float | None = None, workers: int = 0) -> Iterator[int]:
    """Make what is not made yet; tells how many are done after each. ``seconds``: stop after so long; ``workers``:
    processes that lay out beside this one. Raises NoChineseFont, NotLaidOut."""
    until = time.monotonic() + seconds if seconds is not None else None
    done, left = run.done, [0]
    program = office.found(settings.ZEREN.office)
    for number, made in render_many(_wanted(actor, run, until, left), workers, program):
        if isinstance(made, str):
            _leave_out(run, number, made)
        else:
            _keep(run, number, made)
        done += 1
        yield done + left[0]


def _wanted(
    actor: Actor, run: Run, until: float | None, left: list[int]
) -> Iterator[tuple[int, OfficialDocument, bytes | None]]:
    """The papers that are not made yet; what is left out is put down here, and counted in ``left``."""
    case: Case | None = None
    template: bytes | None = None
    for number, (pk, place) in enumerate(run.items):
        if run.place(number).exists():
            continue
        if until is not None and time.monotonic() > until:
            return
        if case is None or case.matter.pk != pk:
            matter = access.visible_to(actor).filter(pk=pk).first()
            case = Case(matter, actor) if matter and not matter.disposed else None
            row = templates.in_use(matter.organ_id, matter.pack, run.paper) if matter else None
            template = templates.content_of(row) if row else None
        why, document = _composed(actor, run, case, place)
        if document is None:
            _leave_out(run, number, why)
            left[0] += 1
        else:
            yield number, document, template


def _composed(actor: Actor, run: Run, case: Case | None, place: int) -> tuple[str, OfficialDocument | None]:
    if case is None or place >= max(1, len(case.around.subjects)):
        return "gone", None
    if levels.rank(case.matter.classification) > levels.rank(levels.USUAL):
        return "level", None
    spec = next((s for s in specs_of(case.words.pack) if s.id == run.paper), None)
    if spec is None or spec.on not in case.in_force or downloads.held_back(case, spec, place):
        return "withheld", None
    trail.note(actor, "paper_made", "matter", case.matter.pk, detail=f"{run.paper}.zip")
    return "", downloads.composed(case, spec, place).document


# ---------------------------------------------------------------- the ZIP


def pack_up(run: Run, out: BinaryIO) -> int:
    """Write the ZIP: both files of each, and a list of what each is or why it was left out. Answers how many papers."""
    names = _names(run)
    lines, papers = [("序号", "案件", "对象", "文件", "说明")], 0
    with ZipFile(out, "w", ZIP_STORED) as box:
        for number, (matter, subject) in enumerate(names):
            made = _read(run.place(number), _sealed_for(run, number))
            if made.startswith(b"{"):
                lines.append((str(number + 1), matter, subject, "", LEFT_OUT[json.loads(made)["left"]]))
                continue
            name = f"{number + 1:04}　{run.label}　{_safe(subject)}"
            with ZipFile(BytesIO(made)) as pair:
                for kind in ("docx", "pdf"):
                    box.writestr(ZipInfo(f"{name}.{kind}"), pair.read(kind))
            lines.append((str(number + 1), matter, subject, f"{name}.docx、.pdf", ""))
            papers += 1
        box.writestr(ZipInfo("清单.csv"), _table(lines))
    return papers


def _table(lines: list[tuple[str, ...]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows([[_plain(cell) for cell in line] for line in lines])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _safe(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[:60]


def _names(run: Run) -> list[tuple[str, str]]:
    """The number of each item's matter and the name of its subject."""
    wanted = {matter for matter, _ in run.items}
    numbers = dict(Matter.objects.filter(pk__in=wanted).values_list("pk", "number"))
    rows = (
        MatterSubject.objects.filter(matter__in=wanted)
        .select_related("person", "organ")
        .order_by("matter", "place")
    )
    subjects: dict[int, list[str]] = {}
    for row in rows:
        named = row.person or row.organ
        subjects.setdefault(row.matter_id, []).append(str(named.name) if named else "")
    return [(numbers.get(m, ""), [*subjects.get(m, []), *[""] * (p + 1)][p]) for m, p in run.items]


# ---------------------------------------------------------------- parts, sealed


def _folder() -> Path:
    folder: Path = settings.ZEREN.home / "merges"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _sealed_for(run: Run, number: int) -> str:
    return f"{run.token} {number}"


def _leave_out(run: Run, number: int, why: str) -> None:
    _write(run.place(number), _sealed_for(run, number), json.dumps({"left": why}).encode())


def _keep(run: Run, number: int, made: Files) -> None:
    pair = BytesIO()
    with ZipFile(pair, "w", ZIP_STORED) as box:
        for kind, content in zip(("docx", "pdf"), made, strict=True):
            box.writestr(ZipInfo(kind), content)
    _write(run.place(number), _sealed_for(run, number), pair.getvalue())


def _write(path: Path, place: str, plain: bytes) -> None:
    """Sealed under the ring's key, whole or not at all."""
    key = keys.ring().of(Purpose.VAULT)
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_bytes(
        f"{key.id}\n".encode() + ciphers.encrypt(key.method, key.secret, plain, place.encode())
    )
    beside.replace(path)


def _read(path: Path, place: str) -> bytes:
    name, _, sealed = path.read_bytes().partition(b"\n")
    key = keys.ring().of(Purpose.VAULT, name.decode())
    return ciphers.decrypt(key.method, key.secret, sealed, place.encode())
