"""Whatever refuses a request on its way: the answer is of the documented shape."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.test_operations_by_role import bearer
from desk.support_county import County, browser, county, entered

__all__ = ["county", "entered"]
JSON, YAML = "application/json", "application/yaml"
MB = 1024 * 1024


def shape(answer: Any) -> list[dict[str, Any]]:
    assert answer["Content-Type"].startswith(JSON), answer.content[:200]
    body = answer.json()
    assert set(body) == {"problems", "between"}
    assert all(set(one) == {"where", "zh", "en", "row"} and one["zh"] for one in body["problems"])
    assert body["problems"]
    found: list[dict[str, Any]] = body["problems"]
    return found


@pytest.mark.parametrize("place", ("v1/matters", "v1/matters/{pk}/entries/3/void", "openapi.json"))
def test_a_method_that_an_address_does_not_have_is_told_with_those_it_has(county: County, place: str) -> None:
    answer = browser("chengban").put(f"/api/{place.format(**county.names)}", "{}", content_type=JSON)
    assert answer.status_code == 405 and answer["Allow"] in ("GET", "POST", "GET, HEAD")
    shape(answer)


@pytest.mark.parametrize("size", (MB + 1, 6 * MB))
def test_a_case_file_that_is_too_large_is_told_with_what_is_taken(county: County, size: int) -> None:
    answer = browser("chengban").post("/api/v1/standing?as_of=2024-03-01", "#" * size, content_type=YAML)
    assert answer.status_code == 413
    assert [(p["where"], p["zh"]) for p in shape(answer)] == [("body", "案件文件超过 1 MB")]


def test_a_case_file_of_just_one_megabyte_is_read(county: County) -> None:
    answer = browser("chengban").post("/api/v1/standing?as_of=2024-03-01", "#" * MB, content_type=YAML)
    assert answer.status_code == 422, "it says nothing, but it was read"


def test_an_entry_that_is_too_large_is_413_and_a_form_in_place_of_a_body_400(county: County) -> None:
    client, url = browser("chengban"), f"/api/v1/matters/{county.names['pk']}/entries"
    large = client.post(url, b'{"type": "' + b"a" * 6 * MB + b'"}', content_type=JSON)
    assert large.status_code == 413 and shape(large)
    form = client.post(url, {"file": SimpleUploadedFile("a.txt", b"a")})
    assert form.status_code == 400 and shape(form)


@pytest.mark.parametrize("place", ("v1/nothing", "v1/matters/999999", "v2/matters"))
def test_what_is_not_there_is_told_in_the_same_shape(county: County, place: str) -> None:
    answer = browser("chengban").get(f"/api/{place}", **bearer("chengban"))
    assert answer.status_code == 404 and shape(answer)
