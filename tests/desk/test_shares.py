"""What an organ has to do in a matter that another handles, on the pages: from the worklist to the recorded step."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import once
from desk.support_workbook import whole

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 13)
"""A hundred and eighty-two days after the feedback: both organs' reports are due on the fifteenth."""


def enter() -> int:
    """The demonstration's registers and the rectification that the inspection office handles."""
    from zeren.cli.demo import loading, rectification
    from zeren.cli.demo import round as rounds
    from zeren.records import registers
    from zeren.records.actor import SYSTEM

    loading.enter_registers()
    for noun, rows in (("organs", rounds.ORGANS), ("people", rounds.PEOPLE)):
        assert registers.import_rows(SYSTEM, noun, rows).written
    for login in rounds.LOGINS:
        rounds.enter_account(login)
    return rectification.enter().pk


entered = once.fixture(enter, TODAY)


@pytest.fixture
def matter(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> int:
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    found: int = entered.into(tmp_path)
    return found


def signed_in(name: str) -> Client:
    from zeren.access.accounts import queries as accounts

    client = Client()
    client.force_login(accounts.find(name), backend="zeren.access.accounts.backend.AccountBackend")
    return client


def test_from_the_worklist_to_the_recorded_step(matter: int) -> None:
    client = signed_in("shijiwei")
    page = client.get("/").content.decode()
    # Nothing is handled there: the day begins with what the organ owes in matters of others.
    assert re.search(r'aria-current="page"[^>]*>别处承办', page) and "余 2 工作日" in page
    assert "移交给同事" not in page
    url = f"/shares/{matter}/discipline_commission/"
    assert f"{url}?act=discipline_reported#act" in page and f"/matters/{matter}/" not in page
    book = openpyxl.load_workbook(BytesIO(client.get("/worklist/export.xlsx?tab=elsewhere").content))
    assert whole(client, "/worklist/export.xlsx?tab=elsewhere")
    said = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert (
        "报送纪检方面的监督情况" in said and "县水务局党组巡视整改" not in said and "青岚县水务局党组" in said
    )

    shown = client.get(url).content.decode()
    assert "2026年10月15日" in shown and "组织部门提出审核意见" in shown
    assert "移交线索" not in shown and "报送组织方面的监督情况" not in shown
    form = {"at": "2026-10-14", "f-via": "inspection_office", "token": "k"}
    refused = client.post(f"{url}do/discipline_reported", form)
    told = refused.content.decode()
    assert refused.status_code == 422 and "没有记录。" in told
    assert re.search(r'value="inspection_office" checked', told)

    paper = SimpleUploadedFile("监督情况.txt", "甲".encode())
    done = client.post(
        f"{url}do/discipline_reported", {**form, "at": "2026-10-13", "files": paper}, follow=True
    )
    after = done.content.decode()
    assert "已记录。" in after and "监督情况.txt" in after
    (read,) = set(re.findall(rf"{url}papers/\d+", after))
    assert client.get(read).content.decode() == "甲"
    assert "报送纪检方面的监督情况" not in client.get("/?tab=elsewhere").content.decode()
    # It stands in the file of whoever handles the matter, as the role's own.
    records = signed_in("xunban").get(f"/matters/{matter}/records").content.decode()
    assert "报送纪检方面的监督情况" in records
    other = signed_in("shizuzhi")
    assert "监督情况.txt" not in other.get(f"/shares/{matter}/organization_department/").content.decode()
    assert other.get(read.replace("discipline_commission", "organization_department")).status_code == 404


def test_what_was_typed_waits_for_its_own_account_alone(matter: int) -> None:
    url = f"/shares/{matter}/discipline_commission/"
    kept = signed_in("shijiwei").post(f"{url}draft/report_reviewed", {"at": "2026-10-12", "f-gaps": "差距甲"})
    assert kept.status_code == 200
    assert "差距甲" in signed_in("shijiwei").get(f"{url}?act=report_reviewed").content.decode()
    assert signed_in("shizuzhi").get(f"{url}?act=report_reviewed").status_code == 404
    assert signed_in("shijiwei").post(f"{url}draft/department_reviewed", {}).status_code == 404
