"""Rows into the register: a row is a risk with one of its measures; only what differs becomes a new version.

Which risk a row means is said by its number, else by its words (post, power, risk point), else it is new; which
measure likewise. A column that the table lacks stays as it is; an empty cell empties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zeren.records.actor import Actor
from zeren.records.errors import Problem, Problems
from zeren.records.organs.models import Organ
from zeren.records.risks import acts, queries
from zeren.records.risks import content as contents
from zeren.records.risks.content import Content, Measure
from zeren.records.risks.drafting import LONG, Drafting, Given, GivenMeasure
from zeren.records.risks.log import Writer
from zeren.records.risks.models import Act, Risk, RiskEntry, State
from zeren.records.risks.names import Known
from zeren.records.risks.owners import Owners
from zeren.records.rows import Cells, Outcome, cell

COLUMNS = ("post", "power", "point", "level", "basis", "review")
MEASURE = {"measure": "text", "owner_kind": "kind", "owner": "owner", "due": "due", "done": "done"}
"""The column of a measure's field."""

KNOWN = frozenset({"organ", "number", "post_code", "measure_number", *COLUMNS, *MEASURE})
BATCH = 500


@dataclass
class _Group:
    """The rows of one risk: its cells, and those of each measure with the row where it stands."""

    row: int
    cells: dict[str, str]
    risk: Risk | None = None
    content: Content | None = None
    number: int = 0
    measures: list[tuple[int, Cells]] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class _Register:
    """One organ's register as it stands, with what the rows say of it."""

    organ: Organ
    owners: Owners
    risks: dict[int, tuple[Risk, Content]] = field(default_factory=dict)
    words: dict[tuple[str, str, str], int] = field(default_factory=dict)
    groups: dict[object, _Group] = field(default_factory=dict)


def write_rows(actor: Actor, rows: Sequence[Cells]) -> Outcome:
    """Write the rows, inside the caller's transaction. With a problem in any row nothing is to be kept: the caller
    rolls back."""
    done = Outcome()
    registers = _registers(rows)
    for number, cells in enumerate(rows, start=1):
        _take(number, cells, registers, done)
    known = Known(actor) if registers else None
    for register in registers.values():
        assert known is not None
        _write(actor, register, known, done)
    return done


def outside(actor: Actor, rows: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of an organ whose register is not this actor's to keep."""
    codes = {cell(cells, "organ") for cells in rows}
    foreign = {one.code for one in Organ.objects.filter(code__in=codes) if not queries.may_keep(actor, one)}
    for number, cells in enumerate(rows, start=1):
        code = cell(cells, "organ")
        if code in foreign:
            zh = f"“{code}”的风险台账不由您登记"
            yield number, Problem("organ", zh, f"the register of '{code}' is another's")


# ---------------------------------------------------------------- reading


def _registers(rows: Sequence[Cells]) -> dict[str, _Register]:
    codes = {cell(cells, "organ") for cells in rows}
    organs = list(Organ.objects.filter(code__in=codes))
    found = {organ.code: _Register(organ, Owners(organ)) for organ in organs}
    by_pk = {register.organ.pk: register for register in found.values()}
    risks = {risk.pk: risk for risk in Risk.objects.filter(organ__in=by_pk).select_related("organ")}
    entries = RiskEntry.objects.filter(register__in=by_pk).order_by("register", "seq")
    # The last one of each risk stands.
    bodies = {entry.risk_id: entry.body for entry in entries.iterator(chunk_size=BATCH)}
    for pk, risk in risks.items():
        register, content = by_pk[risk.organ_id], contents.read(bodies[pk])
        register.risks[risk.number] = (risk, content)
        if content.state != State.LIFTED:
            register.words.setdefault((content.post_name, content.power, content.point), risk.number)
    return found


def _take(row: int, cells: Cells, registers: Mapping[str, _Register], done: Outcome) -> None:
    """Put a row to its risk."""
    problems = Problems()
    for name in cells:
        if name not in KNOWN:
            zh = f"风险台账没有“{name}”一栏：登记的是岗位，不登记个人"
            problems.add(name, zh, f"the register of posts has no column '{name}'", row)
    code = cell(cells, "organ")
    register = registers.get(code)
    if register is None:
        zh = f"没有代码为“{code}”的机关" if code else "缺单位代码"
        problems.add("organ", zh, f"there is no organ '{code}'", row)
    number = _number(row, cells, "number", problems)
    _number(row, cells, "measure_number", problems)
    post = _post(row, cells, register, problems) if register else ""
    if problems.found or register is None:
        done.problems += problems.found
        return
    given = {name: cell(cells, name) for name in COLUMNS if name in cells}
    if post:
        given["post"] = post
    group = _group(register, row, number, given)
    done.problems += _same(group, given, row)
    if any(cell(cells, name) for name in (*MEASURE, "measure_number")):
        done.problems += _once(group, cells, row)
        group.measures.append((row, cells))


def _once(group: _Group, cells: Cells, row: int) -> Iterator[Problem]:
    """A measure stands in one row: by its number, else by its words."""
    for name in ("measure_number", "measure"):
        text = cell(cells, name)
        earlier = group.seen.setdefault((name, text), row) if text else row
        if earlier != row:
            zh = f"与第 {earlier} 行是同一项措施"
            yield Problem(name, zh, f"the same measure as in row {earlier}", row)


def _number(row: int, cells: Cells, name: str, problems: Problems) -> int:
    text = cell(cells, name)
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) <= 99_999):
        problems.add(name, f"“{text}”应为 1 至 99999 的整数", f"'{text}' is no number", row)
        return 0
    return int(text or 0)


