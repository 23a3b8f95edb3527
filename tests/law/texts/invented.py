"""Invented texts for the parser's tests: a small town's rules for its park and library. No official wording."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from zeren.law.addresses import to_chinese
from zeren.law.texts import ParsedDocument, parse_bytes

ARTICLES = """\
示例镇公园管理办法（试行）

（2020年5月1日，示镇发〔2020〕7号）

第一章 总则

第一条 为管好镇里的公园，制定本办法。

第二条 公园每日开放。

遇到大雪，管理站可以推迟开门。

第二章 游园

第三条 游人应当爱护公园，不得有下列行为：

（一）攀折花木；

（二）在草地上进行下列活动：

1.烧烤；

2.放鞭炮；

（三）喂食水禽。

有前款行为的，由管理站劝阻。

第四条 管理站发现有第三条所列行为的，应当记录。

第三章 附则

第五条 本办法由镇管理站解释。

第六条 本办法自发布之日起施行。
"""

ARTICLE_ADDRESSES = [
    "ch1",
    "1",
    "2",
    "2.1",
    "2.2",
    "ch2",
    "3",
    "3.1",
    "3.1.1",
    "3.1.2",
    "3.1.2.1",
    "3.1.2.2",
    "3.1.3",
    "3.2",
    "4",
    "ch3",
    "5",
    "6",
]

HEADINGS = """\
关于办好镇图书室的意见

（示镇发〔2021〕12号）

为办好镇图书室，提出如下意见。

一、按时开放

图书室每日上午开门，晚饭后关门。

二、管好图书。图书由专人登记。管理员要做到：（1）借出有记录；（2）归还有核对；（3）破损有修补。其他图书照此办理。

三、开展读书活动

读书活动由镇文化站安排。

（一）读书会。每月一次。一是选一本书。二是请一人讲。

每次不超过两小时。

（二）朗诵会。每季一次。

四、爱护场所

读书的人应当安静。

带孩子来的，应当照看好孩子。

本意见自印发之日起施行。
"""

HEADING_ADDRESSES = [
    "preamble",
    "1",
    "2",
    "2.lead",
    "2.1",
    "2.2",
    "2.3",
    "2.closing",
    "3",
    "3.lead",
    "3.1",
    "3.1.p1",
    "3.1.p1.1",
    "3.1.p1.2",
    "3.1.p2",
    "3.2",
    "4",
    "4.p1",
    "4.p2",
    "closing",
]

QUESTIONS = """\
镇图书室负责人就《关于办好镇图书室的意见》答记者问

近日，镇里印发了意见。图书室负责人回答了提问。

问：为什么要印发意见？

答：大家都爱读书。书也越来越多。

问：意见有哪些要求？

答：意见提出三点要求。一是按时开门。二是管好图书。三是办好活动。
"""


def parsed(text: str | bytes, name: str = "文本.txt") -> list[ParsedDocument]:
    """The documents of a text."""
    data = text.encode() if isinstance(text, str) else text
    return list(parse_bytes(data, name).documents)


def only(text: str | bytes, name: str = "文本.txt") -> ParsedDocument:
    """The one document of a text."""
    (document,) = parsed(text, name)
    return document


def addresses(document: ParsedDocument) -> list[str]:
    """Its addresses in order."""
    return [one.address for one in document.provisions]


# ---------------------------------------------------------------- generated texts

_WORDS = (
    "管理站",
    "图书",
    "花木",
    "游人",
    "应当",
    "记录",
    "核对",
    "每月",
    "安静",
    "修补",
    "清点",
    "开门",
    "登记",
)
phrases = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=7).map("".join)


@dataclass(frozen=True)
class Made:
    """A generated document: its lines, and the addresses with the line they begin on."""

    lines: list[str] = field(default_factory=list)
    starts: dict[str, int] = field(default_factory=dict)

    def put(self, address: str, line: str) -> None:
        """One more line, on which this unit begins."""
        self.lines.append(line)
        if address:
            self.starts.setdefault(address, len(self.lines))

    @property
    def text(self) -> str:
        """As a plain text."""
        return "\n".join(self.lines) + "\n"


@st.composite
def article_texts(draw: st.DrawFn, space: bool | None = None) -> Made:
    """Title, number, articles of one or more paragraphs, each with a list or none."""
    made = Made()
    made.put("", "示例镇" + draw(phrases) + "办法")
    made.put("", "（2020年5月1日，示镇发〔2020〕7号）")
    gap = " " if (draw(st.booleans()) if space is None else space) else ""
    for number in range(1, draw(st.integers(1, 5)) + 1):
        _article(draw, made, number, gap)
    return made


def _article(draw: st.DrawFn, made: Made, number: int, gap: str) -> None:
    head = f"第{to_chinese(number)}条{gap}"
    paragraphs = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3))
    if paragraphs == [0]:
        made.put(str(number), f"{head}{draw(phrases)}。")
        return
    for place, items in enumerate(paragraphs, 1):
        text = draw(phrases) + ("：" if items else "。")
        made.starts.setdefault(str(number), len(made.lines) + 1)
        made.put(f"{number}.{place}", (head if place == 1 else "") + text)
        for item in range(1, items + 1):
            end = "。" if item == items else "；"
            made.put(f"{number}.{place}.{item}", f"（{to_chinese(item)}）{draw(phrases)}{end}")


@st.composite
def heading_texts(draw: st.DrawFn) -> Made:
    """Preamble, parts with bare headings, points with their own sentence."""
    made = Made()
    made.put("", "关于" + draw(phrases) + "的意见")
    made.put("", "（示镇发〔2021〕12号）")
    made.put("preamble", f"{draw(phrases)}，提出如下意见。")
    for number in range(1, draw(st.integers(2, 5)) + 1):
        made.put(str(number), f"{to_chinese(number)}、{draw(phrases)}")
        points = draw(st.integers(0, 4))
        if not points:
            made.put("", f"{draw(phrases)}。")
            continue
        if draw(st.booleans()):
            made.put(f"{number}.lead", f"{draw(phrases)}。")
        for point in range(1, points + 1):
            made.put(f"{number}.{point}", f"（{to_chinese(point)}）{draw(phrases)}。{draw(phrases)}。")
    return made
