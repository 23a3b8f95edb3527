"""A county reports to its city and gets assignments from it, over a carrier that anybody may have had in hand."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import typer
from typer.testing import CliRunner

from records import support_moving as support
from zeren.cli.main import register
from zeren.records import ciphers, containers
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.packets import acts, own, queries, sealing, shapes, suites, taking
from zeren.records.packets.gathering import Scope
from zeren.records.packets.models import Packet, PacketItem, PacketPartner, Relation
from zeren.records.packets.own import Card

ROOT = Path(__file__).resolve().parents[2]
UP = Scope(("Q",))
TASK = {
    "key": "市交〔2026〕1号",
    "organ": "QT",
    "title": "限期整改",
    "text": "按期报结果",
    "due": "2026-06-30",
    "cites": [],
}


@pytest.fixture(scope="module", autouse=True)
def empty(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table and no row, made before anything is entered."""
    with django_db_blocker.unblock():
        name = support.lay_empty(tmp_path_factory.mktemp("empty"), "packets")
        yield name
        support.drop(name)


@pytest.fixture(params=["international", "national"])
def suite(request: pytest.FixtureRequest, settings: Any) -> str:
    """By which ciphers the two exchange: each test runs with both."""
    settings.ZEREN = replace(settings.ZEREN, ciphers=request.param)
    return str(request.param)


@pytest.fixture
def city(
    county: Any, empty: str, tmp_path: Path, settings: Any, suite: str
) -> Callable[[], AbstractContextManager[Path]]:
    """Within ``with city():`` this process is the city's installation. It and the county know each other's cards."""

    def there() -> Any:
        return support.installation(empty, tmp_path / "city", None, settings)

    here = own.make("Q", "青县县委").card()
    with there():
        seat = Organ.objects.create(
            code="C", name="某市委", short="市委", level="city", kind="party_committee"
        )
        Organ.objects.create(
            code="Q", name="青县县委", short="县委", level="county", kind="party_committee", superior=seat
        )
        Organ.objects.create(
            code="B", name="白县县委", short="白县", level="county", kind="party_committee", superior=seat
        )
        above = own.make("C", "某市委").card()
        acts.enter_partner(SYSTEM, here, Relation.SUBORDINATE, ["Q"])
    acts.enter_partner(SYSTEM, above, Relation.SUPERIOR)
    return there


@pytest.fixture
def matter(county: Any, opened: Any) -> Any:
    """A matter of the county's with two entries."""
    found = opened()
    matters.record_event(county.zhao, found.pk, "noticed", "2026-03-03", {"place": "会议室"})
    return found


def made(
    tmp_path: Path, name: str = "up", scope: Scope = UP, assigned: bytes | None = None, to: str = "C"
) -> bytes:
    path = tmp_path / f"{name}.zp"
    acts.make(SYSTEM, path, to, scope, assigned)
    return path.read_bytes()


# ---------------------------------------------------------------- up, down, and back


def test_a_report_goes_up_and_its_receipt_comes_back(city: Any, matter: Any, tmp_path: Path) -> None:
    told = acts.preview(SYSTEM, "C", UP)
    assert [(line.organ, line.entries) for line in told.items] == [("QJ", 2)] and told.withheld == 0
    assert not Packet.objects.exists()
    file = made(tmp_path)
    for clear in ("会议室", matter.number, matter.title, "青县"):
        assert clear.encode() not in file
    with city():
        done = taking.take(SYSTEM, file)
        assert [(result.key, result.state) for result in done.results] == [(matter.number, "new")]
        item = queries.packet(done.number)["items"][0]
        assert item["entries"][1]["fields"]["place"] == "会议室"
        assert item["names"][item["entries"][0]["subjects"][0]] == "孙局长"
        assert "会议室".encode() not in bytes(PacketItem.objects.get().sealed)
        acts.make_receipt(SYSTEM, tmp_path / "back.zp", done.number)
    back = taking.take(SYSTEM, (tmp_path / "back.zp").read_bytes())
    assert (back.kind, back.results) == ("receipt", done.results)
    sent = Packet.objects.get(way="out")
    assert sent.receipted and sent.receipt == [result.as_dict() for result in done.results]


