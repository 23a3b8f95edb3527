"""What single persons of the cast of the table of routes have of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pyotp

from papers.test_templates import made as paper_from
from zeren.records import clock, vault
from zeren.records.actor import SYSTEM
from zeren.records.packets.taking import place_of

TODAY = date(2024, 6, 28)


def keeper(name: str) -> Any:
    """The actor of an account of the cast."""
    from zeren.access.accounts import queries as accounts

    return accounts.actor_of(accounts.find(name), TODAY)  # type: ignore[arg-type]


def recusal() -> int:
    """The handler keeps away from everything about somebody else."""
    from zeren.records.people import queries as people
    from zeren.records.recusals import acts

    other = people.by_code("R002")
    assert other is not None
    return acts.declare_about(keeper("chengban"), other.pk, "kin").pk


def delegation() -> int:
    """The secretary entrusts the supervision officer from tomorrow on: today it opens nothing yet."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.delegation import acts

    grant = accounts.held_on(accounts.find("shuji"), TODAY).get()  # type: ignore[arg-type]
    tomorrow = TODAY + timedelta(days=1)
    wish = acts.Wish(grant.pk, "jiandu", ("party_committee",), tomorrow, tomorrow, "外出学习")
    return acts.entrust(keeper("shuji"), wish).pk


def phone() -> None:
    """The secretary's phone is bound: own recovery codes and a binding to take away."""
    from zeren.access.factors import acts

    secret = acts.begin_code(keeper("shuji"))
    acts.confirm_code(keeper("shuji"), pyotp.TOTP(secret).now())


def inspection() -> dict[str, int]:
    """An inspection of the unit whose list was announced, from a pool of the commission; a member of the pool."""
    from zeren.access.accounts import queries as accounts
    from zeren.records import registers
    from zeren.records.draws import acts
    from zeren.records.draws.acts import Asked
    from zeren.records.matters import opening
    from zeren.records.organs import queries as organs
    from zeren.records.pool.models import PoolMember

    keeping, unit = organs.by_code("Q-JW"), organs.by_code("Q-01")
    assert keeping and unit
    rows = [{"organ": "Q-JW", "person": code, "since": "2024-01-08"} for code in ("R117", "R118", "R120")]
    assert registers.import_rows(keeper("chengban"), "pool", rows).written
    asked = opening.Opening(
        "zy-2015-inspection", "inspection", keeping.pk, "巡察", [f"organ:{unit.pk}"], date(2024, 1, 10),
        mark="青巡", handler=accounts.find("chengban").person_id,  # type: ignore[union-attr]
    )  # fmt: skip
    matter = opening.open_matter(keeper("chengban"), asked)
    listed = acts.announce(
        keeper("chengban"), matter.pk, Asked(keeping.pk, {"inspectors": 1}, "witnessed", "掷骰", TODAY)
    )
    member = PoolMember.objects.order_by("pk").first()
    assert member is not None
    return {"inspection": matter.pk, "listed": listed.seq, "member": member.pk}


def document(matter: Any, paper: str) -> int:
    """A draft of one of the matter's papers, by its handler."""
    from zeren.records.documents import acts
    from zeren.records.documents.text import Text

    return acts.draft(
        keeper("chengban"), matter.pk, acts.Paper(paper, "甲文书", "noticed"), Text("甲标题", "乙正文")
    ).pk


def issued(matter: Any, paper: str) -> int:
    """A document of the matter that is out: 甲发〔2024〕1号."""
    from zeren.records.documents import acts

    pk = document(matter, paper)
    acts.submit(keeper("chengban"), pk, 1)
    acts.review(keeper("fenguan"), pk, 2)
    acts.sign(keeper("jiwei"), pk, 3)
    return acts.issue(keeper("chengban"), pk, 4, "甲发", lambda *_: quick()).pk


