"""Builds the pages of a ballot from queries and what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, QueryDict

from zeren.desk import links, proof
from zeren.desk.ballots import paper_slip, results, typed
from zeren.desk.ballots.page import (
    BallotPage,
    CountTable,
    HandForm,
    ListRow,
    PaperForm,
    PaperRow,
    ResultTable,
    SettingForm,
    Slips,
    VoterRow,
)
from zeren.desk.ballots.voting import cite_of
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.matters import naming
from zeren.desk.wording import address_words, in_articles
from zeren.law.packs.form import Step
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.ballots import counting, handing, log, queries, setting
from zeren.records.ballots.models import Ballot, BallotAssent
from zeren.records.ballots.queries import Counted, Result
from zeren.records.ballots.rules import HandRule
from zeren.records.matters import queries as matters
from zeren.records.matters.models import Matter
from zeren.records.scores import conversion

State = Ballot.State
SIGNS = {
    State.PREPARED: Sign.ELAPSED, State.OPEN: Sign.NEAR_INTERNAL, State.CLOSED: Sign.NEAR_INTERNAL,
    State.COUNTED: Sign.DONE, State.OFF: Sign.LAPSED,
}  # fmt: skip
LABELS = ("甲", "乙")


# ---------------------------------------------------------------- lists and the setting


def list_row(ballot: Ballot, seen: bool = True) -> ListRow:
    """A ballot in a list; the matter where it is in sight."""
    return ListRow(
        url=links.named("ballot", ballot.pk), title=ballot.title, day=ballot.day.isoformat(), light=light_of(ballot),
        tellers="、".join(one.person.name for one in ballot.tellers.all()),
        matter=f"{ballot.matter.number}　{ballot.matter.title}" if seen else "",
        matter_url=links.matter(ballot.matter_id) if seen else "",
    )  # fmt: skip


def light_of(ballot: Ballot) -> Light:
    """How it stands."""
    return Light(SIGNS[State(ballot.state)], ballot.get_state_display())


def setting_form(actor: Actor, matter: Matter, form: typed.Form, action: str, back: str = "") -> SettingForm:
    """The form, for one regulation and one who fills it in."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    articles, chosen = in_articles(words.pack), form.texts.get("at", "")
    return SettingForm(
        action=action,
        texts=form.texts,
        boxes=form.boxes,
        provisions=tuple(
            (at, f"{address_words(at, articles)}　{one.label}", at == chosen) for at, one in words.pack.provisions.items()
        ),
        abstains=tuple((value, label, value == form.texts.get("abstain")) for value, label in Ballot.Abstain.choices),
        people=naming.people_offered(actor),
        today=clock.today().isoformat(),
        back=back,
    )  # fmt: skip


# ---------------------------------------------------------------- one ballot