def test_the_same_packet_again_changes_nothing_and_a_later_one_goes_on(
    city: Any, county: Any, matter: Any, tmp_path: Path
) -> None:
    file = made(tmp_path)
    with city():
        first = taking.take(SYSTEM, file)
        assert taking.take(SYSTEM, file) == replace(first, repeated=True)
        assert (Packet.objects.count(), PacketItem.objects.count()) == (1, 1)
    unchanged = made(tmp_path, "same")
    matters.record_event(county.zhao, matter.pk, "noticed", "2026-03-04", {"place": "食堂"})
    later = made(tmp_path, "later")
    with city():
        assert [r.state for r in taking.take(SYSTEM, unchanged).results] == ["same"]
        assert [r.state for r in taking.take(SYSTEM, later).results] == ["newer"]
        assert PacketItem.objects.count() == 2


def test_a_log_that_was_written_anew_is_a_conflict_and_the_earlier_one_stays(
    city: Any, matter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(tmp_path)
    report = acts.gathering.report

    def altered(found: list[Matter]) -> Iterator[dict[str, Any]]:
        for item in report(found):
            item["entries"][1]["link"] = "0" * 64
            yield item

    monkeypatch.setattr(acts.gathering, "report", altered)
    second = made(tmp_path, "second")
    with city():
        taking.take(SYSTEM, first)
        done = taking.take(SYSTEM, second)
        assert (done.results[0].state, done.conflicts, PacketItem.objects.count()) == ("conflict", 1, 1)
        acts.make_receipt(SYSTEM, tmp_path / "back.zp", done.number)
    assert taking.take(SYSTEM, (tmp_path / "back.zp").read_bytes()).conflicts == 1


def test_an_assignment_goes_down(city: Any, tmp_path: Path) -> None:
    line = json.dumps(TASK, ensure_ascii=False).encode()
    with city():
        file = made(tmp_path, "down", Scope(), line, to="Q")
    done = taking.take(SYSTEM, file)
    assert [(r.key, r.state) for r in done.results] == [(TASK["key"], "new")]
    assert queries.packet(done.number)["items"] == [TASK]


def test_what_is_secret_or_within_a_circle_stays_and_is_counted(city: Any, matter: Any, opened: Any) -> None:
    other, third = opened(), opened()
    Matter.objects.filter(pk=other.pk).update(restricted=True)
    Matter.objects.filter(pk=third.pk).update(classification="秘密")
    told = acts.preview(SYSTEM, "C", UP)
    assert ([line.key for line in told.items], told.withheld) == ([matter.number], 2)
    Matter.objects.filter(pk=matter.pk).update(classification="机密")
    with pytest.raises(Refused, match="nothing in the scope"):
        acts.preview(SYSTEM, "C", UP)


def test_nothing_goes_where_it_does_not_belong(city: Any, matter: Any, tmp_path: Path) -> None:
    line = json.dumps(TASK).encode()
    for to, scope, assigned, field in (
        ("X", UP, None, "--to"),
        ("C", Scope(("X",)), None, "--organ"),
        ("C", Scope(), line, "--to"),
    ):
        with pytest.raises(Refused) as refused:
            acts.make(SYSTEM, tmp_path / "no.zp", to, scope, assigned)
        assert refused.value.problems[0].field == field
    for spoiled in (b"", b"{}", b"no", line + b"\n" + line):
        with city(), pytest.raises(Refused):
            acts.make(SYSTEM, tmp_path / "no.zp", "Q", Scope(), spoiled)
    assert not Packet.objects.exists() and not (tmp_path / "no.zp").exists()
    assert PacketPartner.objects.get().sent == 0


def test_a_partner_is_entered_with_its_scope_or_not_at_all(city: Any) -> None:
    card = acts.card_of(PacketPartner.objects.get())
    with pytest.raises(Refused):
        acts.enter_partner(SYSTEM, card, Relation.SUBORDINATE)
    with pytest.raises(Refused):
        acts.enter_partner(SYSTEM, own.own().card(), Relation.SUPERIOR)
    acts.enter_partner(SYSTEM, card, Relation.SUPERIOR)
    assert (
        PacketPartner.objects.filter(ended__isnull=True).count() == 1 and PacketPartner.objects.count() == 2
    )
    for text in (b"", b"[]", card.text().encode()[:-9], card.text().replace(card.open_key, "00").encode()):
        with pytest.raises(Refused):
            own.read_card(text)
    told = json.loads(card.text())
    for change in (
        {"code": 5},
        {"name": ["C"]},
        {"name": ""},
        {"code": "C\ud800"},
        {"name": "a\0"},
        {"name": "x" * 101},
    ):
        with pytest.raises(Refused):
            own.read_card(json.dumps(told | change).encode())
    assert own.read_card(card.text().encode()) == card


# ---------------------------------------------------------------- hostile


@pytest.fixture
def forged(city: Any, matter: Any, tmp_path: Path) -> Any:
    """Makes a packet as the county would, with other contents: signed and sealed with the county's true keys."""
    county_keys = own.own()
    with city():
        to = own.own().card()
    true = tmp_path / "true.zp"
    with_true: dict[str, Any] = {}

    def grab(manifest: bytes, items: bytes, card: Card, keys: Any) -> bytes:
        with_true.update(manifest=json.loads(manifest), items=items)
        return b""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts.sealing, "seal", grab)
        acts.make(SYSTEM, true, "C", UP)

    def forge(
        change: Callable[[dict[str, Any], list[dict[str, Any]]], Any] = lambda m, i: None,
        keys: Any = county_keys,
        card: Card = to,
        fit: bool = True,
        box: Callable[[zipfile.ZipFile], None] | None = None,
    ) -> bytes:
        import hashlib

        manifest = json.loads(json.dumps(with_true["manifest"]))
        items = [json.loads(line) for line in with_true["items"].splitlines()]
        change(manifest, items)
        # As ASCII: half a pair of surrogates can be written so, and by no other way.
        text = b"".join(json.dumps(item).encode() + b"\n" for item in items)
        if fit:
            manifest["items"] = {
                "count": len(items),
                "bytes": len(text),
                "sha256": hashlib.sha256(text).hexdigest(),
            }
        signed = json.dumps(manifest, ensure_ascii=False).encode()
        if box is None:
            return sealing.seal(signed, text, card, keys)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("manifest.json", signed)
            made.writestr("manifest.sig", suites.between(keys.card(), card).sign(keys, signed, text))
            made.writestr("items.jsonl", text)
            box(made)
        return enveloped(stream.getvalue(), card)

    return SimpleNamespace(forge=forge, to=to)