def quick() -> Any:
    """Files that stand for the real ones."""
    from zeren.records.documents.acts import Made

    content = paper_from("{{title}}", "{{body}}", "{{signed_by}}", "{{dated}}")
    return Made(content, b"%PDF-1.7", {"editor": "甲", "engines": {}, "substitutes": [], "families": {}})


def periodical(commission: Any) -> dict[str, int]:
    """Two issues of the commission with one piece each, one not out yet and one that is out."""
    from zeren.records.bulletin import acts
    from zeren.records.bulletin.text import Issue, Piece

    by, piece = keeper("chengban"), Piece(title="甲要闻", body="甲段")
    issue = acts.begin(by, commission.pk, Issue("甲刊"), "青刊")
    first = acts.write(by, issue.pk, piece)
    out = acts.begin(by, commission.pk, Issue("甲刊"), "青刊")
    made = acts.hand_on(by, acts.write(by, out.pk, piece).pk, 1)
    acts.approve(keeper("chengban2"), made.pk, made.head)
    made = acts.submit(by, out.pk, 1)
    made = acts.review(keeper("fenguan"), out.pk, made.head)
    made = acts.sign(keeper("jiwei"), out.pk, made.head)
    acts.publish(by, out.pk, made.head, lambda *_: quick())
    return {"issue": issue.pk, "piece": first.pk, "out": out.pk, "asking": _asking(commission)}


def _asking(commission: Any) -> int:
    """A letter of the department that asks the commission for a case, as if it had been issued."""
    from zeren.records.bulletin import acts
    from zeren.records.bulletin.text import Issue
    from zeren.records.documents.models import OfficialPaper
    from zeren.records.documents.text import Text

    by = keeper("zuzhi")
    issue = acts.begin(by, next(g.organ for g in by.grants), Issue("乙刊"), "组刊")
    letter = acts.ask(by, issue.pk, commission.pk, Text("商请函", "商请一件。"))
    out = {"state": "issued", "mark": "组函", "year": 2024, "serial": 1, "issued_on": TODAY}
    OfficialPaper.objects.filter(pk=letter.pk).update(**out)
    return letter.pk


def template(commission: Any) -> int:
    """The commission's own layout of one paper."""
    from zeren.records.templates import acts

    content = paper_from("{{title}}", "{{body}}", "{{signed_by}}", "{{dated}}")
    return acts.take(keeper("chengban"), commission.pk, "zy-2015-interviews", "notice", "甲.docx", content).pk


def packets() -> dict[str, str]:
    """The commission exchanges packets: its superior assigned something to it and to its committee."""
    from zeren.records.packets import acts, own
    from zeren.records.packets.models import Packet, PacketItem, PacketPartner, Relation

    own.make("Q-JW", "青岚县纪委")
    partner = PacketPartner.objects.create(
        code="C-JW", name="甲市纪委", relation=Relation.SUPERIOR, sign_key="0" * 64, open_key="0" * 64,
        scope=[], entered=clock.now(),
    )  # fmt: skip
    packet = Packet.objects.create(
        partner=partner, way="in", kind=acts.ASSIGNMENT, number="a" * 36, seq=1, made=clock.now(), entered=clock.now(),
        digest="0" * 64, scope={"organs": ["Q-JW"]}, count=1, receipt=[{"key": "甲", "state": "new", "zh": "新收", "en": "new"}],
    )  # fmt: skip
    row = PacketItem(packet=packet, place=0, kind=acts.ASSIGNMENT, key="甲", organ="Q-JW", digest="0" * 64)
    item = {"key": "甲", "organ": "Q-JW", "title": "甲交办", "text": "甲", "due": None, "cites": []}
    vault.write(row, place_of(packet.number, 0), json.dumps(item).encode())
    row.save(force_insert=True)
    return {"packet": packet.number}


