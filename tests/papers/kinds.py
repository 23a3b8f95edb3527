"""One document of each kind that leaves the house, as the program makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from zeren.law.addresses import chinese, parse
from zeren.papers import appraisal_form, duty_chart, duty_report, statistics_report
from zeren.papers.bulletin.model import PrintedIssue, PrintedSection, piece_of
from zeren.papers.bulletin.pdf import render_pdf as periodical_pdf
from zeren.papers.duty_chart import ChartLine
from zeren.papers.duty_report import DutyReport, Line, Part
from zeren.papers.official.integrity_reply import Opinion, integrity_reply
from zeren.papers.official.model import OfficialDocument, paragraphs
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.reminder import Printed, reminder
from zeren.papers.official.specs import compose, load_specs
from zeren.papers.statistics_report import Figures, StatisticsReport
from zeren.records.bulletin.text import NEWS, RULES, SECTIONS, STUDY, WARNING, Piece

PACKS = Path(__file__).resolve().parents[2] / "packs"
DAY = date(2026, 10, 13)
ORGAN = "中共青岚县纪律检查委员会"
BODY = (
    "经查，李某某同志（县住建局党组成员、副局长）存在下列问题。\n一、问责事实\n（一）经过\n"
    "群众来信十四件，七件超过承诺日期没有答复。\n1.第一件\n（1）来信日期\n二、决定\n"
    "2026年10月9日，中共青岚县纪律检查委员会集体研究决定，给予诫勉。对本决定不服的，可以自收到之日起一个月内提出书面申诉。"
)


def decision(**differs: object) -> OfficialDocument:
    """A decision with its red head, two annexes, copies and imprint."""
    parts: dict[str, object] = {
        "title": "关于对李某某予以问责的决定", "issuer_mark": f"{ORGAN}文件", "number": "青纪发〔2026〕31号",
        "addressee": "县住建局党组", "body": paragraphs(BODY), "annexes": ("事实材料清单", "申诉权利告知书"),
        "signed_by": ORGAN, "dated": DAY, "copies_to": ("县委办公室", "县委组织部"),
        "printed_by": "县纪委监委办公室", "printed_on": DAY,
    }  # fmt: skip
    return OfficialDocument(**(parts | differs))  # type: ignore[arg-type]


def served() -> OfficialDocument:
    """Served on a person: no red head, no imprint."""
    return decision(
        issuer_mark=None, title="申诉权利告知书", addressee="李某某同志", annexes=(), copies_to=(), printed_by=None,
        printed_on=None, note="联系人：王某某",
    )  # fmt: skip


def reminding() -> OfficialDocument:
    """A reminder letter."""
    text = ("整改报告应于2026年10月16日以前报送，现余3个工作日。", "请按期办理。")
    return reminder(
        Printed(
            ORGAN,
            "督提〔2026〕3号",
            "关于报送整改报告的提醒函",
            text,
            DAY,
            ("县水务局党组",),
            ("县委办公室",),
        )
    )


def reply() -> OfficialDocument:
    """The discipline organ's reply."""
    return integrity_reply(
        Opinion(ORGAN, "青纪廉函〔2026〕5号", "中共青岚县委组织部", "李某某", "县住建局副局长", "拟任县交通局局长", DAY, "没有不同意见", ("没有发现问题。",), "王书记", DAY)
    )  # fmt: skip


LINE = "收到来信当日登记，承办单位明确到人，承诺的期限写进登记表；到期以前没有答复的，由承办人说明情况。"
PIECES = (
    Piece(
        NEWS,
        "县委专题研究群众来信办理工作",
        source="本刊编辑部",
        body=f"{LINE}\n■把时间交代清楚\n{LINE}\n{LINE}",
    ),
    Piece(RULES, "怎样对待被问责的干部：条款提要", body=LINE),
    Piece(
        WARNING,
        "整改报告写得漂亮，问题还在原地，标题长到排成两行的时候",
        "以案为鉴",
        body="\n".join([LINE] * 12),
    ),
    Piece(
        STUDY,
        "影响期满以后",
        "纪律在身边",
        question="还能不能提拔使用？",
        scenario=LINE,
        answer=LINE,
        related=LINE,
        further=LINE,
    ),
)


