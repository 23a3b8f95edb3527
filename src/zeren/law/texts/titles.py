"""The head of a document, by its form alone: title, issuers, number, day, approval line, metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zeren.law.texts import marks
from zeren.law.texts.model import Paragraph

_GENRE = "条例|规定|准则|规则|办法|细则|意见|决定|决议|通知|通报|公告|通告|公报|方案|要点|纲要|规划|清单|守则|章程|批复|纪要|规程|答记者问|法"
_WEAK_GENRE = "体系|标尺|制度|标准|机制|措施|程序|说明|指南|规范|计划|要求|流程"
_SUFFIX = r"(?:（[^（）]{2,14}）)?(?:的通知)?(?:摘录|节选|摘要)?"
_ORGAN_END = "委员会|纪委|党委|省委|市委|县委|区委|州委|监委|编委|党组|部|局|厅|署|办|院|室|会|组|政府|人大|政协|中央|国务院|公司|机关|联席会议|站|所|中心|处|科|学校|大学|集团|妇联|团委|协会|支部|党校|馆"
_ORGAN = rf"[\u4e00-\u9fff（）]{{1,30}}?(?:{_ORGAN_END})|国资委|[\u4e00-\u9fff]{{2,8}}委"
_ORGANS = re.compile(rf"(?:{_ORGAN})(?:[、，\s]+(?:{_ORGAN}))*")
_ABOUT = ("答记者问", "政策解读", "解读")
_MARKED = re.compile(
    rf"(?P<issuer>[^《》。；：，]{{0,80}})《(?P<name>.+)》(?P<tail>{_SUFFIX}|的通知|{'|'.join(_ABOUT)})"
)
_STRONG = re.compile(rf"[^。；：！？，]{{2,70}}(?:{_GENRE}){_SUFFIX}")
_WEAK = re.compile(
    rf"(?:省委|市委|县委|区委|州委|中央|中共\w+委|\w{{2,8}}[部局厅委])[^。；：！？，]{{2,40}}(?:{_WEAK_GENRE}){_SUFFIX}"
)
_ISSUER_IN_TITLE = re.compile(rf"^(?P<issuer>(?:{_ORGAN})(?:[、\s]+(?:{_ORGAN}))*)(?=关于|印发)")
_APPROVAL = re.compile(r"[0-9]{4}\s*年|号|通过|批准|发布|印发|修订|修正|施行|公布")
NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[（(【]\s*[0-9]{4}\s*[〕\]）)】]\s*(?:第)?\s*[0-9]{1,5}\s*号")
"""A document number as printed: 市委发〔2015〕44号."""
_DATE = re.compile(r"[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日?)?")
_META = re.compile(
    r"(?P<key>法规标题|标题|题名|名称|法规名称|颁布时间|颁布日期|颁布主体|颁布单位|发布机关|发布部门|制定机关|发文机关|发文字号|文号"
    r"|发布日期|成文日期|实施日期|生效日期|施行日期|时效性|效力级别|法规类别|法规正文|正文|索引号|主题词)\s*[：:]\s*(?P<value>.*)"
)
_EXCERPT = re.compile("摘录|节选|摘要")


@dataclass(slots=True)
class Head:
    """A document's head: paragraphs ``start`` to ``end`` (exclusive), and what they say.

    ``named`` is the bare name (for comparing with 《…》 elsewhere); ``strength`` 2 when an approval line,
    number, metadata or title marks confirm the title, 1 for its wording alone.
    """

    start: int
    end: int
    title: str
    named: str
    issuer: str = ""
    number: str = ""
    dated: str = ""
    strength: int = 1
    starts_with_about: bool = False
    issuer_before_marks: bool = False

    @property
    def excerpt(self) -> bool:
        """Only a part of the document is printed."""
        return _EXCERPT.search(self.title) is not None


def find(paragraphs: Sequence[Paragraph]) -> list[Head]:
    """All heads, in order. A title counts only when a text follows it."""
    out: list[Head] = []
    place = 0
    while place < len(paragraphs):
        head = _metadata(paragraphs, place) or _title(paragraphs, place)
        if head is not None and _text_follows(paragraphs, head):
            out.append(head)
            place = head.end
        else:
            place += 1
    return out


def _text_follows(paragraphs: Sequence[Paragraph], head: Head) -> bool:
    if head.end >= len(paragraphs):
        return False
    after = paragraphs[head.end].text
    return marks.head(after) is not None or not marks.is_bare(after)


# ---------------------------------------------------------------- titles


def _title(paragraphs: Sequence[Paragraph], place: int) -> Head | None:
    """A title at this paragraph, in title marks or by its last word."""
    text = paragraphs[place].text
    if marks.head(text) is not None or len(text) > 110 or not marks.is_bare(text):
        return None
    head = _marked(text, place) or _unmarked(paragraphs, place)
    if head is None:
        return None
    _read_letterhead(paragraphs, head)
    _read_approval(paragraphs, head)
    if head.strength < 2 and not _stands_alone(paragraphs, head):
        return None
    return head


def _marked(text: str, place: int) -> Head | None:
    """《…》, 中央组织部《…》, 《…》摘录."""
    found = _MARKED.fullmatch(text)
    if found is None or not _balanced(found["name"]):
        return None
    issuer = found["issuer"].strip()
    if issuer and not _ORGANS.fullmatch(issuer) and found["tail"] not in _ABOUT:
        return None
    tail = found["tail"]
    whole = found["name"] + (f"（{tail}）" if _EXCERPT.fullmatch(tail) else tail)
    if found["tail"] in _ABOUT:
        return Head(place, place + 1, text, text, strength=2)
    about = found["name"].startswith("关于")
    return Head(place, place + 1, whole, found["name"], issuer, "", "", 2, about, bool(issuer))


def _balanced(name: str) -> bool:
    """Does the first title mark close only at the end?"""
    depth = 1
    for place, char in enumerate(name):
        depth += {"《": 1, "》": -1}.get(char, 0)
        if depth == 0 and place < len(name):
            return False
    return True


def _unmarked(paragraphs: Sequence[Paragraph], place: int) -> Head | None:
    """A line that ends in the name of a kind of document."""
    text = paragraphs[place].text
    strong, weak = _STRONG.fullmatch(text), _WEAK.fullmatch(text)
    if strong is None and weak is None:
        return None
    inside = _ISSUER_IN_TITLE.match(text)
    issuer = inside["issuer"] if inside else ""
    return Head(
        place,
        place + 1,
        text,
        re.sub(_SUFFIX + "$", "", text),
        issuer,
        starts_with_about=text.startswith("关于"),
    )


def _stands_alone(paragraphs: Sequence[Paragraph], head: Head) -> bool:
    """A title by wording alone: the sentence before it is finished, what follows is the text's beginning."""
    before = paragraphs[head.start - 1].text if head.start else "。"
    after = paragraphs[head.end].text if head.end < len(paragraphs) else ""
    mark = marks.head(after)
    if mark is not None and mark.style in ("article", "chapter"):
        return mark.number == 1
    if len(head.title) < 7:
        return False
    if mark is not None and mark.number != 1 and not head.excerpt:
        return False
    return (
        not marks.is_bare(before)
        or head.start == 0
        or marks.head(before) is not None
        or _is_letterhead(before)
    )


