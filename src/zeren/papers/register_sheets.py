"""The registers' sheets: organs, people, posts, appointments, charges, talent pool, risks, as one table of columns each.

One description serves the template, the reading and the export; the keys are those of
``zeren.records.registers``.
"""

from __future__ import annotations

from collections.abc import Mapping

from zeren.papers.excel.columns import Column, Sheet

LEVELS = (("省", "province"), ("市", "city"), ("县", "county"), ("乡镇", "township"))
KINDS = (
    ("党委", "party_committee"),
    ("党组", "party_group"),
    ("纪检监察机关", "discipline_commission"),
    ("组织（人事）部门", "organization_department"),
    ("党的工作机关", "working_organ"),
    ("派驻（派出）机构", "resident_organ"),
    ("其他单位", "unit"),
)
NOTE = "一行一条；带星号的列必填。代码在本系统内不重复，已有的代码按更新处理。模板以外的列不读取。"


def _code(key: str, title: str, help: str, *, required: bool = False) -> Column:
    return Column(key, title, required=required, help=help, width=14)


ORGANS = Sheet(
    "机关",
    (
        _code("code", "代码", "本机关的代码", required=True),
        Column("name", "名称", required=True, help="全称", width=30, example="青岚县住房和城乡建设局"),
        Column("short", "简称", help="列表里显示的短名", width=16),
        Column("level", "层级", "one_of", True, LEVELS, width=10),
        Column("kind", "类别", "one_of", True, KINDS, width=18),
        _code("superior", "上级代码", "上级机关的代码；最上一级不填"),
        _code("discipline_organ", "纪检机关代码", "监督本机关的纪检监察机关"),
        _code("organization_department", "组织部门代码", "管理本机关干部的组织部门"),
        _code("committee", "同级党委代码", "同级党委（党组）"),
        Column("rank", "排序", "integer", help="机构序", width=8),
        Column("since", "设立日", "date", width=12, example="2019-03-01"),
        Column("until", "撤销日", "date", width=12),
    ),
    ("code",),
    NOTE,
)
PEOPLE = Sheet(
    "人员",
    (
        _code("code", "人员代码", "本系统内不重复", required=True),
        Column("name", "姓名", required=True, width=12),
        Column("birth", "出生日期", "date", help="只用于核对退休年龄", width=12),
        _code("organ", "单位代码", "所在单位"),
        Column("retired", "退休日", "date", width=12),
        Column("left", "调离日", "date", width=12),
    ),
    ("code",),
    NOTE,
)
POSTS = Sheet(
    "职务",
    (
        _code("code", "职务代码", "本系统内不重复", required=True),
        _code("organ", "单位代码", "职务所在单位", required=True),
        Column("name", "职务名称", required=True, width=20),
        Column("rank", "职级", help="法规包词表中的词", width=16),
        Column("post_class", "职务类别", help="法规包词表中的词", width=16),
        Column("managed_by", "管理权限", help="由谁管理；没有把握的不填，不填为待查明", width=16),
        _code("managing_organ", "任免机关代码", "有任免权的机关"),
        Column("principal", "主要负责人", "yes_no", width=12),
        Column("approved", "核定职数", "integer", width=10),
    ),
    ("code",),
    NOTE,
)
APPOINTMENTS = Sheet(
    "任职",
    (
        _code("person", "人员代码", "", required=True),
        _code("post", "职务代码", "", required=True),
        Column("start", "任职日", "date", True, width=12),
        Column("end", "免职前末日", "date", help="仍在任的不填", width=12),
        Column("main", "主要职务", "yes_no", help="不填按“是”", width=10),
        Column("source", "任免文号", width=20),
    ),
    ("person", "post", "start"),
    NOTE,
)
CHARGES = Sheet(
    "分管",
    (
        _code("person", "人员代码", "", required=True),
        _code("organ", "单位代码", "所分管的单位", required=True),
        Column("start", "分管起日", "date", True, width=12),
        Column("end", "分管止日", "date", width=12),
        Column("source", "分工文号", width=20),
    ),
    ("person", "organ", "start"),
    NOTE,
)
POOL = Sheet(
    "人才库",
    (
        _code("organ", "保管机关代码", "保管这个人才库的机关", required=True),
        _code("person", "人员代码", "", required=True),
        Column("since", "入库日", "date", True, width=12),
        Column("until", "出库日", "date", help="自这一日起不再抽调；仍在库的不填", width=12),
        Column("reason", "出库原因", help="填了出库日的必填", width=20),
        Column("may_head", "可任组长", "yes_no", help="副县级以上党员领导干部；不填按“否”", width=10),
        Column("basis", "可任组长的依据", help="填“是”的必填，如任职文号", width=24),
    ),
    ("organ", "person", "since"),
    NOTE,
)
RISK_LEVELS = (("高", "high"), ("中", "middle"), ("低", "low"))
RISK_OWNERS = (("岗位", "post"), ("部门", "department"), ("班子成员", "member"))
OF_PERSONS = (
    "姓名", "身份证", "性别", "出生", "年龄", "民族", "籍贯", "政治面貌", "家庭", "配偶", "子女", "亲属", "社会关系", "个人表现",
    "现实表现", "思想", "违纪", "违法", "处分", "举报", "信访", "线索", "谈话", "八小时", "手机", "任职人员", "在岗人员", "现任",
    "当事人", "本人",
)  # fmt: skip
"""Headings of columns about somebody; a register of posts has none."""

