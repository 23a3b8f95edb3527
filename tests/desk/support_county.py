"""The county that the tables of routes and operations are asked in: the demonstration's registers and one of everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

import once
from desk.support_routes import (
    TODAY,
    assessment,
    ballots,
    complaint,
    consult,
    delegation,
    document,
    duty_list,
    inspection,
    issued,
    keeper,
    letters,
    of_the_trail,
    packets,
    periodical,
    phone,
    programme,
    rectification,
    recusal,
    risks,
    situation,
    template,
    three_lists,
)
from desk.table_of_routes import WITH_FACTOR, Row
from zeren.records.actor import SYSTEM, Role

BACKEND = "zeren.access.accounts.backend.AccountBackend"
TITLE = "甲事由 问责"
NEIGHBOUR = [
    {"code": "N", "name": "邻县县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "N-JW", "name": "邻县纪委", "level": "county", "kind": "discipline_commission", "superior": "N", "committee": "N"},
]  # fmt: skip


@dataclass
class County:
    """What the addresses name."""

    names: dict[str, Any]
    number: str

    def url(self, row: Row) -> str:
        return row.url.format(**self.names)


@pytest.fixture
def county(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> County:
    """The demonstration's registers and accounts, a neighbour's handler, one matter with a paper, shown to the person."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    found = entered.into(tmp_path)
    return replace(found, names=dict(found.names))


def enter() -> County:
    """Enter it all."""
    from zeren.cli.demo import loading
    from zeren.records.organs import queries as organs

    loading.enter_registers()
    loading.make_accounts()
    _neighbour()
    found = _matter()
    found.names.update(complaint())
    found.names.update(inspection())
    found.names.update(duty_list())
    commission = organs.by_code("Q-JW")
    assert commission
    found.names["organ_id"] = commission.pk
    return found


entered = once.fixture(enter, TODAY)


def _neighbour() -> None:
    from zeren.access.accounts import acts as accounts
    from zeren.records import registers
    from zeren.records.organs import queries as organs

    report = registers.import_rows(SYSTEM, "organs", NEIGHBOUR)
    organ = organs.by_code("N-JW")
    assert report.written and organ is not None
    account = accounts.make_account(SYSTEM, "linxian", "qinglan-linxian", organ=organ, label="邻县")
    accounts.give_role(SYSTEM, account, Role.CASE_HANDLER, organ, date(2024, 1, 1))


def _matter() -> County:
    from zeren.access.accounts import queries as accounts
    from zeren.papers.official.of_matter import specs_of
    from zeren.records import packs
    from zeren.records.matters import acts, files
    from zeren.records.obligations.models import Obligation
    from zeren.records.organs import queries as organs

    commission, unit, person = organs.by_code("Q-JW"), organs.by_code("Q-01"), accounts.find("benren").person  # type: ignore[union-attr]
    assert commission and unit and person
    handler = accounts.find("chengban").person_id  # type: ignore[union-attr]
    matter = _opened(commission, TITLE, person, date(2024, 1, 8), handler)
    hidden = _opened(commission, "乙事由 问责", person, date(2024, 1, 9))
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    first = next(iter(words.procedure.steps.values()))
    event = acts.record_event(SYSTEM, matter.pk, first.id, "2024-01-08", {}, by=first.by[:1]).event
    paper = files.add_attachment(SYSTEM, matter.pk, "材料.txt", "甲材料".encode())
    _concern(matter, unit)
    acts.show_to_subject(SYSTEM, matter.pk, date(2024, 2, 1))
    given = _shown_to_the_person(matter, person, paper)
    task = Obligation.objects.filter(matter=matter).order_by("pk").first()
    assert task is not None
    names = {
        "pk": matter.pk, "task": task.pk, "seq": event.seq, "paper": paper.pk, "person": person.pk,
        "form": _form(matter, specs_of(words.pack)), "hidden": hidden.pk, "step": first.id, "change": _change(),
        "given": given, "token": _token(), **of_the_trail(matter), **three_lists(matter, unit), "programme": programme(commission, unit), "recusal": recusal(), "delegation": delegation(),
    }  # fmt: skip
    names.update(letters(commission, unit))
    names.update(risks())
    names["situation"] = situation(commission, unit)
    names["consult"] = consult(person)
    names.update(rectification(unit))
    names.update(ballots(matter, person))
    names.update(periodical(commission))
    names.update(packets())
    names["template"] = template(commission)
    names["document"] = document(matter, names["form"])
    names["issued"] = issued(matter, names["form"])
    names.update(assessment(commission, unit))
    phone()
    return County(names, matter.number)