def _is_letterhead(text: str) -> bool:
    """What stands above a title: a number, organs, a day, 某市委文件."""
    return bool(NUMBER.fullmatch(text)) or is_date(text) or is_organs(text.removesuffix("文件"))


def _read_letterhead(paragraphs: Sequence[Paragraph], head: Head) -> None:
    """A number above the title, and 某市委文件 above it."""
    if head.start and NUMBER.fullmatch(paragraphs[head.start - 1].text):
        head.start -= 1
        head.number, head.strength = paragraphs[head.start].text, 2
    if head.start and head.number and paragraphs[head.start - 1].text.endswith("文件"):
        name = paragraphs[head.start - 1].text.removesuffix("文件")
        if is_organs(name):
            head.start -= 1
            head.issuer = head.issuer or name


def _read_approval(paragraphs: Sequence[Paragraph], head: Head) -> None:
    """Bracketed lines under the title, one or several, and bare lines of number or day."""
    while head.end < len(paragraphs) and head.end - head.start < 6:
        text = paragraphs[head.end].text
        if text.startswith(("（", "(")) and _APPROVAL.search(text) and marks.head(text) is None:
            size = _bracket_size(paragraphs, head.end)
            if size == 0:
                return
            text = "".join(one.text for one in paragraphs[head.end : head.end + size])
        elif NUMBER.fullmatch(text) or _DATE.fullmatch(text):
            size = 1
        else:
            return
        head.dated += text
        head.end += size
        head.strength = 2
        found = NUMBER.search(text)
        head.number = head.number or (found[0] if found else "")


def _bracket_size(paragraphs: Sequence[Paragraph], place: int) -> int:
    """How many paragraphs until the bracket closes at a line's end; 0 if it does not within three."""
    for size in (1, 2, 3):
        if place + size <= len(paragraphs) and re.search("[）)][.。]?$", paragraphs[place + size - 1].text):
            return size
    return 0


# ---------------------------------------------------------------- metadata of databases


def _metadata(paragraphs: Sequence[Paragraph], place: int) -> Head | None:
    """法规标题：…, 颁布时间：… : two lines and more of this form, as databases print them."""
    values: dict[str, str] = {}
    end = place
    while end < len(paragraphs) and (found := _META.fullmatch(paragraphs[end].text)):
        values.setdefault(found["key"], found["value"].strip())
        end += 1
        if found["key"] in ("法规正文", "正文"):
            break
    if end - place < 2:
        return None
    title = next(
        (values[key] for key in ("法规标题", "标题", "题名", "名称", "法规名称") if values.get(key)), ""
    )
    issuers = ("颁布主体", "颁布单位", "发布机关", "发布部门", "制定机关", "发文机关")
    issuer = next((values[key] for key in issuers if values.get(key)), "")
    number = values.get("发文字号") or values.get("文号") or ""
    dated = values.get("颁布时间") or values.get("颁布日期") or values.get("发布日期") or ""
    return Head(place, end, title, title, issuer, number, dated, 2)


# ---------------------------------------------------------------- lines around a head


def is_organs(text: str) -> bool:
    """A line of names of organs and nothing else."""
    return len(text) <= 90 and _ORGANS.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """A line that is a day and nothing else."""
    return _DATE.fullmatch(text) is not None


def organs_in(text: str) -> str:
    """The organs that a bracketed line names before its day, or nothing."""
    found = re.match(rf"^（(?P<organs>{_ORGANS.pattern})[，,]", text)
    return found["organs"] if found else ""
