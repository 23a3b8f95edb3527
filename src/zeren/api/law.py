"""Regulations and provisions, and how a case file stands: open to every account that is signed in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja import Query, Router

from zeren.api import shapes
from zeren.api.door import actor_of
from zeren.api.given import Cursor, Limit, Moment, place_of
from zeren.api.problems import ERRORS, problem, told
from zeren.law.packs import PackErrors
from zeren.law.packs.form import Pack
from zeren.norms.casefile import read_case
from zeren.norms.cases import at
from zeren.norms.counting import CountingError
from zeren.norms.evaluating import evaluate
from zeren.norms.telling import told_of
from zeren.records import calendars, packs
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.search import queries as search
from zeren.records.texts import queries as texts

router = Router(tags=["law"])
LARGEST_CASE = 1024 * 1024
CASE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": {"schema": {"type": "string", "maxLength": LARGEST_CASE}}},
    }
}


@router.get("/regulations", response={200: list[shapes.RegulationRow], **ERRORS})
def list_regulations(request: HttpRequest) -> list[dict[str, Any]]:
    """Every installed regulation in every version."""
    found = sorted(packs.installed().packs, key=lambda p: (p.id, p.version))
    return [_row(pack) for pack in found]


def _row(pack: Pack) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "version": pack.version,
        "title": pack.title,
        "issuer": "、".join(pack.issuer) if isinstance(pack.issuer, tuple | list) else pack.issuer,
        "level": pack.level,
        "valid_to": pack.valid_to,
        "procedures": {p.id: p.title for p in pack.procedures.values()},
    }


@router.get("/regulations/{slug:pack}", response={200: shapes.RegulationOut, **ERRORS})
def get_regulation(
    request: HttpRequest, pack: str, version: Annotated[date | None, Query(None)]
) -> dict[str, Any]:
    """A regulation with its provisions, in the newest version or the one asked for."""
    library = packs.installed()
    versions = library.versions(pack)
    found = library.exactly(pack, version) if version else (versions[-1] if versions else None)
    if found is None:
        raise OutOfSight(f"regulation {pack}")
    wordings = texts.wordings([(found.id, address) for address in found.provisions], found.version)
    provisions = [
        {"at": address, "label": one.label, "lines": wordings.get((found.id, address), "").splitlines()}
        for address, one in found.provisions.items()
    ]
    return {**_row(found), "provisions": provisions}


@router.get("/provisions", response={200: shapes.HitsOut, **ERRORS})
def search_provisions(
    request: HttpRequest, limit: Limit, cursor: Cursor, q: Annotated[str, Query("", max_length=200)]
) -> dict[str, Any]:
    """Provisions of the imported official texts that say it."""
    after = min(place_of(cursor), 2**62)
    rows, hits = search.provisions(actor_of(request), q, after=after, limit=limit)
    found = [{"document": r.version.document.slug, "at": r.at, "text": r.text} for r in rows]
    return {"rows": found, "next": str(hits.after) if hits.more else None}


@router.post("/standing", response={200: shapes.StandingOut, **ERRORS}, openapi_extra=CASE_BODY)
def post_standing(request: HttpRequest, as_of: Annotated[Moment, Query(...)]) -> Any:
    """How the case file in the body (YAML or JSON, ``docs/case-files.md``) stands on a day. Nothing is kept."""
    data = _body(request)
    if data is None or len(data) > LARGEST_CASE:
        return told(413, [problem("body", "案件文件超过 1 MB", "the case file is larger than 1 MB")])
    try:
        day = at(as_of)
    except ValueError:
        zh = "应为日期或时刻，如 2024-03-20，且确有其日"
        raise Refused([Problem("as_of", zh, "expected a day or an instant that exists")]) from None
    try:
        case = read_case(data, "case", packs.installed().packs)
        calendar = calendars.calendar()
        return told_of(case, evaluate(case.packs, case.log, day, calendar), day, None, calendar)
    except PackErrors as wrong:
        return told(422, [problem(p.where, p.zh, p.en) for p in wrong.problems[:100]])
    except CountingError as wrong:
        raise Refused([Problem("body", "期限超出公元 1 至 9999 年", str(wrong))]) from None


def _body(request: HttpRequest) -> bytes | None:
    """What was sent; None where it is so large that it is not read."""
    try:
        return request.body
    except RequestDataTooBig:
        return None
