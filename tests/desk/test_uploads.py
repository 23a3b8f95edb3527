"""What is uploaded: never in clear in a temporary file, and not more at once than is taken."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.conftest import BACKEND
from zeren.desk import uploads
from zeren.records.matters.models import Attachment

LARGER_THAN_DJANGO_KEEPS = 3 * 1024 * 1024


def send(desk: SimpleNamespace, pk: int, *sizes: int) -> Any:
    client = Client()
    client.force_login(desk.accounts["wang"], backend=BACKEND)
    files = [SimpleUploadedFile(f"{size}.txt", b"a" * size) for size in sizes]
    return client.post(f"/matters/{pk}/materials", {"file": files})


def test_a_large_file_is_taken_and_touches_no_temporary_file(
    desk: SimpleNamespace, late: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-such-folder"))
    assert send(desk, late.pk, LARGER_THAN_DJANGO_KEEPS).status_code == 302
    assert [paper.size for paper in Attachment.objects.filter(matter=late.pk)] == [LARGER_THAN_DJANGO_KEEPS]


def test_more_at_once_than_is_taken_is_told_and_nothing_is_kept(
    desk: SimpleNamespace, late: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 10_000)
    answer = send(desk, late.pk, 6_000, 6_000)
    assert answer.status_code == 413 and "一次送得太多" in answer.content.decode()
    assert not Attachment.objects.filter(matter=late.pk).exists()
    assert send(desk, late.pk, 6_000).status_code == 302


def test_the_public_page_takes_as_much_and_its_limit_is_below_the_server_s() -> None:
    from zeren.cli.run import LARGEST_REQUEST
    from zeren.desk.complaints import outside

    assert outside.LARGEST == uploads.LARGEST < LARGEST_REQUEST


def test_the_form_says_how_much_is_taken_at_once(desk: SimpleNamespace, late: Any) -> None:
    page = desk.sign_in("wang").get(f"/matters/{late.pk}/materials").content.decode()
    assert f"一次合计不超过 {uploads.LARGEST >> 20} MB" in page