def issue(**differs: object) -> PrintedIssue:
    """An issue of a periodical in its four sections, with its reading list."""
    sections = tuple(
        PrintedSection(SECTIONS[p.section], (piece_of(p),), ("《中国共产党问责条例》第二十二条",) * (p.section == STUDY)) for p in PIECES
    )  # fmt: skip
    parts = {
        "number": "2026年第4期",
        "period": "第四季度",
        "editor": "县纪委监委宣传部",
        "day": DAY,
        "sections": sections,
    }
    return PrintedIssue("警示教育", **(parts | differs))  # type: ignore[arg-type]


ISSUES = {
    "periodical": issue(),
    "periodical-draft": issue(number="", day=None, draft=True, sections=issue().sections[:1]),
}


def chart() -> OfficialDocument:
    """The duty chart, long enough for a second sheet."""
    line = ChartLine(1, "县住建局党组书记", "听取来信办理情况汇报，研究解决突出问题", "每半年至少1次", "三月底以前清理积压来信", "每周调度，逐件销号", "3月31日前", "第五条第一款")  # fmt: skip
    lines = [replace(line, number=place, task=line.task if place % 2 else "") for place in range(1, 10)]
    return duty_chart.document("县住建局2026年落实党风廉政建设责任图表", lines, version=2, since=DAY, organ="县住建局党组", published=DAY)  # fmt: skip


def appraisal() -> OfficialDocument:
    """The slip of a ballot on paper."""
    voted = [("李某某", "县住建局党组书记、局长"), ("王某某", "县水务局党组书记、局长"), ("县交通局", "")]
    return appraisal_form.document(
        "述纪述廉述作风民主评议表", DAY, voted, ["好", "较好", "一般", "差"], draft=False
    )


def circular() -> OfficialDocument:
    """A circular as the campaign of a year draws it up."""
    text = "一、总体情况\n参加考核的单位：86个。\n二、优秀等次单位\n县水务局：优秀。"
    return OfficialDocument("关于2026年度党风廉政建设责任制考核结果的通报", paragraphs(text), f"{ORGAN}文件", "青纪发〔2026〕31号", signed_by=ORGAN, dated=DAY)  # fmt: skip


def duties_reported() -> OfficialDocument:
    """The yearly report drafted from the duty list."""
    line = Line(
        "听取来信办理情况汇报（每半年至少1次）",
        "第五条第一款",
        "上半年达到，记录 1 次；下半年没有达到，记录 0 次。",
    )
    parts = (Part("党组履行责任情况", (line, line), "另有常态职责3条没有记录；逐条见责任清单。"),)
    return duty_report.document(DutyReport("县住建局党组关于2026年履行党风廉政建设责任情况的报告", "县纪委监委", "截至2026年10月13日，履行责任的情况如下。", parts, (), "县住建局党组"))  # fmt: skip


def counted() -> OfficialDocument:
    """The report on a year's figures."""
    figures = (
        Figures(
            "问责对象",
            ("共8人，上年5人。",),
            ("项目", "合计", "一季度", "二季度", "三季度", "四季度", "上年"),
            (("诫勉", "6", "1", "2", "2", "1", "5"), ("合计", "8", "2", "2", "2", "2", "5")),
        ),
    )
    return statistics_report.document(StatisticsReport("关于2026年责任追究情况的报告", "市纪委监委", "现将有关情况报告如下。", figures, "按决定日统计。", ORGAN))  # fmt: skip


def pdf_of(kind: str) -> bytes:
    """The PDF of one kind."""
    return periodical_pdf(ISSUES[kind]) if kind in ISSUES else render_pdf(every()[kind])