def _post(row: int, cells: Cells, register: _Register, problems: Problems) -> str:
    """The registered post of the code, as the words that mean it."""
    code = cell(cells, "post_code")
    if code and code not in register.owners.codes:
        zh = f"本单位没有代码为“{code}”的职务"
        problems.add("post_code", zh, f"the organ has no post '{code}'", row)
    return code


def _group(register: _Register, row: int, number: int, given: dict[str, str]) -> _Group:
    post = register.owners.post(given.get("post", ""))[1]
    words = (post, given.get("power", ""), given.get("point", ""))
    number = number or register.words.get(words, 0)
    key: object = number or words
    if key not in register.groups:
        risk, content = register.risks.get(number, (None, None))
        register.groups[key] = _Group(row, dict(given), risk, content, number)
    return register.groups[key]


def _same(group: _Group, given: Mapping[str, str], row: int) -> Iterator[Problem]:
    """Rows of one risk say the same of it."""
    for name, text in given.items():
        if text != group.cells.setdefault(name, text):
            zh = f"与第 {group.row} 行是同一风险点，这一栏却不同"
            yield Problem(name, zh, f"differs from row {group.row}, which is the same risk", row)


# ---------------------------------------------------------------- writing


def _write(actor: Actor, register: _Register, known: Known, done: Outcome) -> None:
    writer = Writer(actor, register.organ)
    for group in register.groups.values():
        problems = Problems()
        drafting = Drafting(_given(group, register.owners), register.owners, group.content, problems)
        content = drafting.content()
        if group.content is not None and group.content.state == State.LIFTED:
            problems.add("number", "这一风险已解除，先恢复在册", "this risk was lifted")
        if problems.found or content is None:
            done.problems += [_placed(group, register.owners, problem) for problem in problems.found]
            continue
        if group.risk is None or group.content is None:
            writer.add(writer.new(group.number), Act.ENTERED, acts.asked(known, content), "导入")
        else:
            acts.add_change(writer, group.risk, group.content, content, known, "导入")
        _count(group, content, register.owners, done)
    if not done.problems:
        writer.finish()


def _given(group: _Group, owners: Owners) -> Given:
    """What the rows say on top of what stands."""
    was = group.content
    stands = _as_typed(was, owners) if was else {}
    cells = {**stands, **group.cells}
    there = {one.number: one for one in was.measures} if was else {}
    by_text = {one.text: one.number for one in there.values()}
    typed = {number: _measure_as_typed(one) for number, one in there.items()}
    order = list(typed)
    for place, (_, row) in enumerate(group.measures):
        number = int(cell(row, "measure_number") or by_text.get(cell(row, "measure"), 0))
        key = number or -1 - place
        said = {name: cell(row, column) for column, name in MEASURE.items() if column in row}
        typed[key] = {**typed.get(key, {}), **said}
        order.append(key)
    # What stands and is not in the rows stays; the rows come last, so that a problem has its place.
    named = set(order[len(there) :])
    listed = [key for key in order[: len(there)] if key not in named] + order[len(there) :]
    measures = tuple(_measure(typed[key], max(key, 0)) for key in listed)
    return Given(**{name: cells.get(name, "") for name in COLUMNS}, measures=measures)


def _measure(typed: Mapping[str, str], number: int) -> GivenMeasure:
    return GivenMeasure(number=number, **{name: typed.get(name, "") for name in MEASURE.values()})


def _as_typed(content: Content, owners: Owners) -> dict[str, str]:
    return {
        "post": owners.post_written(content.post, content.post_name), "power": content.power, "point": content.point, "level": content.level,
        "basis": content.basis, "review": content.review.isoformat(),
    }  # fmt: skip


def _measure_as_typed(one: Measure) -> dict[str, str]:
    due = LONG if one.long_term else one.due.isoformat() if one.due else ""
    done = one.done.isoformat() if one.done else ""
    return {"text": one.text, "kind": one.kind, "owner": one.name, "due": due, "done": done}


def _placed(group: _Group, owners: Owners, problem: Problem) -> Problem:
    """A problem at the row and column where it was typed."""
    head, _, rest = problem.field.partition(".")
    if head != "measures" or not rest:
        column = "measure" if head == "measures" else head
        return Problem(column, problem.zh, problem.en, group.row)
    place, _, name = rest.partition(".")
    column = {name: column for column, name in MEASURE.items()}[name]
    typed = int(place) - _kept(group, owners)
    row = group.measures[typed][0] if 0 <= typed < len(group.measures) else group.row
    return Problem(column, problem.zh, problem.en, row)


def _kept(group: _Group, owners: Owners) -> int:
    """How many measures stand that the rows do not name: they come first."""
    return len(_given(group, owners).measures) - len(group.measures)


def _count(group: _Group, content: Content, owners: Owners, done: Outcome) -> None:
    """Count each row: new, changed, or the same."""
    was = group.content
    before = {one.number: one for one in was.measures} if was else {}
    after = {one.text: one for one in content.measures}
    head = was is not None and _as_typed(was, owners) == _as_typed(content, owners)
    for place, (_, cells) in enumerate(group.measures or [(group.row, {})]):
        one = after.get(cell(cells, "measure"))
        number = int(cell(cells, "measure_number") or (one.number if one else 0))
        there = was is not None and (not cells or number in before)
        now = next((m for m in content.measures if m.number == number), None)
        differs = (not head and place == 0) or (bool(cells) and before.get(number) != now)
        done.count(there, differs)