def ballots(matter: Any, person: Any) -> dict[str, int]:
    """Three ballots on the person concerned: prepared, open, its result opened. A teller does not see the matter."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.ballots import acts, closing
    from zeren.records.ballots.setting import Asked

    tellers = [accounts.find(name).person_id for name in ("chengban", "jiandu")]  # type: ignore[union-attr]
    voter = accounts.find("chayue").person_id or tellers[0]  # type: ignore[union-attr]
    asked = Asked(
        "甲评议", "1", TODAY, (("好", ""), ("差", "")), ((f"person:{person.pk}", ""),), voters=((voter, "甲类"),),
        tellers=tellers,  # type: ignore[arg-type]
    )  # fmt: skip
    made = [acts.prepare(SYSTEM, matter.pk, asked) for _ in range(3)]
    for one in made[1:]:
        acts.open_ballot(SYSTEM, one.pk)
    for name in ("chengban", "jiandu"):
        closing.close(keeper(name), made[2].pk, 0, 0)
    closing.open_result(keeper("jiandu"), made[2].pk, ())
    return dict(zip(("ballot", "open", "counted"), (one.pk for one in made), strict=True))


def letters(commission: Any, unit: Any) -> dict[str, str]:
    """An errand of the commission for two units, a red letter to each, and the key of the first one's obligation."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.letters import acts
    from zeren.records.letters.drafting import Key
    from zeren.records.matters import acts as matters
    from zeren.records.matters.opening import Opening, open_matter
    from zeren.records.obligations.models import Obligation
    from zeren.records.organs import queries as organs

    other = organs.by_code("Q-02")
    assert other is not None
    asked = Opening(
        "gs-2016-111-oversight", "oversight", commission.pk, "丁事项", [f"organ:{unit.pk}", f"organ:{other.pk}"],
        date(2024, 6, 3), mark="青督", handler=accounts.find("chengban").person_id,  # type: ignore[union-attr]
    )  # fmt: skip
    errand = open_matter(SYSTEM, asked)
    fields = {"item": "丁事项", "manner": "书面", "node": "2024-06-20"}
    matters.record_event(
        SYSTEM, errand.pk, "oversight_assigned", "2024-06-03", fields, by=("general_office",)
    )
    rows = Obligation.objects.filter(matter=errand, norm="object-four-acts.node")
    mine, theirs = (rows.get(subject=f"organ:{organ.pk}") for organ in (unit, other))
    first, second = (acts.issue(SYSTEM, Key.of(row)).seq for row in (mine, theirs))
    names = ("pack", "norm", "key", "subject")
    key = {"matter": errand.pk, **{name: getattr(mine, name) for name in names}}
    first_url, second_url = (f"{errand.pk}/{seq}" for seq in (first, second))
    shown = {"errand": urlencode(key), "key": json.dumps(key)[1:-1]}
    shown |= {f"errand_{name}": str(value) for name, value in key.items()}
    return {"letter": first_url, "other_letter": second_url, **shown}


def programme(commission: Any, unit: Any) -> int:
    """A programme of inspections that concerns the unit."""
    from zeren.records.matters import opening

    asked = opening.Opening(
        "zy-2015-inspection", "inspection-programme", commission.pk, "巡察统筹", [f"organ:{unit.pk}"],
        date(2024, 1, 9), mark="青巡统",
    )  # fmt: skip
    return opening.open_matter(SYSTEM, asked).pk


