"""What does not verify, in words: what should be, what is, what can be known of it and what not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from zeren.desk.components import Bit, FindingBox, Light, Line, Sign
from zeren.desk.trail.page import digest, figure, on_day
from zeren.records import clock, integrity
from zeren.records.trail import queries, verifying
from zeren.records.trail.models import TrailEntry, Verification
from zeren.records.trail.walking import TrailFault

MatterFaults = Callable[[int], tuple[integrity.Fault, ...]]
UNKNOWN = "改前是什么、谁改的，日志本身不能说明"


def faults_of(run: Verification | None) -> tuple[TrailFault, ...]:
    """What a run found."""
    return tuple(TrailFault(**found) for found in run.report) if run else ()


def numbers_in(run: Verification) -> dict[str, str]:
    """The numbers of the matters that the findings of a run are about."""
    about = [TrailEntry(noun=f.noun, target=f.target) for f in faults_of(run)]
    return queries.numbers_of(about)


def boxes(run: Verification, numbers: dict[str, str], most: int | None = None) -> tuple[FindingBox, ...]:
    """The findings of a run; ``numbers``: of the matters that its entries are about."""
    faults = faults_of(run)
    # Many findings may be about one matter: its chain is walked once.
    of_matter = cache(integrity.matter_faults)
    return tuple(_box(fault, run, numbers, len(faults), of_matter) for fault in faults[:most])


def _box(
    fault: TrailFault, run: Verification, numbers: dict[str, str], count: int, of_matter: MatterFaults
) -> FindingBox:
    title, should, found, sure, effect = {
        "altered": _altered,
        "moved": _moved,
        "removed": _removed,
        "cut": _cut,
        "cut_before_head": _cut_before_head,
        "differs_from_head": _differs,
        "exported_head_altered": _head_altered,
        "head_altered": _end_altered,
        "head_missing": _end_altered,
        "no_trigger": _no_trigger,
    }[fault.code](fault)
    lines = [
        Line("应当", (Bit(should),)),
        Line("记录", (Bit(found),)),
        Line("能肯定的", sure),
        Line(
            "影响",
            (
                Bit(
                    "；".join(
                        part
                        for part in (effect, _of_matter(fault, numbers, of_matter), _rest(run, count))
                        if part
                    )
                ),
            ),
        ),
    ]
    aside = "" if fault.code == "no_trigger" else _between(fault, run)
    return FindingBox("breached", Light(Sign.OVER, "不一致"), title, tuple(lines), aside)


Words = tuple[str, str, str, tuple[Bit, ...], str]


def _altered(f: TrailFault) -> Words:
    before = "前一条相符" if f.before else "前一条也不相符"
    after = {True: "后一条相符", False: "后一条也不相符", None: "它是末条"}[f.after]
    computed = f"现在的内容算出 {digest(f.computed)}" if f.computed else "所用的密钥不在，不能算出"
    return (
        f"第 {figure(f.seq)} 条，内容在系统以外被改过",
        f"摘要 {digest(f.stored)}，写入时算出，密钥不在数据库里",
        f"{computed}；{before}，{after}",
        (Bit("这一条改过。"), Bit(UNKNOWN, strong=True), Bit("，请对照此前的备份")),
        "这一条不能采信",
    )


def _moved(f: TrailFault) -> Words:
    return (
        f"第 {figure(f.seq)} 条，次序在系统以外被调换",
        f"这一条写入时是第 {figure(f.place)} 条",
        f"内容没有改，摘要 {digest(f.stored)} 相符；现在排在第 {figure(f.seq)} 条",
        (Bit("原来的次序。"), Bit("谁调换的，日志本身不能说明", strong=True)),
        f"内容可以采信，次序以第 {figure(f.place)} 条为准",
    )


def _removed(f: TrailFault) -> Words:
    gap = _gap(f)
    return (
        f"{gap}，在系统以外被移除",
        "号数逐一相接",
        f"缺 {figure(f.last - f.seq + 1)} 条；第 {figure(f.last + 1)} 条紧接缺号，不能单独校验",
        (
            Bit("缺了几条、缺的是哪几号。"),
            Bit("内容是什么，日志本身不能说明", strong=True),
            Bit("，请对照此前的备份"),
        ),
        "缺的各条查不到",
    )


def _cut(f: TrailFault) -> Words:
    if f.last < f.seq:
        return (
            "末条与链尾不符",
            "末条就是链尾所记的一条",
            f"链尾记到第 {figure(f.last)} 条，现在有 {figure(f.seq - 1)} 条",
            (Bit("链尾或者末尾各条在系统以外动过。"), Bit(UNKNOWN, strong=True)),
            "末尾各条不能采信",
        )
    return (
        f"{_gap(f)}，末尾被截断",
        f"链尾记到第 {figure(f.last)} 条",
        f"现在只到第 {figure(f.seq - 1)} 条",
        (Bit("末尾缺了。"), Bit("内容是什么，日志本身不能说明", strong=True), Bit("，请对照此前的备份")),
        "缺的各条查不到",
    )


def _cut_before_head(f: TrailFault) -> Words:
    return (
        f"{_gap(f)}，日首以前的末尾被截断",
        f"{f.day} 日首记到第 {figure(f.last)} 条",
        f"现在只到第 {figure(f.seq - 1)} 条",
        (
            Bit("日首导出以后，末尾被截断；链尾即使改过也瞒不住。"),
            Bit("内容是什么，日志本身不能说明", strong=True),
        ),
        "缺的各条查不到",
    )


def _differs(f: TrailFault) -> Words:
    now = f"现在是 {digest(f.computed)}" if f.computed else "现在没有这一条"
    return (
        f"第 {figure(f.seq)} 条，与 {f.day} 日首不符",
        f"日首所记的摘要 {digest(f.stored)}",
        now,
        (Bit("日首导出以后，这一条或者它以前的被改写。"), Bit(UNKNOWN, strong=True)),
        f"第 {figure(f.seq)} 条以前的，请以送出的日首和备份核对",
    )


def _head_altered(f: TrailFault) -> Words:
    return (
        f"{f.day} 日首，不是本系统出具的，或者被改过",
        "日首带本系统密钥的封记",
        "封记不符",
        (Bit("登记的日首不能用来核对。"), Bit("请以送出的一份为准", strong=True)),
        "",
    )


def _end_altered(f: TrailFault) -> Words:
    return (
        "链尾不在" if f.code == "head_missing" else "链尾，在系统以外被改过",
        "链尾带本系统密钥的封记",
        "没有链尾" if f.code == "head_missing" else "封记不符，改的人没有密钥",
        (Bit("链尾不能证明末尾完整。"), Bit("请以送出的日首核对", strong=True)),
        "末尾各条是否完整，不能由链尾证明",
    )


def _no_trigger(f: TrailFault) -> Words:
    return (
        "数据库的保护被拿掉",
        "数据库自己拒绝改动和移除",
        f"触发器 {f.target} 不在，或者已停用",
        (Bit("有人动过数据库的设置。"), Bit("是否借此改过记录，看其他各项", strong=True)),
        "zeren migrate 重新装上",
    )


def _gap(f: TrailFault) -> str:
    return f"第 {figure(f.seq)} 条" if f.last <= f.seq else f"第 {figure(f.seq)} 至 {figure(f.last)} 条"


def _of_matter(f: TrailFault, numbers: dict[str, str], of_matter: MatterFaults) -> str:
    """What of the records the entry is about: their own chain is verified as well."""
    if f.noun != "matter" or not f.target.isdecimal():
        return ""
    number = numbers.get(f.target)
    if number is None:
        return "所指的案件没有登记"
    wrong = of_matter(int(f.target))
    said = (
        "该案的记录另行校验，全部相符"
        if not wrong
        else f"该案的记录也有 {len(wrong)} 处不相符：{wrong[0].zh}"
    )
    return f"现在写的是 {number}；{said}"


def _rest(run: Verification, count: int) -> str:
    rest = run.done - count
    return f"其余 {figure(rest)} 条可以采信" if count <= 3 and rest > 0 else ""


def _between(fault: TrailFault, run: Verification) -> str:
    """Since when and until when it may have happened: from the last run that found it in order, or from its time."""
    today = clock.today()
    assert run.finished is not None
    until = on_day(run.finished, today)
    good = verifying.last_good(fault, run)
    if good is not None and good.finished is not None:
        return f"{on_day(good.finished, today)} 至 {until} 之间"
    written = _time(fault.at)
    return (
        f"{on_day(written, today)} 至 {until} 之间" if written and written < run.finished else f"{until} 以前"
    )


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
