"""成批出具: one paper of many matters, part by part; taken up where it was left; sealed until it is fetched; never another's."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
import typer
from docx import Document
from typer.testing import CliRunner

from desk.support_documents import decided
from papers.test_templates import made as paper_from
from records import support_packs
from zeren.access.accounts.queries import actor_of
from zeren.cli.main import register
from zeren.desk.merging import runs
from zeren.desk.merging.runs import Asked
from zeren.papers.official import many
from zeren.records.actor import SYSTEM
from zeren.records.ciphers import Unreadable
from zeren.records.errors import Refused
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.templates import acts as templates

pytestmark = pytest.mark.django_db
NOTICE = Asked("zy-2015-interviews", "notice")


installed = support_packs.installed


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with three interviews: two noticed, the third under a level."""
    found = decided(desk)
    found.wang = actor_of(desk.accounts["wang"])
    found.bai = actor_of(desk.accounts["bai"])
    found.interviews = [_interview(desk, name) for name in ("zhao", "sun", "zhao")]
    Matter.objects.filter(pk=found.interviews[2]).update(classification="秘密")
    return found


def _interview(desk: SimpleNamespace, name: str) -> int:
    subject = f"person:{desk.people[name].pk}"
    asked = opening.Opening(
        "zy-2015-interviews", "interview", desk.organs["QJ"].pk, "约谈", [subject], date(2026, 9, 1), mark="青约",
        facts={"kind": "reminder", "personal": "no"},
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    wang = f"person:{desk.people['wang'].pk}"
    acts.record_event(
        SYSTEM,
        matter.pk,
        "proposed",
        "2026-09-02",
        {"source": "supervision_check", "review_form": "审核表", "grounds": ["g5-1"]},
        by=["conduct_office"],
    )
    acts.record_event(
        SYSTEM, matter.pk, "reviewed", "2026-09-03", {"opinion": "同意"}, by=["leader_in_charge"]
    )
    acts.record_event(
        SYSTEM,
        matter.pk,
        "noticed",
        "2026-09-04",
        {"interviewer": wang, "time": "2026-09-10", "place": "谈话室"},
        by=["conduct_office"],
    )
    return matter.pk


def box_of(content: bytes) -> ZipFile:
    return ZipFile(BytesIO(content))


def listed(box: ZipFile) -> list[list[str]]:
    return list(csv.reader(StringIO(box.read("清单.csv").decode("utf-8-sig"))))[1:]


def test_a_run_goes_on_by_steps_to_one_file_that_names_every_paper(
    office: SimpleNamespace, monkeypatch: Any
) -> None:
    from zeren.desk.merging import views

    monkeypatch.setattr(views, "SECONDS", -1.0)
    client = office.as_("wang")
    url = client.post("/merges", {"paper": "zy-2015-interviews/notice", "year": "2026"})["Location"]
    assert "0 / 3" in client.get(url).content.decode()
    assert client.get(f"{url}/papers.zip").status_code == 404
    monkeypatch.setattr(views, "SECONDS", 60.0)
    assert client.post(f"{url}/step", headers={"hx-request": "true"})["HX-Redirect"] == url
    box = box_of(client.get(f"{url}/papers.zip").content)
    assert len(box.namelist()) == 5 and box.read("0001　约谈通知书　赵某某.pdf").startswith(b"%PDF")
    assert [row[4] for row in listed(box)] == ["", "", "定了密级，单独出具"]
    assert client.get(url).status_code == 404, "what was fetched lies there no more"


def test_what_was_made_is_not_made_again(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.begin(office.wang, NOTICE, again=True)
    assert next(runs.go_on(office.wang, run)) == 1
    again = runs.begin(office.wang, NOTICE, again=True)
    assert again == run and again.done == 1
    made: list[object] = []
    real = many.both
    monkeypatch.setattr(
        many, "both", lambda document, template=None: (made.append(document), real(document))[1]
    )
    list(runs.go_on(office.wang, again))
    assert len(made) == 1 and again.finished
    assert runs.pack_up(again, BytesIO()) == 2


def test_several_processes_make_the_very_same(office: SimpleNamespace) -> None:
    def whole(workers: int) -> bytes:
        out = BytesIO()
        run = runs.begin(office.wang, NOTICE)
        list(runs.go_on(office.wang, run, workers=workers))
        runs.pack_up(run, out)
        return out.getvalue()

    # The day and minute stand in the footer; both runs fall on the fixed day, a minute may turn between them.
    one, two = box_of(whole(0)), box_of(whole(2))
    assert one.namelist() == two.namelist() and listed(one) == listed(two)


def test_nobody_elses_run_and_nothing_out_of_sight(office: SimpleNamespace) -> None:
    client = office.as_("wang")
    url = client.post("/merges", {"paper": "zy-2015-interviews/notice"})["Location"]
    assert office.as_("li").get(url).status_code == 404 == office.as_("li").post(f"{url}/step").status_code
    with pytest.raises(Refused, match="no matter has this step"):
        runs.begin(office.bai, NOTICE)
    assert office.as_("guanli").get("/merges").status_code == 403


@pytest.mark.parametrize(
    "paper", ["", "x", "zy-2015-interviews/none", "none/notice", "zy-2015-interviews/notice/"]
)
def test_a_paper_that_is_none(office: SimpleNamespace, paper: str) -> None:
    answer = office.as_("wang").post("/merges", {"paper": paper})
    assert answer.status_code == 422 and "没有这种文书" in answer.content.decode()


def test_an_organs_own_layout_is_used(office: SimpleNamespace) -> None:
    content = paper_from("甲机关自己的版式", "{{title}}", "{{body}}", "{{signed_by}}", "{{dated}}")
    templates.take(office.wang, office.wang.organ, "zy-2015-interviews", "notice", "甲.docx", content)
    run, out = runs.begin(office.wang, NOTICE), BytesIO()
    list(runs.go_on(office.wang, run))
    runs.pack_up(run, out)
    made = Document(BytesIO(box_of(out.getvalue()).read("0001　约谈通知书　赵某某.docx")))
    assert "甲机关自己的版式" in [line.text for line in made.paragraphs]


def test_too_many_at_a_time(office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST", 2)
    with pytest.raises(Refused) as refused:
        runs.begin(office.wang, NOTICE)
    assert "year" in refused.value.by_field()


def test_parts_are_sealed_for_their_place(office: SimpleNamespace) -> None:
    run = runs.begin(office.wang, NOTICE)
    list(runs.go_on(office.wang, run))
    assert b"PDF" not in run.place(0).read_bytes()
    run.place(0).write_bytes(run.place(1).read_bytes())
    with pytest.raises(Unreadable):
        runs.pack_up(run, BytesIO())


def test_the_command_writes_one_file_and_says_what_it_is(office: SimpleNamespace, tmp_path: Path) -> None:
    app = register(typer.Typer())

    def said(*words: str) -> tuple[int, Any]:
        done = CliRunner().invoke(
            app, ["papers", "merge", *words, "--workers", "0", "--json"], catch_exceptions=False
        )
        return done.exit_code, json.loads(done.stdout)

    place = tmp_path / "a.zip"
    status, told = said("zy-2015-interviews/notice", str(place), "--account", "wang")
    assert (status, told["papers"], told["left_out"]) == (0, 2, 1) and len(
        box_of(place.read_bytes()).namelist()
    ) == 5
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["a.zip"]
    for words in (("x/y", str(place), "--account", "wang"), ("zy-2015-interviews/notice", str(place), "--account", "none"), ("zy-2015-interviews/notice", str(tmp_path / "no" / "a.zip"), "--account", "wang"), ("zy-2015-interviews/notice", str(place), "--account", "guanli")):  # fmt: skip
        assert said(*words)[0] == 2


def test_a_matter_that_went_out_of_sight_meanwhile_is_left_out(office: SimpleNamespace) -> None:
    run = runs.begin(office.wang, NOTICE)
    Matter.objects.filter(pk=office.interviews[0]).update(disposed="2026-10-01")
    list(runs.go_on(office.wang, run))
    out = BytesIO()
    assert runs.pack_up(run, out) == 1
    assert listed(box_of(out.getvalue()))[0][4] == runs.LEFT_OUT["gone"]
