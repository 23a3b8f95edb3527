"""A periodical of the county's commission: one issue that is out, one in the making, with pieces in every stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from zeren.access.accounts import queries as accounts
from zeren.cli.demo import round as rounds
from zeren.cli.demo.loading import Login
from zeren.papers.bulletin import issuing
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.bulletin import acts, queries, sources, studying
from zeren.records.bulletin.text import NEWS, RULES, STUDY, WARNING, Issue, Piece
from zeren.records.documents.models import OfficialPaper
from zeren.records.matters import access
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Matter
from zeren.records.organs import queries as organs

COMMISSION, NAME, MARK = "Q-JW", "警示教育", "青纪刊"
EDITOR = "县纪委监委宣传部"
PEOPLE = [{"code": "X040", "name": "唐守拙", "organ": COMMISSION}]
LOGINS = (Login("xuanjiao", "宣传部", Role.CASE_HANDLER, COMMISSION, "X040", ("editor",)),)
CHECKED, WANTED = 40, 2
"""Cases that are looked at, and how many are closed so that they may be told of."""

NEWS_ONE = Piece(
    NEWS, "县委专题研究群众来信办理工作", "", "本刊编辑部",
    "县委常委会近日专题研究群众来信办理工作，听取全县来信办理情况汇报，对下一步工作作出安排。\n"
    "会议指出，来信办理是党组织听取群众意见的重要渠道。收到来信当日登记，承办单位明确到人，承诺期限写进登记表。\n"
    "■把时间交代清楚\n"
    "各单位在来信登记表上写明收到、交办、答复的日期。到期前三日没有答复的，承办人说明情况，由单位主要负责人签批。\n"
    "■把结果回给来信人\n"
    "答复以书面为准，写明查了什么、结果怎样、依据是什么。来信人不服的，告知还可以向哪里反映。",
)  # fmt: skip
NEWS_TWO = Piece(
    NEWS, "第二轮巡察进驻五个单位", "", "本刊编辑部",
    "县委第二轮巡察近日进驻五个单位，进驻时间一个半月。\n巡察组公布了联系电话和信箱，受理期限与进驻期限相同。被巡察单位按要求报送自查材料。",
)  # fmt: skip
RULES_ONE = Piece(
    RULES, "怎样对待被问责的干部：条款提要", "", "本刊编辑部编写，条文以正式文本为准",
    "■问责条例第三条\n问责坚持严管和厚爱相结合、激励和约束并重，既看失职失责的事实和后果，也看态度和表现。\n"
    "■问责条例第十七条\n符合规定情形的，可以不予问责或者免予问责；由有权决定的党组织按程序认定。\n"
    "■问责条例第二十二条\n影响期满、表现好、符合条件的，按照干部选拔任用的有关规定正常使用。",
)  # fmt: skip
STUDY_ONE = Piece(
    STUDY, "影响期满以后，还能不能提拔使用", "纪律在身边",
    question="受到问责，影响期满以后还能不能提拔使用？",
    scenario="某单位年轻干部董某因督促整改不力受到诫勉，影响期将满。他工作照样认真，可是一说起以后就低下头，担心从此再没有机会。",
    answer="能。问责条例第二十二条写得明白：影响期满、表现好的，符合条件的，按照规定正常使用。\n"
    "“正常使用”有两层意思。一是不因为曾经问责另设门槛；二是也不免去该有的程序，民主推荐、考察、讨论决定一样不少。\n"
    "影响期从什么时候起算、到什么时候为止，以决定书载明的为准。有疑问的，可以向作出决定的党组织询问。",
    related="某县一名乡镇干部几年前因专项工作落实不力受到问责。组织上谈话、回访，他逐件补上欠账。影响期满以后，经民主推荐和考察，他走上了新的岗位。",
    further="各级党组织对被问责的干部不能一问了之。谈话、回访要有记录，表现要有考察，该使用的及时使用。",
)  # fmt: skip
STUDY_TWO = Piece(
    STUDY, "读书单：第四季度", "", "本刊编辑部",
    answer="本季度建议结合本职工作选读书目所列条款，支部学习不少于一次。\n学习以后在系统里由本人确认；支部集体学习的，由单位联络员登记。",
)  # fmt: skip
READING = "《中国共产党问责条例》第三条、第十七条、第二十二条\n《中国共产党组织处理规定（试行）》第十六条\n本期“以案警示”"


def enter() -> None:
    """Enter the editor, make two cases fit to be told of, carry one issue out and another half way."""
    report = registers.import_rows(SYSTEM, "people", PEOPLE)
    assert report.written, report.problems
    for login in LOGINS:
        rounds.enter_account(login)
    editor, second, deputy, head = (_actor(name) for name in ("xuanjiao", "chengban2", "fenguan", "jiwei"))
    cases = list(_cases(editor))
    out = _begin(editor, "第三季度")
    for piece in (NEWS_ONE, NEWS_TWO, RULES_ONE, _warning(cases[0]), STUDY_ONE):
        _approved(editor, second, out, piece)
    _publish((editor, deputy, head), out.pk)
    _confirm(head, out)
    _in_the_making(editor, second, cases[-1])


def _actor(signin: str) -> Actor:
    account = accounts.find(signin)
    assert account is not None
    return accounts.actor_of(account)


def _cases(editor: Actor) -> Iterator[Matter]:
    """Cases of the commission against organizations that were circulated and are at their end; they are closed here."""
    organ = organs.by_code(COMMISSION)
    assert organ is not None
    rows = access.visible_to(editor).filter(organ=organ, pack="cn-2019-accountability", disposed__isnull=True)
    found = 0
    for matter in rows.order_by("opened")[:CHECKED]:
        lacking = [one.what for one in sources.asked_of(matter) if not one.holds]
        if not set(lacking) <= {"已经办结"}:
            continue
        if lacking:
            matters.close(_actor("jiwei"), matter.pk, clock.today(), reason="各项办理完毕")
            matter.refresh_from_db()
        yield matter
        found += 1
        if found == WANTED:
            return


def _begin(editor: Actor, period: str) -> OfficialPaper:
    organ = organs.by_code(COMMISSION)
    assert organ is not None
    return acts.begin(editor, organ.pk, Issue(NAME, period, EDITOR, READING), MARK)


def _warning(case: Matter) -> Piece:
    return Piece(
        WARNING, "整改报告写得漂亮，问题还在原地", "以案为鉴", "",
        "某县一家单位的党组，因为抓整改流于形式，在全县被通报。\n"
        "巡察反馈的三项问题，整改期限到了，报告按时报了上来。报告写得齐整，表格一栏不空，结论都是“已完成”。\n"
        "■复查的那一天\n"
        "复查组没有先看报告，先去了现场。第一项，台账是补的，日期写在同一天。第二项，制度印发了，没有人照着办。第三项，原来的问题原样还在。\n"
        "问起来，分管的说交给了科室，科室的说报告是照上次的改的。党组一年里没有专门听过一次整改汇报。\n"
        "■通报以后\n"
        "县里决定对该党组予以问责，在一定范围内通报。党组重新列出清单，每月研究一次，逐项销号；半年以后再查，三项问题都改了。\n"
        "报告是给人看的，整改是给问题看的。把功夫下在报告上，问题不会自己走开。",
        holds=("causes", "course"), offender="surname_or_role", others="nobody", case=case.pk,
    )  # fmt: skip


def _kept(piece: Piece) -> Piece:
    """The places that are marked, each with the reason why it may stand."""
    return replace(piece, kept=tuple((mark.text, "不是登记在册的人") for mark, _ in queries.places_of(piece)))


def _approved(editor: Actor, second: Actor, issue: OfficialPaper, piece: Piece) -> None:
    made = acts.write(editor, issue.pk, _kept(piece))
    acts.hand_on(editor, made.pk, 1)
    acts.approve(second, made.pk, 2, "核过，没有可以认出人的地方。")


def _publish(people: tuple[Actor, Actor, Actor], pk: int) -> None:
    editor, deputy, head = people
    made = acts.submit(editor, pk, 1)
    made = acts.review(deputy, pk, made.head, "同意。")
    made = acts.sign(head, pk, made.head, "印发各党（工）委、党组。")
    acts.publish(editor, pk, made.head, issuing.render)


def _confirm(head: Actor, issue: OfficialPaper) -> None:
    """The secretary studied it, where the year's duty list knows him."""
    today = clock.today()
    for lst, _ in studying.lists_of(head, today.year)[:1]:
        studying.confirm(head, issue.pk, lst.pk, today)