RISKS = Sheet(
    "廉政风险",
    (
        _code("organ", "单位代码", "哪个单位的岗位", required=True),
        Column("number", "编号", "integer", help="新的不填，由系统编；填了的按这一编号更新", width=8),
        _code("post_code", "岗位代码", "登记过的职务写代码；一类岗位不填，写岗位名称"),
        Column("post", "岗位", heads=True, help="岗位或者一类岗位的名称，不写人名；填了岗位代码的可以不填", width=18, example="招标管理岗", also=("岗位名称",)),
        Column("power", "行使的权力", required=True, help="这个岗位行使什么权力", width=26, example="确定招标代理机构", also=("权力事项", "职权")),
        Column("point", "风险点", required=True, help="这项权力在哪一环节有风险；不写谁做过什么", width=36, example="不经集体研究指定代理机构", also=("廉政风险点", "风险表现形式")),
        Column("level", "等级", "one_of", values=RISK_LEVELS, help="由本单位定；没有定的不填", width=8, also=("风险等级",)),
        Column("basis", "定级依据", help="填了等级的必填，如会议纪要文号", width=24),
        Column("review", "复核日", "date", help="不填按一年以后", width=12),
        Column("measure_number", "措施序号", "integer", help="新的不填", width=10),
        Column("measure", "防控措施", help="一行一项；同一风险点的第二项起，前面各列可以不填", width=36, example="代理机构在名录中随机确定", also=("措施",)),
        Column("owner_kind", "责任类别", "one_of", values=RISK_OWNERS, width=12),
        Column("owner", "责任", help="岗位、部门的名称，或者本单位班子成员的姓名（同名的写人员代码）", width=18, example="建设股", also=("责任岗位", "责任部门", "责任人")),
        Column("due", "时限", "date", values=(("长期", "long"), ("长期坚持", "long")), help="日期，或者写“长期”", width=12, also=("完成时限",)),
        Column("done", "落实日", "date", width=12),
    ),
    note="一行一项措施；带星号的列必填。编号和序号都不填的，按岗位、权力、风险点认是哪一条；内容没有变的不写。登记的是岗位，不登记个人。",
    carried=("organ", "number", "post_code", "post", "power", "point", "level", "basis", "review"),
    refused=OF_PERSONS,
    refusal="风险台账登记的是岗位，不登记个人的情况和表现；请删去以后再导",
)  # fmt: skip
ACTIVITIES = Sheet(
    "履责记录",
    (
        _code("organ", "单位代码", "哪个单位的责任清单", required=True),
        Column("number", "编号", "integer", help="新的不填，由系统编；填了的按这一编号更正", width=8),
        Column("at", "日期", "date", True, help="实际发生的日期", width=12, also=("时间",)),
        Column("kind", "方式", required=True, help="如 专题会议、专题调研、约谈、听取汇报", width=14, example="专题调研", also=("类别", "履责方式")),
        Column("title", "做了什么", required=True, help="会议、调研、谈话的题目；不写个人观点、家庭", width=36, example="城关镇作风调研", also=("内容", "事由")),
        Column("doers", "由谁", required=True, help="领导班子，或者清单上的人，几个之间用顿号；同名的写人员代码", width=20, example="领导班子", also=("责任人", "主持人")),
        Column("in_person", "本人", "yes_no", help="由别人代为的填“否”；没有记的不填，更正时不填的照旧", width=8),
        Column("signed", "签字", "yes_no", help="有没有本人签字；没有记的不填，更正时不填的照旧", width=8),
        Column("topics", "事项", help="几项之间用顿号，如 党风廉政建设、作风建设规定", width=26, example="党风廉政建设"),
        Column("targets", "对象", help="谈话的人、走访的单位，几个之间用顿号；同名的写 姓名〔人员代码〕", width=26),
        Column("form", "形式", help="书面、口头", width=8),
        Column("to", "报给谁", help="报告履责的写明报给谁", width=20),
        Column("times", "人次", "integer", width=8),
        Column("evidence", "佐证", help="材料名称、文号", width=26, example="会议纪要〔2026〕3号"),
    ),
    ("organ", "number"),
    "一行一条；带星号的列必填。一件事只登记一次，可以对应几条责任。编号不填的都是新的；填了编号的是更正，空着的格照旧，要清空的在页面上改。模板以外的列不读取。",
    numbers="number",
)  # fmt: skip
SCORING = Sheet(
    "评分细则",
    (
        Column("matter", "事项编号", required=True, help="定细则的考核统筹（或者单位的考核）的编号", width=18, example="青考〔2026〕1号"),
        Column("sheet", "细则号", "integer", help="新的不填；填了的定新的一版", width=8),
        Column("title", "细则名称", required=True, width=22, example="部门评分细则", also=("名称",)),
        Column("year", "年度", "integer", help="用于哪一年度；各年都用的不填", width=8, example="2026"),
        Column("kind", "单位种类", help="用于哪一种单位；都用的不填", width=14),
        Column("use", "计入", required=True, help="哪一类得分的哪一项，如 领导班子：集中考核评分", width=28),
        Column("scorers", "终稿份数", "integer", required=True, help="要几个人各交一份", width=10, example="3"),
        Column("mean", "取平均的依据", help="细则写明取各人平均的才填；不填的，有差异由人定", width=24),
        Column("basis", "依据", required=True, help="哪一份文件定的", width=24, example="考核办〔2026〕1号"),
        Column("number", "序号", required=True, help="1、1.2、1.2.3；下一层的满分合计等于上一层", width=8, example="1.1"),
        Column("label", "项目", required=True, width=30, example="研究部署"),
        Column("full", "满分", required=True, help="至多两位小数", width=8, example="12.5"),
        Column("field", "对应", help="第一层的填：对应哪一项得分", width=20),
        Column("standard", "评分标准", help="怎样给分、怎样扣分", width=40),
        Column("at", "条款", help="法规的条款地址，如 6；没有的不填", width=10),
    ),
    ("matter", "title", "number"),
    "一行一个项目；带星号的列必填。前几列下面几行可以不填。下层满分合计须等于上层，第一层须等于法规给的满分。",
    carried=("matter", "sheet", "title", "year", "kind", "use", "scorers", "mean", "basis"),
)  # fmt: skip
SCORED = Sheet(
    "评分",
    (
        Column("matter", "事项编号", required=True, help="单位考核的编号", width=18),
        Column("sheet", "细则", required=True, help="导出的评分表里有，不改", width=12),
        Column("subject", "对象", required=True, help="机关名称，或者姓名；同名的写 姓名〔人员代码〕", width=20),
        Column("number", "序号", required=True, width=8),
        Column("label", "项目", help="只为看，不读取", width=30),
        Column("full", "满分", help="只为看，不读取", width=8),
        Column("points", "得分", help="0 至满分，至多两位小数", width=8),
        Column("note", "说明", help="扣了分的写明依据", width=44),
    ),
    ("matter", "sheet", "subject", "number"),
    "一行一个项目，由评分人本人导入，存为本人的草稿；在评分页核对以后交终稿。没有变化的不写。",
)  # fmt: skip
ASSESSED = Sheet(
    "考核对象",
    (
        Column("programme", "统筹编号", required=True, help="考核统筹的编号", width=18, example="市考统〔2026〕1号"),
        _code("organ", "单位代码", "被考核单位的代码", required=True),
        Column("unit_name", "单位", help="只为看，不读取", width=26),
        Column("unit", "单位种类", help="县区，或者 部门（单位）", width=14),
        Column("year", "考核年度", "integer", width=10, example="2026"),
        Column("subordinates", "有下属单位", help="是 或 否；部门（单位）填", width=12),
        Column("mark", "发文代字", help="新立的单位要填，如 市考", width=10),
        Column("opened", "立项日", "date", help="不填按今日", width=12),
        _code("person", "人员代码", "领导班子的一行不填；干部一人一行"),
        Column("person_name", "姓名", help="只为看，不读取", width=12),
        Column("position", "在单位的位置", help="党委（党组）书记、主要负责人，纪委书记（纪检组长），班子其他成员，其他县处级领导干部", width=26),
        Column("away_cause", "离岗原因", help="离岗培训、挂职锻炼、因病因事请假；没有的不填", width=14),
        Column("since", "离岗日期", "date", width=12),
        Column("under_investigation", "正在接受立案调查", help="是 或 否", width=16),
        Column("last_year_feedback", "上年度反馈过问题", help="领导班子一行填：是 或 否", width=16),
        Column("vetoed_last_year", "上年度被否决", help="是 或 否", width=14),
        Column("vetoed_cases", "以往据以否决的案件", help="没有的填“无”，几案的用顿号隔开", width=22),
    ),
    ("programme", "organ", "person"),
    "一个单位先是领导班子一行，再是干部，一人一行。已经立项的按更新处理，内容没有变的不写。单位种类、年度、代字填在单位的任一行。",
    carried=("programme", "organ", "unit", "year", "subordinates", "mark", "opened"),
)  # fmt: skip
PUBLIC = Sheet(
    "公众评价",
    (
        Column("matter", "事项编号", required=True, help="单位考核的编号", width=18),
        Column("subject", "对象", required=True, help="机关名称，或者姓名；同名的写 姓名〔人员代码〕", width=22),
        Column("value", "得分", required=True, help="0 至 100，至多四位小数", width=10, example="88.5"),
        Column("sources", "汇总的数据", help="公共评价、绩效评价、组织评价，几项之间用顿号", width=28),
        Column("origin", "数据来源", required=True, help="哪一个系统、哪一份文件、哪一天导出", width=36, example="勤廉度评价系统 2026-12-02 导出"),
        Column("on", "日期", "date", True, width=12),
    ),
    ("matter", "subject"),
    "一行一个对象，数和来源一起登记；怎样折算在来源处已经算好，系统不折算。已有的按更正处理，没有变的不写。",
)  # fmt: skip
SHEETS: Mapping[str, Sheet] = {
    "organs": ORGANS,
    "people": PEOPLE,
    "posts": POSTS,
    "appointments": APPOINTMENTS,
    "charges": CHARGES,
    "pool": POOL,
    "risks": RISKS,
    "activities": ACTIVITIES,
    "sheets": SCORING,
    "points": SCORED,
    "assessed": ASSESSED,
    "public": PUBLIC,
}
