"""Any request that the description allows, and many that it does not: never a fault, never an undescribed answer.

Quick in every run; with many more examples under ``make proof``. Asked in process, as the case handler with the right
to record and as a stranger of the neighbouring county.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.test_operations_by_role import CASE, bearer
from desk.support_county import County, county, entered
from zeren.api import door

__all__ = ["county", "entered"]
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
QUICK, MANY = 3, 40
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def operations(app: Any) -> list[Any]:
    """Every operation, as schemathesis reads the interface's own description."""
    from zeren.api.urls import api

    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    schema = schemathesis.openapi.from_dict(described)
    schema.app = app
    return [found.ok() for found in schema.get_all_operations()]


def aimed(case: Any, names: dict[str, Any], draw: Any) -> Any:
    """Now and then at what is really there: the matter, its entry, its paper, the person, a real step."""
    real = {"pk": names["person"] if "people" in case.path else names["pk"], "seq": names["seq"],
            "paper": names["evidence"] if "lists" in case.path else names["paper"], "pack": "cn-2019-accountability",
            "unit": names["unit"], "problem": 1, "task": 1, "matter": int(names["letter"].split("/")[0])}  # fmt: skip
    if "draws" in case.path:
        real["pk"] = names["inspection"]
    if "letters" in case.path:
        real["seq"] = int(names["letter"].split("/")[1])
    if "documents/{pk}" in case.path:
        real["pk"] = names["issued"] if draw(st.booleans()) else names["document"]
    if "bulletin" in case.path:
        real["pk"] = names["out"]
    if case.path_parameters and draw(st.integers(0, 3)):
        case.path_parameters.update({k: real[k] for k in case.path_parameters if k in real})
    if isinstance(case.body, dict) and "type" in case.body and draw(st.booleans()):
        case.body["type"] = names["step"]
    if isinstance(case.body, dict) and "paper" in case.body and draw(st.booleans()):
        case.body["paper"] = names["form"]
    if isinstance(case.body, dict) and "expected_head" in case.body and draw(st.booleans()):
        case.body["expected_head"] = draw(st.integers(1, 6))
    if case.path.endswith("/standing") and draw(st.booleans()):
        case.body = CASE + draw(st.text(max_size=40))
    return case


def examine(county: County, name: str, examples: int) -> None:
    app, head = get_wsgi_application(), bearer(name)["HTTP_AUTHORIZATION"]
    many = settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, verbosity=Verbosity.quiet,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for operation in operations(app):
        for mode in MODES:
            asked(operation, mode, county.names, head, many)


def asked(operation: Any, mode: GenerationMode, names: dict[str, Any], head: str, many: Any) -> None:
    """So many requests of one operation, each answer held against the description."""

    @many
    @given(data=st.data())
    def one(data: Any) -> None:
        case = aimed(data.draw(operation.as_strategy(generation_mode=mode)), names, data.draw)
        case.validate_response(case.call(headers={"Authorization": head}), checks=CHECKS)

    one()


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit of requests: it would answer for the operations."""
    monkeypatch.setattr(door, "MOST", 10**9)


@pytest.fixture
def connected() -> Iterator[None]:
    """The test's own connection, in its transaction, stays open from request to request (as for Django's own client)."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.mark.proof
@pytest.mark.parametrize("name", ("chengban", "linxian"))
def test_any_request_gets_an_answer_of_the_description(
    county: County, unbounded: None, connected: None, name: str
) -> None:
    examine(county, name, QUICK)


@pytest.mark.proof
@pytest.mark.anywhere
@pytest.mark.parametrize("name", ("chengban", "linxian"))
def test_very_many_requests_get_answers_of_the_description(
    county: County, unbounded: None, connected: None, name: str
) -> None:
    examine(county, name, MANY)