def page_of(
    request: HttpRequest,
    ballot: Ballot,
    notices: tuple[Notice, ...] = (),
    given: QueryDict | None = None,
    wrong: str = "",
    errors: Sequence[tuple[str, str]] = (),
    proof_error: str = "",
) -> BallotPage:
    """The page; after a refusal with what was given (``wrong`` names the form) and what is wrong with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    teller, organises = queries.teller_of(actor, ballot), queries.organises(actor, ballot)
    exact = queries.sees_exact(actor, ballot)
    result = queries.result_of(ballot, exact)
    seen = matters.in_sight(actor, ballot.matter_id)
    filled = given if given is not None else QueryDict()
    return BallotPage(
        head=head_of(ballot, seen, result, organises),
        pk=ballot.pk,
        state=ballot.state,
        cite=cite_of(ballot.matter, ballot.at, bare=True),
        lines=_lines(ballot),
        organises=organises,
        place=teller.place if teller else 0,
        proof=proof.asked(request, proof_error),
        slips=_slips(ballot, teller is not None, request.build_absolute_uri(links.named("vote"))),
        groups=_groups(ballot, given if wrong == "attend" else None),
        calls_off=_assented(ballot, BallotAssent.Act.OFF),
        counts=_counts(ballot, result, teller.person_id if teller else 0),
        papers=_papers(ballot, teller.person_id if teller else 0, filled if wrong == "paper" else None),
        words_of=tuple(one.person.name for one in ballot.tellers.all()) if ballot.cast else (),
        result=_table(ballot, result, exact, seen) if result else None,
        hand=_hand(ballot, result, filled) if result and organises and not ballot.handed else None,
        handed=tuple((seq, f"{links.matter(ballot.matter_id).rstrip('/')}/records?at={seq}#e{seq}" if seen else "") for seq in ballot.handed.split()),
        lacking=tuple(zh for _, zh, _ in setting.missing(ballot)) if ballot.state == State.PREPARED else (),
        notices=(*notices, *_altered(ballot, result)),
        given=filled.dict(),
        wrong=wrong,
        errors=tuple(errors),
    )  # fmt: skip


def head_of(ballot: Ballot, seen: bool, result: Result | None, organises: bool) -> Head:
    """Crumb, title, one sentence of state, buttons."""
    tellers = "、".join(one.person.name for one in ballot.tellers.all())
    matter = Link(f"{ballot.matter.number}", links.matter(ballot.matter_id)) if seen else Link("我监票的")
    buttons = []
    if ballot.state == State.COUNTED:
        buttons = [Button("打印开票单", links.named("ballot-sheet", ballot.pk))]
    if ballot.state == State.PREPARED and organises:
        buttons = [Button("修改设定", links.named("ballot-edit", ballot.pk))]
    if ballot.state in paper_slip.BEFORE:
        buttons.append(Button("纸质评议表", links.named("ballot-form", ballot.pk, "pdf")))
    return Head(
        title=f"开票结果：{ballot.title}，有效票 {result.valid}" if result else ballot.title,
        crumbs=(Link("无记名评议", links.named("ballots")), matter),
        sub=(
            (Bit(light=light_of(ballot)),),
            (Bit(f"{ballot.day.month}月{ballot.day.day}日"),),
            (Bit(f"监票人 {tellers}" if tellers else "监票人未定"),),
            (Bit("开票前任何人看不到任何一张" if not result else "选票只计数，不能逐张打开", tone="dim"),),
        ),
        buttons=tuple(buttons),
    )


def _lines(ballot: Ballot) -> tuple[tuple[str, str], ...]:
    """The setting in words."""
    out = [voter for voter in ballot.voters.all() if voter.excluded]
    options = "、".join(f"{one.label} {one.points}".strip() for one in ballot.options.all())
    self_out = "不领票（会前设定：条文没有写）" if ballot.self_out else "在名单上的照样投票（条文没有禁止）"
    return (
        ("评议对象", "、".join(f"{one.name}{f'（{one.post}）' if one.post else ''}" for one in ballot.voted.all())),
        ("选项", f"{options}；弃权随时可以"),
        ("折算", f"{results.conversion(ballot).removeprefix('折算 ')}：{ballot.basis}" if ballot.basis else "没有设定：不算得分，等次未定"),
        ("准确得分", "可倒推小格的，也给承办人看、送交" if ballot.exact else "可倒推小格的，任何人都看不到"),
        ("对象本人", self_out),
        ("投票人", f"{len(ballot.voters.all())} 人" + (f"，其中不领票 {len(out)} 人" if out else "")),
        ("不领票", _out(ballot) or "没有"),
    )  # fmt: skip


def _out(ballot: Ballot) -> str:
    """Who draws no slip, by reason."""
    reasons: dict[str, list[str]] = {}
    for voter in ballot.voters.all():
        if voter.excluded:
            reasons.setdefault(voter.excluded, []).append(voter.person.name)
    return "；".join(f"{reason}：{'、'.join(names)}" for reason, names in reasons.items())


def _groups(ballot: Ballot, given: QueryDict | None) -> tuple[tuple[str, tuple[VoterRow, ...]], ...]:
    groups: dict[str, list[VoterRow]] = {}
    ticked = set(given.getlist("came")) if given is not None else None
    for voter in ballot.voters.all():
        organ = voter.person.organ
        here = voter.attended if ticked is None else str(voter.person_id) in ticked
        row = VoterRow(
            voter.person_id,
            voter.person.name,
            (organ.short or organ.name) if organ else "",
            here,
            voter.excluded,
        )
        groups.setdefault(voter.group, []).append(row)
    return tuple((group, tuple(rows)) for group, rows in groups.items())


def _slips(ballot: Ballot, to_teller: bool, vote_url: str) -> Slips:
    """Only a teller is told how many were cast so far."""
    open_ = ballot.state == State.OPEN
    halves = tuple((one.person.name, one.public is not None) for one in ballot.tellers.all())
    return Slips(
        halves=halves,
        made=ballot.made,
        may_make=all(given for _, given in halves),
        cast=queries.cast_so_far(ballot) if to_teller and open_ else 0,
        closers=_assented(ballot, BallotAssent.Act.CLOSE) if open_ else (),
        vote_url=vote_url,
    )


def _counts(ballot: Ballot, result: Result | None, teller: int) -> CountTable:
    """``teller``: the person who looks, where it is a teller."""
    counts, said = queries.counts_of(ballot), queries.reasons(ballot)
    voters, back = len({voter.group for voter in ballot.voters.all()}), ballot.back is not None
    return CountTable(
        lines=results.lines_of(counts, voters, result, back) if counts else (),
        agree=bool(counts) and back and counting.agree(counts) and not (result and result.damaged),
        unmet=_unmet(ballot, result),
        reasons=tuple((name, reason) for _, name, reason in said),
        my_reason=next((reason for person, _, reason in said if person == teller), ""),
        slips=(ballot.cast or 0) + (ballot.back or 0),
    )


def _assented(ballot: Ballot, act: str) -> tuple[str, ...]:
    return tuple(
        one.person.name for one in ballot.assents.filter(act=act).select_related("person").order_by("pk")
    )


def _table(ballot: Ballot, result: Result, exact: bool, seen: bool) -> ResultTable:
    """The result; grades, which the matter's log gives, only to whoever sees the matter."""
    grades = results.grades_of(ballot, ballot.matter, result) if seen else {}
    return results.table_of(ballot, result, exact, grades)


