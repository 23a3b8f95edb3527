"""``zeren texts``: read official texts into provisions; hold them against a catalogue of provisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.progress import track

from zeren.cli.output import FINDINGS, Json, emit, errors, refuse
from zeren.cli.records import start
from zeren.law.texts import Normalisation, ParsedDocument, ParsedFile, TextError, parse
from zeren.law.texts.checking import Agreement, CatalogueError, Expected, check, expected, overall

texts = typer.Typer(no_args_is_help=True, help="法规文本：读入、核对")

KINDS = {
    "articles": "条款式",
    "headings": "标题式",
    "questions": "问答式",
    "bulletin": "刊物",
    "paragraphs": "段落式",
}
WORDS = {"missing": "缺", "surplus": "多", "lines": "行不符"}

Files = Annotated[list[Path], typer.Argument(help="文件：纯文本、HTML 或 DOCX")]


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(texts, name="texts")


def read_all(files: list[Path], as_json: bool) -> list[ParsedFile]:
    """Every file parsed; when one is no text, all such are named and nothing is done (exit 2)."""
    parsed: list[ParsedFile] = []
    problems: list[dict[str, Any]] = []
    for file in track(files, "读取", console=errors, transient=True, disable=len(files) < 2 or as_json):
        try:
            parsed.append(parse(file))
        except TextError as error:
            problems.append(error.as_json())
    if problems:
        refuse(as_json, problems)
    return parsed


# ---------------------------------------------------------------- import


@texts.command("import")
def import_texts(
    files: Files,
    out: Annotated[Path | None, typer.Option("--out", help="把结果写成 JSON 文件")] = None,
    store: Annotated[bool, typer.Option("--store/--no-store", help="存入法规库（默认）；或只读出")] = True,
    as_json: bool = Json,
) -> None:
    """把文本分成文件和条款，列出所做的规整和原件的瑕疵，存入法规库。"""
    parsed = read_all(files, as_json)
    data: dict[str, Any] = {"files": [file_json(one) for one in parsed]}
    stored = _store(parsed, as_json) if store else []
    if store:
        data["stored"] = stored
    if out is not None:
        _write(out, data, as_json)
    emit(as_json, data, [*_human(parsed), *_human_stored(stored)])


def _store(parsed: list[ParsedFile], as_json: bool) -> list[dict[str, Any]]:
    """All documents of all files into the database, or none; each with how it differs from its pack's addresses."""
    start(as_json)
    from django.db import DatabaseError, transaction

    from zeren.records.actor import SYSTEM
    from zeren.records.texts import acts

    try:
        with transaction.atomic():
            return [asdict(one) for file in parsed for one in acts.import_parsed(SYSTEM, file)]
    except DatabaseError as error:
        zh = "法规库存不进去：请先运行 zeren migrate；只读出而不存入，加 --no-store"
        en = "the texts can't be stored: run zeren migrate first; add --no-store to read without storing"
        refuse(as_json, [{"where": str(error).partition("\n")[0], "zh": zh, "en": en}])


def _human_stored(stored: list[dict[str, Any]]) -> Iterator[str]:
    if stored:
        yield f"已存入法规库 {len(stored)} 件"
    for one in stored:
        for word, listed in (("缺", one["missing"]), ("多", one["surplus"])):
            if listed:
                yield f"  与法规包 {one['pack']} 相比{word} {len(listed)} 个条目：{'、'.join(listed)}"


def _write(out: Path, data: dict[str, Any], as_json: bool) -> None:
    """Beside its place first, then moved there: never half a file."""
    beside = out.with_name(out.name + ".part")
    try:
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        zh, en = f"写不了：{error.strerror}", f"can't be written: {error.strerror}"
        refuse(as_json, [{"where": str(out), "zh": zh, "en": en}])


def file_json(file: ParsedFile) -> dict[str, Any]:
    """The published shape of one parsed file."""
    return {
        "file": file.file,
        "checksum": file.checksum,
        "documents": [document_json(one) for one in file.documents],
        "outside": [{"line": line, "text": text} for line, text in file.outside],
        "normalisations": [asdict(one) for one in file.normalisations],
    }


def document_json(document: ParsedDocument) -> dict[str, Any]:
    """The published shape of one document."""
    return {
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "dated": document.dated,
        "kind": document.kind,
        "lines": document.lines,
        "provisions": [
            {
                "address": one.address,
                "mark": one.mark,
                "text": one.text,
                "lines": one.lines,
                **({"defect": one.defect} if one.defect else {}),
            }
            for one in document.provisions
        ],
        "normalisations": [asdict(one) for one in document.normalisations],
        "defects": [asdict(one) for one in document.defects],
    }