def assessment(commission: Any, unit: Any) -> dict[str, Any]:
    """A year's assessment of the unit under its programme, with one sheet."""
    from zeren.records.matters import opening
    from zeren.records.scores import acts
    from zeren.records.scores.sheets import Asked, Row

    pack, ref = "zy-2015-assessment", f"organ:{unit.pk}"
    above = opening.open_matter(
        SYSTEM,
        opening.Opening(
            pack, "assessment-programme", commission.pk, "考核统筹", [ref], date(2024, 1, 9), mark="青考统"
        ),
    )
    asked = opening.Opening(
        pack, "annual-assessment", commission.pk, "己事项", [ref], date(2024, 1, 9), mark="青考", parents=[(above.pk, "joined")],
        facts={"unit": "department", "year": "2023"}, subject_facts={ref: {"target": "group"}},
    )  # fmt: skip
    scored = opening.open_matter(SYSTEM, asked)
    rows = [Row("1", "甲项", "100", "responsibility"), Row("2", "乙项", "100", "key_work")]
    acts.fix(SYSTEM, above.pk, Asked("细则", "2023", "", "group", "onsite_scored", rows, "甲文", "1"))
    return {
        "scored": scored.pk,
        "scoring": above.pk,
        "sheet": f"m{above.pk}s1",
        "of_unit": f"organ-{unit.pk}",
    }


def rectification(unit: Any) -> dict[str, int]:
    """A rectification that the committee's office handles, with a paper put before the county's two organs."""
    from zeren.records.matters import acts, files, opening
    from zeren.records.organs import queries as organs

    office = organs.by_code("Q-BG")
    assert office is not None
    asked = opening.Opening(
        "cn-2022-inspection-rectification", "inspection-rectification", office.pk, "戊事由", [f"organ:{unit.pk}"],
        date(2024, 1, 9), mark="青整",
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked).pk
    paper = files.add_attachment(SYSTEM, matter, "反馈意见.txt", "戊".encode()).pk
    for at, step, by, papers in (
        ("2024-01-10", "feedback_given", "inspection_team", [paper]),
        ("2024-01-11", "feedback_received", "inspected_organization", []),
    ):
        acts.record_event(SYSTEM, matter, step, at, {}, by=(by,), attachments=papers)
    return {"rectification": matter, "given_paper": paper}


def three_lists(matter: Any, unit: Any) -> dict[str, int]:
    """A problem of the unit's with its task, a paper of evidence, and reviewed words for the public."""
    from zeren.records.lists import acts
    from zeren.records.lists.changes import Change, Move
    from zeren.records.lists.models import TaskPaper

    acts.change(SYSTEM, matter.pk, [Change(unit.pk, 1, 0, {"text": "甲问题", "found": "2024-02-01"})])
    task = Change(unit.pk, 1, 1, {"text": "甲任务", "due": "2024-07-01", "evidence": "甲佐证"})
    acts.fill(SYSTEM, matter.pk, task, [("甲佐证.txt", "甲".encode())])
    around = {"title": "甲标题", "period": "", "opening": "甲开头", "closing": "", "contact": "甲电话"}
    words = ((0, around), (1, {"public": "甲表述"}))
    acts.change(SYSTEM, matter.pk, [Change(unit.pk, number, 0, said) for number, said in words])
    reviews = [Change(unit.pk, number, 0, said, Move.PUBLISH_REVIEW) for number, said in words]
    acts.change(replace(SYSTEM, account="shenhe"), matter.pk, reviews)
    return {"unit": unit.pk, "evidence": TaskPaper.objects.get().attachment_id}


def of_the_trail(matter: Any) -> dict[str, int]:
    """A finished run, a head that was handed out, a proposal that waits."""
    from zeren.records import clock
    from zeren.records.retention.models import DisposalProposal
    from zeren.records.trail import heads, verifying

    proposal = DisposalProposal.objects.create(
        matter=matter,
        kind="accountability",
        years=1,
        ended=TODAY,
        basis="甲",
        at=clock.now(),
        account="dangban",
    )
    run = verifying.start(SYSTEM)
    verifying.go_on(SYSTEM, run.pk)
    return {"run": run.pk, "head": heads.export(SYSTEM, TODAY).pk, "proposal": proposal.pk}