def _unmet(ballot: Ballot, result: Result | None) -> tuple[str, ...]:
    counts = queries.counts_of(ballot)
    if counts is None or ballot.back is None:
        return ()
    found = [check.zh for check in counting.checks(counts) if not check.ok]
    if result and result.damaged:
        found.append(f"屏投的票有 {result.damaged} 张缺、多或者不能打开")
    return tuple(found)


def _altered(ballot: Ballot, result: Result | None) -> tuple[Notice, ...]:
    """The figures must still have the digest that stands in the log."""
    if result is None or queries.seal_in_log(ballot) in ("", result.seal):
        return ()
    said = "请安全审计员校验记录；在查明以前不用这一结果。"
    return (Notice("stop", "结果和开票时记入的摘要不符。", said),)


# ---------------------------------------------------------------- paper


def _papers(ballot: Ballot, person: int, given: QueryDict | None) -> PaperForm | None:
    """The form of counting paper, once it is closed and paper was handed out."""
    if ballot.state != State.CLOSED or not ballot.given:
        return None
    found = queries.paper_counts(ballot)
    mine, other = found.get(person), next((one for who, one in found.items() if who != person), None)
    both, labels, agreed = len(found) == 2, log.labels(ballot), ballot.back is not None
    theirs = other if both and person in found else None
    rows = tuple(
        PaperRow(
            one.place, one.name, tuple(_cell(one.place, at, mine, theirs, given) for at in range(len(labels)))
        )
        for one in ballot.voted.all()
    )
    names = {one.person_id: one.person.name for one in ballot.tellers.all()}
    return PaperForm(
        columns=labels,
        rows=rows,
        back=_figure("back", 0, mine, theirs, given),
        void=_figure("void", 1, mine, theirs, given),
        mine=mine is not None,
        both=both and person in found,
        enters=bool(person) and not agreed,
        entered=tuple(names[who] for who in found if who in names),
        agreed=f"逐格一致，{len(rows) * len(labels)} 格，收回 {ballot.back} 张" if agreed else "",
    )


def _cell(
    place: int, at: int, mine: Counted | None, theirs: Counted | None, given: QueryDict | None
) -> tuple[str, str, bool, str]:
    name = f"c{place}-{at}"
    value = str(mine[2][place - 1][at]) if mine else ""
    other = str(theirs[2][place - 1][at]) if theirs else value
    return name, given.get(name, "") if given is not None else value, other != value, other


def _figure(
    name: str, at: int, mine: Counted | None, theirs: Counted | None, given: QueryDict | None
) -> tuple[str, bool, str]:
    value = str(mine[at]) if mine else ""
    other = str(theirs[at]) if theirs else value
    return given.get(name, "") if given is not None else value, other != value, other


# ---------------------------------------------------------------- handing over