KINDS = {
    "decision": decision(),
    "classified": decision(
        copy_number="000001", classification="机密", period="1年", urgency="特急", annexes=("名单",)
    ),
    "draft": decision(number=None, draft=True),
    "served": served(),
    "letter": reminding(),
    "reply": reply(),
    "circular": circular(),
}
REPORTS = {
    "duty-chart": chart(),
    "appraisal-form": appraisal(),
    "duty-report": duties_reported(),
    "statistics": counted(),
}
"""Without a number when the program makes them: drafts, and papers that none numbers."""


@cache
def every() -> dict[str, OfficialDocument]:
    """Every kind of document, with those of the packs filled in."""
    return {**KINDS, **REPORTS, **of_packs(filled=True)}


FACTS = {
    "subject.name": "李某某", "subject.post": "党组成员、副局长", "subject.organ": "县住建局党组",
    "matters": "承诺办理的信件还有三件没有答复，请于下次会议以前办结。", "problems": "对来信办理督促不够，三件没有按期答复。",
    "suggestions": "明确到人，按期答复。", "questions": "群众来信三件没有按期答复的经过和原因。", "points": "履行督促职责不力，请引以为戒。",
    "facts": "群众来信十四件，七件超过承诺日期没有答复。", "result": "群众来信十四件，七件超过承诺日期没有答复。",
    "rules_breached": "信件办理规定第三条", "responsibility": "主要领导责任", "reasons": "督促不力，造成不良影响。", "copies": "县委组织部",
    "requirements": "如实报告本人履行责任的情况，附材料。", "plan": "就来信办理情况提醒谈话，听取本人说明，提出按期答复的要求。",
    "talker": "县委常委、县纪委书记王某某", "interviewer": "县纪委副书记赵某某、党风政风监督室主任钱某某", "time": "2026年10月15日上午9时",
    "place": "县纪委监委第二会议室", "source": "监督检查发现", "with": "县委组织部", "approved": "1", "valid": "86", "invalid": "2",
    "outcome": "好60票，较好20票，一般6票。", "year": "2026", "law": "第七条第一项", "grounds": "履行监督责任不力", "measure": "诫勉",
    "handling": "提醒谈话",
}  # fmt: skip
"""What stands in the papers of packs, by the last name of a field, or by its whole name."""


class Filled(str):
    """A field with its further names: ``{{ event.grounds.law }}``; one that is asked for and not listed is a day."""

    def __new__(cls, at: str = "") -> Filled:
        made = super().__new__(cls, FACTS.get(at) or FACTS.get(at.rpartition(".")[2]) or "2026年10月9日")
        made.at = at
        return made

    def __getattr__(self, name: str) -> Filled:
        if name.startswith("__"):
            raise AttributeError(name)
        return Filled(f"{self.at}.{name}".strip("."))


def of_packs(*, filled: bool = False) -> dict[str, OfficialDocument]:
    """Every paper beside every pack; with nothing of the matter known gaps stand where facts would."""
    return dict(_of_packs(filled=filled))


def _of_packs(*, filled: bool) -> Iterator[tuple[str, OfficialDocument]]:
    for folder in sorted(path.parent for path in PACKS.glob("*/*/papers.yaml")):
        known: dict[str, object] = {
            "organ": {"name": ORGAN, "short": "县纪委"},
            "cite": lambda at: f"第{at}条",
            "due": lambda norm: "",
        }
        if filled:
            known |= {name: Filled(name) for name in ("subject", "event", "events", "copies")}
            known["regulation"] = {"name": "《所据规定》", "short": "所据规定"}
            known["cite"] = lambda at: chinese(parse(at), articles=True)
        for spec in load_specs(folder):
            made = compose(spec, known, number="青纪发〔2026〕31号", signed_by=ORGAN, dated=DAY)
            yield f"{folder.name}.{spec.id}", made.document
