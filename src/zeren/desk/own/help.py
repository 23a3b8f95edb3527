"""怎样办理: what a person concerned may do under each regulation in force, in plain words with its provisions."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.desk import links
from zeren.desk.citing import Citer
from zeren.desk.own.page import HelpPart, HelpStep
from zeren.law.packs.form import DueWithin, Duty, OpenOn, Pack, Procedure
from zeren.norms.counting import rolls
from zeren.norms.counting_steps import period_text
from zeren.records import clock, packs
from zeren.records.matters import own_rules
from zeren.records.matters.own_rules import OwnRules, Shown


def parts() -> tuple[HelpPart, ...]:
    """One part a procedure that gives the person something to see or to do, of the versions in force today."""
    library, today = packs.installed(), clock.today()
    current = [pack for pack in library.packs if library.on(pack.id, today) is pack]
    pairs = [(pack, procedure) for pack in current for procedure in pack.procedures.values()]
    cites = Citer([(pack.ref, step.cite) for pack, procedure in pairs for step in procedure.steps.values()])
    found = ((pack, procedure, own_rules.rules_of(pack, procedure)) for pack, procedure in pairs)
    return tuple(_part(pack, procedure, rules, cites) for pack, procedure, rules in found if rules.steps)


def _part(pack: Pack, procedure: Procedure, rules: OwnRules, cites: Citer) -> HelpPart:
    rows = [_step(pack, procedure, shown, cites, _begins(rules, shown)) for shown in rules.acts]
    told = [shown.right for shown in rules.steps.values() if shown.right and not shown.does]
    title = f"{procedure.title}　《{pack.title}》"
    return HelpPart(title, links.provision(pack.id), tuple(rows), tuple(told))


def _begins(rules: OwnRules, shown: Shown) -> bool:
    return rules.begins is not None and rules.begins.step == shown.step


def _step(pack: Pack, procedure: Procedure, shown: Shown, cites: Citer, begins: bool) -> HelpStep:
    does, step = shown.does, procedure.steps[shown.step]
    assert does is not None
    when = "、".join(procedure.steps[name].label for name in shown.once if name in procedure.steps)
    words = [
        f"{when}以后，您{does.may}。" if when else f"您{does.may}。",
    ]
    # What begins a matter follows nothing: no period runs to it, and its note says how early it is wanted.
    words += [] if begins else _period(pack, procedure, shown.step)
    if does.text:
        words.append(f"写明{does.text}，可以附文件；也可以打印后书面递交。")
    words += [does.note.text] if does.note else []
    cite = cites.chip(pack.ref, step.cite[0]) if step.cite else None
    return HelpStep(does.title, tuple(words), cite)


def _period(pack: Pack, procedure: Procedure, step: str) -> Iterator[str]:
    """Until when, as the pack counts it."""
    for duty in _duties(pack, step):
        if isinstance(duty.due, DueWithin):
            convention = pack.conventions.get("counting")
            rolled = rolls(duty.roll, convention.roll if convention else None, duty.due)
            end = "末日遇休息日的，顺延到下一个工作日" if rolled else "末日遇休息日不顺延"
            began = _began(procedure, duty)
            yield f"期限：{began}次日起{period_text(duty.due.period)}以内，{end}。过了这一天仍可提交。"
            return
    yield "条文没有写期限。"


def _began(procedure: Procedure, duty: Duty) -> str:
    names = duty.opener.events if isinstance(duty.opener, OpenOn) else ()
    labels = [procedure.steps[n].label for n in names if n in procedure.steps]
    return "、".join(labels) or "有关事项"


def _duties(pack: Pack, step: str) -> list[Duty]:
    bodies = [norm.body for norm in pack.norms if isinstance(norm.body, Duty) and step in norm.body.act.names]
    return sorted(bodies, key=lambda body: body.due is None)