def _hand(ballot: Ballot, result: Result, given: Mapping[str, str]) -> HandForm:
    steps, given = handing.steps_of(ballot.matter), given or _usual(ballot)
    targets, told = _targets(ballot.matter, steps), handing.told_of(ballot.matter, result)
    left_out = tuple(row.voted.name for row in result.rows if row not in told)
    why_not = "" if told else handing.why_nothing(ballot)
    if not steps:
        why_not = "本程序没有记得分的事项：结果留作开票单"
    return HandForm(
        targets=tuple((value, label, given.get("target") == value) for value, label in targets),
        capacities=_capacities(ballot.matter, steps, given.get("by", "")),
        more=tuple(number for step in steps for number in _takes(ballot, step, given)),
        left_out=left_out if told else (),
        why_not=why_not,
    )  # fmt: skip


def _targets(matter: Matter, steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Where the points may go; where the pack wants no points, the step alone."""
    rule = handing.rule_of(matter)
    if rule is not None and rule.shown:
        return [(f"{step.id}.", f"{step.label}：{_label(step, rule.shown)}") for step in steps]
    return [
        (f"{s.id}.{name}", f"{s.label}：{_label(s, name)}")
        for s in steps
        for name in handing.fields_of(s, "decimal")
    ]


def _usual(ballot: Ballot) -> dict[str, str]:
    """Where a scored procedure takes a ballot's figures: offered, and still chosen by people."""
    found, rule = handing.rule_of(ballot.matter), conversion.rule_of(ballot.matter)
    if found is not None:
        return _by_rule(ballot, found)
    if rule is None:
        return {}
    chosen = {f"n-{rule.step}.{name}": str(place) for place, (name, _) in enumerate(rule.options, start=1)}
    chosen |= {f"n-{rule.step}.{name}": name for name in (handing.ISSUED, handing.COLLECTED)}
    chosen |= {f"n-{rule.step}.{name}": value for name, value in rule.fixed.items()}
    return {
        "target": f"{rule.step}.{rule.points}",
        f"n-{rule.step}.{rule.valid}": handing.VALID,
        f"n-{rule.step}.{rule.basis}": handing.BASIS,
        **chosen,
    }


def _by_rule(ballot: Ballot, rule: HandRule) -> dict[str, str]:
    places = {one.label: str(one.place) for one in ballot.options.all()}
    chosen = {name: places[label] for label, name in rule.options.items() if name and label in places}
    chosen |= dict(rule.fixed) | dict.fromkeys(handing.by_list(rule), handing.LISTED)
    taken = {rule.void: handing.VOID, rule.valid: handing.VALID, rule.shown: handing.SHOWN}
    chosen |= {name: takes for name, takes in taken.items() if name}
    return {"target": f"{rule.step}.{rule.points}"} | {
        f"n-{rule.step}.{name}": takes for name, takes in chosen.items()
    }


def _label(step: Step, name: str) -> str:
    return step.record[name].label or name


def _capacities(matter: Matter, steps: Sequence[Step], chosen: str) -> tuple[tuple[str, str, bool], ...]:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    names = dict.fromkeys(name for step in steps for name in step.by)
    roles = [(name, words.role(name)) for name in names]
    return tuple((name, role.label if role else name, name == chosen) for name, role in roles)


def _takes(
    ballot: Ballot, step: Step, given: Mapping[str, str]
) -> list[tuple[str, str, tuple[tuple[str, str, bool], ...]]]:
    """What else of a step the result can fill: fields of whole numbers, and those of yes and no."""
    options = [(str(one.place), f"{one.label}票数") for one in ballot.options.all()]
    counts = [(handing.ISSUED, "发出"), (handing.COLLECTED, "收回")]
    numbers = [
        ("", "不写"),
        (handing.VALID, "有效票"),
        (handing.VOID, "无效票"),
        *options,
        (handing.ABSTAINED, "弃权票数"),
        *counts,
    ]
    texts = [("", "不写"), (handing.BASIS, "折算和依据"), (handing.SHOWN, "各等次的票数，照结果显示的")]
    made, only = [], len(handing.steps_of(ballot.matter)) == 1
    listed = (("yes_no", [("", "不写"), ("yes", "是"), ("no", "否")]), ("integer", numbers), ("text", texts))
    for type_, choices in listed:
        for name in handing.fields_of(step, type_):
            key = f"n-{step.id}.{name}"
            marked = tuple((value, label, given.get(key, "") == value) for value, label in choices)
            made.append((key, _label(step, name) if only else f"{step.label}：{_label(step, name)}", marked))
    for name in handing.by_list(handing.rule_of(ballot.matter)):
        key, said = f"n-{step.id}.{name}", [("", "不写"), (handing.LISTED, "按投票人名单")]
        made.append(
            (key, _label(step, name), tuple((v, label, given.get(key, "") == v) for v, label in said))
        )
    return made