def _in_the_making(editor: Actor, second: Actor, case: Matter) -> None:
    """An issue with pieces in every stage: approved, to be checked, given back, still being written."""
    issue = _begin(editor, "第四季度")
    _approved(editor, second, issue, NEWS_TWO)
    waiting = acts.write(editor, issue.pk, _kept(RULES_ONE))
    acts.hand_on(editor, waiting.pk, 1)
    open_ = Piece(
        WARNING, "一封信压了三个月", "以案为鉴", "",
        "某县一个单位收到群众来信，登记以后放进了文件夹。\n"
        "承诺的期限是三十日。期限到了，没有人问；又过了两个月，来信人到窗口来问，登记表上还是空的。举报的事情本身不大，拖成了大事。\n"
        "■谁都看见了\n收信的看见了，交办的看见了，分管的也看见了。每个人都以为会有别人去办。",
        holds=("course",), offender="surname_or_role", others="nobody", case=case.pk,
    )  # fmt: skip
    acts.write(editor, issue.pk, open_)
    acts.write(editor, issue.pk, _kept(STUDY_TWO))
    returned = acts.write(editor, issue.pk, _kept(STUDY_ONE))
    acts.hand_on(editor, returned.pk, 1)
    acts.send_back_piece(second, returned.pk, 2, "解答里的第二段再短一些，例子换一个。")