def enveloped(content: bytes, card: Card) -> bytes:
    """Seal any content to a receiver, as anybody could."""
    encrypt = ciphers.encrypt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ciphers, "encrypt", lambda method, key, plain, place: encrypt(method, key, content, place)
        )
        return sealing.seal(b"", b"", card, own.own())


def link(box: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    box.writestr(info, "/etc/passwd")


def first(items: list[dict[str, Any]], **other: Any) -> None:
    items[0].update(other)


CHANGES: dict[str, Any] = {
    "a scope beyond its own": (lambda m, i: m["scope"].update(organs=["B"]), "manifest.scope"),
    "outside its declared scope": (lambda m, i: first(i, organ="Q9"), "items.jsonl:1"),
    "of another time": (lambda m, i: m["scope"].update(since="2027-01-01"), "items.jsonl:1"),
    "of another pack": (lambda m, i: m["scope"].update(packs=["other"]), "items.jsonl:1"),
    "a gap in the log": (lambda m, i: i[0]["entries"].pop(0), "items.jsonl:1"),
    "a part more": (lambda m, i: first(i, more=1), "items.jsonl:1"),
    "a part less": (lambda m, i: i[0].pop("title"), "items.jsonl:1"),
    "a number for a text": (lambda m, i: first(i, title=1), "items.jsonl:1.title"),
    "true for a number": (lambda m, i: i[0]["entries"][0].update(seq=True), "items.jsonl:1.entries[0].seq"),
    "a day that is none": (lambda m, i: first(i, opened="2026-13-01"), "items.jsonl:1.opened"),
    "a text too long": (lambda m, i: first(i, title="x" * 1001), "items.jsonl:1.title"),
    "a zero byte": (lambda m, i: first(i, title="a\0"), "items.jsonl:1.title"),
    "half a sign in a field": (lambda m, i: i[0]["entries"][0]["fields"].update(a="\ud800"), "items.jsonl:1.entries[0].fields"),
    "half a sign in a name": (lambda m, i: i[0]["names"].update({"\udfff": "x"}), "items.jsonl:1.names"),
    "a field that is no number": (lambda m, i: i[0]["entries"][0]["fields"].update(a=float("nan")), "items.jsonl:1.entries[0].fields"),
    "fields too deep": (lambda m, i: i[0]["entries"][0]["fields"].update(a=json.loads("[" * 21 + "]" * 21)), "items.jsonl:1.entries[0].fields"),
    "a number that no database takes": (lambda m, i: m.update(seq=2**31), "manifest.seq"),
    "an instant without its zone": (lambda m, i: m.update(made="2026-03-16T04:00:00"), "manifest.made"),
    "a day written otherwise": (lambda m, i: first(i, opened="20260316"), "items.jsonl:1.opened"),
    "twice the same": (lambda m, i: i.append(i[0]), "items.jsonl"),
    "an assignment from below": (lambda m, i: m.update(kind="assignment"), "manifest.kind"),
    "a kind that is none": (lambda m, i: m.update(kind="order"), "manifest.kind"),
    "a newer form": (lambda m, i: m.update(version=2), "manifest.version"),
    "for somebody else": (lambda m, i: m["receiver"].update(keys="0" * 64), "manifest.receiver"),
    "a sender that is not known": (lambda m, i: m["sender"].update(code="B"), "manifest.sender"),
    "other keys of the sender": (lambda m, i: m["sender"].update(keys="0" * 64), "manifest.sender"),
    "a receipt for nothing": (
        lambda m, i: (m.update(kind="receipt"), i.clear(), i.append({"number": "0" * 36, "digest": "0" * 64, "taken": m["made"], "items": []})),
        "items.jsonl:1",
    ),
}  # fmt: skip
BOXES: dict[str, Callable[[zipfile.ZipFile], Any]] = {
    "a bomb": lambda box: box.writestr("bomb", b"\0" * (3 << 20)),
    "a path that leads out": lambda box: box.writestr("../../outside", b"x"),
    "an absolute path": lambda box: box.writestr("/outside", b"x"),
    "a link": link,
    "a member more": lambda box: box.writestr("more.txt", b"x"),
    "many members": lambda box: [box.writestr(f"m{number}", b"") for number in range(5001)],
}


def refused_and_nothing_left(city: Any, file: bytes, name: str) -> str:
    with city() as home:
        before = sorted(str(path) for path in home.rglob("*") if "sqlite3" not in path.name)
        with pytest.raises(Refused) as refused:
            taking.take(SYSTEM, file)
        assert not Packet.objects.exists() and not PacketItem.objects.exists(), name
        assert PacketPartner.objects.get().taken == 0, name
        assert sorted(str(path) for path in home.rglob("*") if "sqlite3" not in path.name) == before, name
    return refused.value.problems[0].field


def test_what_is_not_right_is_refused_whole_with_its_place(city: Any, forged: Any) -> None:
    for name, (change, where) in CHANGES.items():
        assert refused_and_nothing_left(city, forged.forge(change), name) == where, name
    assert (
        refused_and_nothing_left(city, forged.forge(fit=False, change=lambda m, i: first(i, title="x")), "")
        == "items.jsonl"
    )
    with city():
        assert taking.take(SYSTEM, forged.forge()).conflicts == 0


def test_a_hostile_container_is_refused_with_its_reason(
    city: Any, forged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 2 << 20)
    for name, box in BOXES.items():
        assert refused_and_nothing_left(city, forged.forge(box=box), name) == "file", name
    assert refused_and_nothing_left(city, enveloped(b"no zip", forged.to), "no zip") == "file"


def test_a_signature_of_other_keys_is_refused(city: Any, forged: Any, tmp_path: Path) -> None:
    path = own.path()
    kept = path.read_bytes()
    path.unlink()
    other = own.make("Q", "青县县委")
    path.write_bytes(kept)
    assert refused_and_nothing_left(city, forged.forge(keys=other), "") == "manifest.sig"


def test_every_bit_counts(city: Any, forged: Any) -> None:
    file = forged.forge()
    head = file.index(b"\n", len(sealing.MAGIC)) + 1
    for place in (0, len(sealing.MAGIC) + 4, head - 5, head, head + 20, len(file) - 1):
        spoiled = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        assert refused_and_nothing_left(city, spoiled, str(place)) == "file"
    for spoiled in (b"", file[:40], file[:-1], file + b"x"):
        assert refused_and_nothing_left(city, spoiled, "cut") == "file"


def test_who_it_is_not_for_cannot_open_it(city: Any, forged: Any) -> None:
    with pytest.raises(Refused, match="not for this installation"):
        taking.take(SYSTEM, forged.forge())


def test_an_older_packet_and_another_one_of_the_same_number_are_replays(city: Any, forged: Any) -> None:
    newer = forged.forge(lambda m, i: m.update(seq=5, number="5" * 36))
    with city():
        taking.take(SYSTEM, newer)
        for change in (
            lambda m, i: m.update(number="6" * 36, seq=5),
            lambda m, i: m.update(number="6" * 36, seq=4),
        ):
            with pytest.raises(Refused, match="replay"):
                taking.take(SYSTEM, forged.forge(change))
        with pytest.raises(Refused, match="another packet had this number"):
            taking.take(SYSTEM, forged.forge(lambda m, i: m.update(number="5" * 36, seq=9)))
        assert Packet.objects.count() == 1


# ---------------------------------------------------------------- form, commands


def test_the_published_schema_is_the_one_that_is_held_against_packets(city: Any, matter: Any) -> None:
    assert (ROOT / "schema" / "packet.schema.json").read_text(encoding="utf-8") == shapes.schema_text()
    schema = json.loads(shapes.schema_text())["$defs"]
    item = next(acts.gathering.report([Matter.objects.get(pk=matter.pk)]))
    jsonschema.Draft202012Validator(schema["report"]).validate(item)
    jsonschema.Draft202012Validator(schema["assignment"]).validate(TASK)


def test_the_commands_go_the_whole_way(city: Any, matter: Any, tmp_path: Path) -> None:
    app = register(typer.Typer())

    def zeren(*words: object) -> tuple[int, Any]:
        done = CliRunner().invoke(app, ["packet", *map(str, words), "--json"], catch_exceptions=False)
        return done.exit_code, json.loads(done.stdout)

    code, card = zeren("card", "--organ", "Q", "--out", tmp_path / "q.card")
    assert (code, card["code"]) == (0, "Q")
    with city():
        code, said = zeren("partner", tmp_path / "q.card", "--is", "subordinate", "--scope", "Q")
        assert (code, said["errors"][0]["where"]) == (2, "--keys")
        code, said = zeren(
            "partner", tmp_path / "q.card", "--is", "subordinate", "--scope", "Q", "--keys", card["keys"]
        )
        assert (code, said["scope"]) == (0, ["Q"])
    assert zeren("preview", "--to", "C", "--organ", "Q", "--since", "soon")[0] == 2
    code, said = zeren("preview", "--to", "C", "--organ", "Q")
    assert (code, [item["key"] for item in said["items"]]) == (0, [matter.number])
    code, sent = zeren("make", tmp_path / "up.zp", "--to", "C", "--organ", "Q")
    assert (code, sent["count"]) == (0, 1)
    assert zeren("make", tmp_path / "up.zp", "--to", "C", "--organ", "Q")[0] == 2
    with city():
        code, said = zeren("take", tmp_path / "up.zp", "--receipt", tmp_path / "up.zp")
        assert (code, said["items"][0]["state"], "已经收下" in said["errors"][0]["zh"]) == (2, "new", True)
        code, said = zeren("take", tmp_path / "up.zp", "--receipt", tmp_path / "back.zp")
        assert (code, said["repeated"], said["items"][0]["state"]) == (0, True, "new")
        assert zeren("show", said["number"])[1]["items"][0]["key"] == matter.number
        assert zeren("take", tmp_path / "none.zp")[0] == 2
    code, said = zeren("take", tmp_path / "back.zp")
    assert (code, said["kind"]) == (0, "receipt")
    code, said = zeren("list")
    assert [row["receipted"] is not None for row in said["packets"] if row["way"] == "out"] == [True]
