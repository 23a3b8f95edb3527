"""A matter with a ballot on two people, its tellers' browsers, and the forms of its pages."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.test import Client

from desk.conftest import BACKEND, PASSWORD
from zeren.records import registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.ballots.models import Ballot
from zeren.records.matters import opening

VOTERS = 12


def setting(number: int = VOTERS, **differs: str) -> dict[str, str]:
    """The form of the setting, filled in."""
    names = [f"票{n:03}" for n in range(1, number + 1)]
    given = {
        "title": "第二次述职评议", "at": "2", "day": "2026-10-13", "voted": "赵某某 交通局局长\n孙某某",
        "options": "好 100\n较好 80\n一般 60\n较差 40", "basis": "县委办公室会前通知", "abstain": "left_out",
        "voters": f"县委委员：{'、'.join(names[:number // 2])}\n县纪委委员：\n" + "\n".join(names[number // 2 :]),
        "teller1": "李某某", "teller2": "票001",
    }  # fmt: skip
    return {**given, **differs}


def enter_people(number: int = VOTERS) -> None:
    """The voters, of the bureau; the first has an account and is the second teller."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    rows = [{"code": f"V{n:03}", "name": f"票{n:03}", "organ": "QT"} for n in range(1, number + 1)]
    assert registers.import_rows(SYSTEM, "people", rows).written
    organ = Organ.objects.get(code="QT")
    account = accounts.make_account(
        SYSTEM, "piao", PASSWORD, person=Person.objects.get(code="V001"), organ=organ
    )
    accounts.give_role(SYSTEM, account, Role.UNIT_LIAISON, organ, date(2020, 1, 1))


def place_of(desk: Any, number: int = VOTERS, procedure: str = "statements") -> SimpleNamespace:
    """The voters, the matter, and the browsers of who takes part."""
    enter_people(number)
    people = [f"person:{desk.people[name].pk}" for name in ("zhao", "sun")]
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "test-statements", procedure, desk.organs["QJ"].pk, "第二次述职评议", people, date(2026, 10, 8),
            mark="青述", handler=desk.people["wang"].pk,
        ),
    )  # fmt: skip
    return SimpleNamespace(
        matter=matter,
        organiser=desk.sign_in("wang"),
        first=desk.sign_in("li"),
        second=signed_in("piao"),
        codes=[],
        words=[],
    )


def signed_in(name: str) -> Client:
    """A browser in which an account has signed in and proved itself just now."""
    import time

    from zeren.access.accounts import queries as accounts
    from zeren.desk.proof import FRESH

    client = Client()
    client.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
    session = client.session
    session[FRESH] = int(time.time())
    session.save()
    return client


def proved(client: Client) -> Client:
    """The same browser, its viewer proved just now."""
    import time

    from zeren.desk.proof import FRESH

    session = client.session
    session[FRESH] = int(time.time())
    session.save()
    return client


def prepared(place: Any, **differs: str) -> Any:
    """The ballot is set up by the form."""
    answer = place.organiser.post(f"/matters/{place.matter.pk}/ballots", setting(**differs))
    assert answer.status_code == 302, text_of(answer)
    place.ballot = Ballot.objects.get()
    place.url = f"/ballots/{place.ballot.pk}"
    return place


def opened(place: Any, codes: int = 0, **differs: str) -> Any:
    """It is opened; with codes the tellers take their words first."""
    prepared(place, **differs)
    assert place.organiser.post(f"{place.url}/open").status_code == 302
    proved(place.first)
    if codes:
        place.words = [words_in(one.post(f"{place.url}/half")) for one in (place.first, place.second)]
        place.codes = codes_in(place.first.post(f"{place.url}/codes", {"number": str(codes)}))
        assert len(place.codes) == codes
    return place


def words_in(answer: Any) -> str:
    """The words on the page that shows them once."""
    found = re.search(r'class="words4">(.*?)</dd>', answer.content.decode())
    assert found, text_of(answer)
    return "".join(re.findall(r"<span>(.*?)</span>", found[1]))


def codes_in(answer: Any) -> list[str]:
    """The codes on the page of slips."""
    return [a + b for a, b in re.findall(r"<b>([A-Z0-9]{4}) ([A-Z0-9]{4})</b>", answer.content.decode())]


def cast(code: str, *choices: str, sure: bool = True, client: Client | None = None) -> Any:
    """Cast on the voting page: an option's place for each, 0 for abstaining, empty for none."""
    given = {f"v{place}": choice for place, choice in enumerate(choices, start=1) if choice}
    data = {"do": "cast", "code1": code[:4], "code2": code[4:], **given, **({"sure": "yes"} if sure else {})}
    return (client or Client()).post("/vote/", data)


def came(place: Any, number: int) -> None:
    """So many voters are there."""
    from zeren.records.people.models import Person

    people = Person.objects.filter(code__startswith="V").order_by("code")[:number]
    assert place.first.post(f"{place.url}/attend", {"came": [one.pk for one in people]}).status_code == 302


def closed(place: Any, left: int = 0, given: int = 0) -> None:
    """Both tellers close."""
    for one in (place.first, place.second):
        assert proved(one).post(f"{place.url}/close", {"left": left, "given": given}).status_code == 302


def counted(place: Any) -> Any:
    """The first teller opens the result; the other's words are typed beside."""
    return proved(place.first).post(
        f"{place.url}/count", {"words1": place.words[0], "words2": place.words[1]}
    )


def text_of(answer: Any) -> str:
    """What a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