def _opened(organ: Any, title: str, person: Any, on: date, handler: int | None = None) -> Any:
    """A matter of accountability about the person."""
    from zeren.records.matters import opening

    return opening.open_matter(
        SYSTEM,
        opening.Opening(
            "cn-2019-accountability", "accountability", organ.pk, title, [f"person:{person.pk}"], on, mark="青纪问", handler=handler,
        ),
    )  # fmt: skip


def _change() -> int:
    """A change of rights that the system administrator proposed."""
    from zeren.access.rights import acts
    from zeren.access.rights.proposals import Proposal

    return acts.propose(keeper("xitong"), Proposal("unlock", "本人当面", "chengban")).pk


def _token() -> int:
    from zeren.access.accounts import queries as accounts
    from zeren.access.tokens import acts as tokens

    return tokens.make(SYSTEM, "试验", "read", 30, account=accounts.find("chengban"))[0].pk


def _concern(matter: Any, unit: Any) -> None:
    """The unit is concerned as well, so that its liaison is one to whom the matter was shown."""
    from zeren.records.matters.models import MatterSubject

    MatterSubject.objects.create(matter=matter, organ=unit)


def _shown_to_the_person(matter: Any, person: Any, paper: Any) -> int:
    """The paper is put before the person alone, who states; answers where that stands in the log."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.matters import acts, own_acts

    acts.record_event(
        SYSTEM, matter.pk, "facts_shown", "2024-02-01", {"in_person": "yes"},
        subjects=[f"person:{person.pk}"], by=("investigation_team",), attachments=[paper.pk],
    )  # fmt: skip
    account = accounts.find("benren")
    assert account is not None
    return own_acts.record_own(accounts.actor_of(account), matter.pk, "statement_submitted", text="说明").seq


def _form(matter: Any, specs: Any) -> str:
    """A paper that nothing holds back."""
    from zeren.records import evaluation

    return next(spec.id for spec in specs if not evaluation.withheld(matter, spec.on))


def browser(name: str, strong: bool | None = None) -> Client:
    """A browser in which the account has signed in; with its second factor, where it has one in the demonstration."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.middleware import STRONG

    client = Client()
    if name:
        account = accounts.find(name)
        assert account is not None
        client.force_login(account, backend=BACKEND)
        if name in WITH_FACTOR if strong is None else strong:
            session = client.session
            session[STRONG] = True
            session.save()
    return client


def word(answer: Any) -> str:
    """The answer in the words of the table."""
    if answer.status_code == 302:
        return "door" if answer["Location"].startswith("/signin?next=") else "to"
    return {200: "page", 401: "told", 404: "out", 403: "role", 405: "no", 409: "told", 422: "told"}[
        answer.status_code
    ]


def written() -> tuple[int, ...]:
    """How much is on record: what a refused act may not change."""
    from zeren.records.ballots.models import Ballot, BallotAssent, BallotCode
    from zeren.records.matters.models import Attachment, Draft, Event, HandOver, Matter
    from zeren.records.people.models import Person
    from zeren.records.trail.models import TrailEntry

    models = (
        Attachment,
        Ballot,
        BallotAssent,
        BallotCode,
        Draft,
        Event,
        HandOver,
        Matter,
        Person,
        TrailEntry,
    )
    return tuple(model.objects.count() for model in models)


def cells(answer: Any) -> str:
    """Every cell of a workbook, a line each."""
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