def consult(person: Any) -> int:
    """The handler asked to consult the report of the person concerned; it waits for the commission's principal."""
    from zeren.access.consulting import acts
    from zeren.access.consulting.asking import Asking
    from zeren.records import registers
    from zeren.records.materials import acts as materials
    from zeren.records.organs import queries as organs

    receiver = organs.by_code("Q-ZZ")
    # Managed by the county committee on the day as well: the demonstration's appointment begins later.
    held = {
        "person": person.code,
        "post": person.code.replace("R", "Z"),
        "start": "2023-01-01",
        "end": "2024-07-31",
    }
    report = registers.import_rows(SYSTEM, "appointments", [held])
    assert receiver is not None and report.written, report.problems
    materials.add_material(
        SYSTEM,
        materials.Adding(
            "personal_matters_report", person.pk, 2024, date(2024, 1, 20), "2024 年集中报告", {"pay": "甲密语"},
            receiver.pk, person.pk,
        ),
    )  # fmt: skip
    asked = Asking(
        "personal_matters_report", person.pk, "performing_duties", (2024,), ("pay",), "核实", ("chengban",), "jiwei",
        "青纪查", TODAY, TODAY,
    )  # fmt: skip
    return acts.ask(keeper("chengban"), asked).pk


def complaint() -> dict[str, Any]:
    """A complaint with a paper and a sealed reporter whom somebody asks to open."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.unsealing import acts as unsealing
    from zeren.records.complaints import reporting, stripping
    from zeren.records.complaints.log import Written
    from zeren.records.complaints.models import Complaint
    from zeren.records.organs import queries as organs

    organ = organs.by_code("Q-ZZ")
    assert organ is not None
    paper = stripping.clean("a.txt", b"a")
    reporting.submit(reporting.Given(organ.pk, Written("某某", "某事", (paper,)), "", "佟某某"))
    complaint = Complaint.objects.get()
    officer = accounts.actor_of(accounts.find("shouli"), TODAY)  # type: ignore[arg-type]
    asked = unsealing.ask(officer, complaint.pk, "protect", "遇报复", "shouli")
    return {"complaint": complaint.pk, "proof": complaint.files.get().pk, "unsealing": asked.pk}


def risks() -> dict[str, int]:
    """A risk of a post of the unit, entered by its liaison; and one of the commission's."""
    from zeren.records.organs import queries as organs
    from zeren.records.risks import acts
    from zeren.records.risks.drafting import Given

    unit, commission = organs.by_code("Q-01"), organs.by_code("Q-JW")
    assert unit is not None and commission is not None
    given = Given("甲岗位", "甲权力", "甲风险点")
    return {
        "risk": acts.enter(keeper("lianluo"), unit.pk, given).pk,
        "others_risk": acts.enter(keeper("chengban"), commission.pk, given).pk,
    }


def situation(commission: Any, unit: Any) -> int:
    """The node of an assigned item has passed: a fact for the commission to consider."""
    from zeren.records.matters.models import Matter
    from zeren.records.situations.models import Situation

    errand = Matter.objects.get(title="丁事项")
    return Situation.objects.filter(matter=errand, subject=f"organ:{unit.pk}").order_by("pk")[0].pk


def duty_list() -> dict[str, int]:
    """The county committee's duties of the year, with a meeting of its group."""
    from zeren.records.duties import activities, acts, evidence
    from zeren.records.duties.activities import Doer, Doing
    from zeren.records.duties.models import ActivityFile
    from zeren.records.organs import queries as organs

    committee = organs.by_code("Q")
    assert committee
    lst = acts.generate(SYSTEM, committee.pk, TODAY.year)
    group = lst.holders.get(capacity="leading_group").number
    meeting = Doing(date(2024, 1, 9), "study", "学习", (Doer(group),), ("conduct_building",))
    activities.record(SYSTEM, lst.pk, [meeting])
    evidence.attach(SYSTEM, lst.pk, 1, evidence.prepare([("签到.txt", b"x")]))
    return {
        "duty_file": ActivityFile.objects.get().pk,
        "duty_list": lst.pk,
        "duty_organ": committee.pk,
        "duty": lst.duties.order_by("number").values_list("number", flat=True)[0],
    }