def _human(parsed: list[ParsedFile]) -> Iterator[str]:
    for file in parsed:
        yield f"{file.file}　{len(file.documents)} 件　SHA-256 {file.checksum[:16]}"
        for document in file.documents:
            yield from _human_document(document)
        yield from (f"  文件之外　第 {line} 行　{text}" for line, text in file.outside)
        yield from (f"  规整　{_normalisation(one)}" for one in file.normalisations)


def _human_document(document: ParsedDocument) -> Iterator[str]:
    title = document.title or "（无标题）"
    head = "　".join(part for part in (document.issuer, document.number) if part)
    yield f"  {document.lines} 行　{title}{'　' + head if head else ''}"
    yield f"    {KINDS[document.kind]}，{len(document.provisions)} 个条目"
    for one in document.defects:
        place = f"　{one.address}" if one.address else ""
        yield f"    瑕疵　第 {one.line} 行{place}　{one.zh}"


def _normalisation(one: Normalisation) -> str:
    lines = one.lines if len(one.lines) <= 40 else one.lines[:40].rpartition(",")[0] + "…"
    return f"{one.zh} {one.count} 处　第 {lines} 行"


# ---------------------------------------------------------------- check


@texts.command("check")
def check_texts(
    files: Files,
    against: Annotated[Path, typer.Option("--against", help="条文目录所在文件夹（*.yaml）")],
    as_json: bool = Json,
) -> None:
    """按条文目录逐个地址核对，列出每一处不同及其原文行。"""
    catalogue = _catalogue(against, as_json)
    parsed = read_all(files, as_json)
    agreements = check(parsed, catalogue)
    if not agreements:
        zh = "目录中没有这些文件的条文，应至少有一个目录的 source.file 是所给文件名"
        en = "no entry of the catalogue names one of these files; expected a source.file that does"
        refuse(as_json, [{"where": str(against), "zh": zh, "en": en}])
    share = overall(agreements)
    data = {"agreement": ratio(share), "documents": [agreement_json(one) for one in agreements]}
    emit(as_json, data, _human_check(share, agreements))
    if any(one.differences for one in agreements):
        raise typer.Exit(FINDINGS)


def agreement_json(agreement: Agreement) -> dict[str, Any]:
    """The published shape of one document's agreement."""
    return asdict(agreement)


def ratio(share: Fraction) -> float:
    """Four places, rounded down: 1 only when everything agrees. A float only in the output."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return float(exact.quantize(Decimal("0.0001"), rounding=ROUND_DOWN))


def _catalogue(folder: Path, as_json: bool) -> list[Expected]:
    """Every entry of the folder; broken ones are all named (exit 2)."""
    found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not found:
        zh, en = "没有条文目录，应为含 *.yaml 的文件夹", "no catalogue; expected a folder with *.yaml files"
        refuse(as_json, [{"where": str(folder), "zh": zh, "en": en}])
    entries: list[Expected] = []
    problems: list[dict[str, Any]] = []
    for file in found:
        try:
            entries.append(expected(_load(file), str(file)))
        except CatalogueError as error:
            problems.append({"where": error.where, "zh": error.zh, "en": error.en})
    if problems:
        refuse(as_json, problems)
    return entries


def _load(file: Path) -> Any:
    """The YAML with all scalars as strings: an address 20.10 is no number."""
    try:
        return yaml.load(
            file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise CatalogueError(where, "读不了，应为 YAML", "cannot be read; expected YAML") from error


def _human_check(share: Fraction, agreements: list[Agreement]) -> Iterator[str]:
    agreeing, whole = sum(one.agreeing for one in agreements), sum(one.all for one in agreements)
    percent = (Decimal(share.numerator) * 100 / Decimal(share.denominator)).quantize(
        Decimal("0.01"), ROUND_DOWN
    )
    yield f"符合 {percent}%　{agreeing} / {whole} 个地址　{len(agreements)} 件"
    for one in agreements:
        yield f"{one.id}　应有 {one.expected}　找到 {one.found}　符合 {one.agreeing}"
        for found in one.differences:
            lines = f"{found.expected or '—'} → {found.found or '—'}"
            yield f"  {WORDS[found.kind]}　{found.address}　{lines}　第 {found.line} 行　{_one_line(found.text)}"


def _one_line(text: str) -> str:
    return text.replace("\n", " ")[:40]
