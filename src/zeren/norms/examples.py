"""Run a pack's tests: given events and facts and a day, the findings that the test expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from zeren.law.packs.form import Pack
from zeren.law.packs.readings import switched
from zeren.norms import cases
from zeren.norms.allowing import allowed
from zeren.norms.barring import bars
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, Log
from zeren.norms.values import number

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One expectation of one test: whether it held, and if not, what was found instead."""

    name: str
    place: str
    passed: bool
    wanted: str = ""
    found: str = ""
    line: int = 0


def run_tests(
    packs: Iterable[Pack] | PackSet, pack: Pack, tests: Sequence[Raw], calendar: Calendar
) -> list[ExampleResult]:
    """Every expectation of a pack's tests.

    Parameters: ``packs``, all at hand: a test that names ``packs`` is run with those, every other with ``pack``
    alone; ``tests`` as read from the file. A test that cannot be run is a failed result, never an exception.
    """
    at_hand = packs.packs if isinstance(packs, PackSet) else tuple(packs)
    return [result for test in tests for result in run_test(at_hand, pack, test, calendar)]


def run_test(packs: Sequence[Pack], pack: Pack, test: Raw, calendar: Calendar) -> list[ExampleResult]:
    """Every expectation of one test."""
    name = str(test.get("name", ""))
    try:
        pack = switched(pack, test.get("readings") or {})
        packset = compiled(_chosen(packs, pack, test))
        log = cases.log(test)
        return [*_expectations(packset, log, test, calendar), *_drafts(packset, log, test, calendar),
                *_bars(packset, log, test, calendar)]  # fmt: skip
    except (ValueError, KeyError) as error:
        return [ExampleResult(name, "test", False, "可运行", f"{type(error).__name__}: {error}")]


def _chosen(packs: Sequence[Pack], pack: Pack, test: Raw) -> list[Pack]:
    """The packs of one test: its own alone, or those it names (every version of an id, or ``id@version``)."""
    wanted = cases.names(test.get("packs"))
    if not wanted:
        return [pack]
    others = [p for p in packs if (p.id in wanted or p.ref in wanted) and p.ref != pack.ref]
    return [pack, *others]


def as_of(test: Raw) -> date | datetime:
    """The day of a test."""
    return cases.at(test["as_of"])


def _known(test: Raw) -> date | datetime | None:
    return cases.at(test["known_at"]) if test.get("known_at") else None


# ---------------------------------------------------------------- expect


def _expectations(packset: PackSet, log: Log, test: Raw, calendar: Calendar) -> list[ExampleResult]:
    wanted = test.get("expect") or ()
    if not wanted:
        return []
    findings = evaluate(packset, log, as_of(test), calendar, _known(test))
    return [_expectation(findings, w, str(test.get("name", "")), i) for i, w in enumerate(wanted, 1)]


def _expectation(findings: Findings, wanted: Raw, name: str, place: int) -> ExampleResult:
    candidates = asked(findings, wanted)
    fitting = [f for f in candidates if fits(f, wanted)]
    passed = bool(fitting)
    if "times" in wanted:
        passed = len(fitting) == int(wanted["times"])
    if wanted.get("only") == "yes":
        passed = len(fitting) == len(candidates) == 1
    found = "；".join(brief(f) for f in candidates) or "没有结论"
    return ExampleResult(name, f"expect {place}", passed, _plain(wanted), "" if passed else found)


def asked(findings: Findings, wanted: Raw) -> list[Finding]:
    """The findings an expectation speaks of: of its norm, its subject, its key.

    A finding for the whole matter answers for each subject and each act where no finding names that one.
    """
    found = findings.of(str(wanted["norm"]))
    subject, key = wanted.get("subject"), wanted.get("key")
    if subject is not None:
        own = [f for f in found if f.subject == subject]
        found = own or [f for f in found if f.subject is None]
    if key is not None:
        found = [f for f in found if f.key == key] or [f for f in found if f.key is None]
    return found


def fits(finding: Finding, wanted: Raw) -> bool:
    """Whether a finding is as expected in every key."""
    return all(_CHECKS[key](finding, value) for key, value in wanted.items() if key in _CHECKS)


def _day_is(found: date | datetime | None, wanted: object) -> bool:
    return ("none" if found is None else found.isoformat()) == str(wanted)


def _missing(finding: Finding, wanted: object) -> bool:
    return all(any(w in m.what for m in finding.missing) for w in cases.names(wanted))


def _value(finding: Finding, wanted: object) -> bool:
    if isinstance(finding.value, Fraction):
        return number(str(wanted)) == finding.value
    return finding.value == str(wanted)


_CHECKS: dict[str, Callable[[Finding, Any], bool]] = {
    "status": lambda f, w: f.status.value == w,
    "due": lambda f, w: _day_is(f.due, w),
    "nominal": lambda f, w: _day_is(f.nominal, w),
    "because": lambda f, w: all(b in f.because for b in cases.names(w)),
    "missing": _missing,
    "note": lambda f, w: all(n in f.note for n in cases.names(w)),
    "value": _value,
    "cite": lambda f, w: all(c in f.cites for c in cases.names(w)),
    "pack": lambda f, w: f.pack == w or f.pack.split("@", 1)[0] == w,
    "who": lambda f, w: all(r in f.who for r in cases.names(w)),
    "done": lambda f, w: _day_is(f.done, w),
    "starts": lambda f, w: _day_is(f.starts, w),
    "ends": lambda f, w: _day_is(f.ends, w),
}

KEYS = frozenset({"norm", "subject", "key", "times", "only", *_CHECKS})
"""What an expectation may name."""


def brief(finding: Finding) -> str:
    """A finding in one line, for a failed expectation."""
    parts = [f"{finding.norm}={finding.status.value}"]
    for name in ("subject", "key", "nominal", "due", "value", "note"):
        value = getattr(finding, name)
        if value not in (None, ""):
            parts.append(f"{name}={value}")
    if finding.because:
        parts.append("because=" + ",".join(finding.because))
    if finding.missing:
        parts.append("missing=" + ",".join(m.what for m in finding.missing))
    return " ".join(parts)


def _plain(wanted: Raw) -> str:
    return " ".join(f"{k}={','.join(cases.names(v))}" for k, v in wanted.items() if k != "act")


# ---------------------------------------------------------------- allowed, bars


def _drafts(packset: PackSet, log: Log, test: Raw, calendar: Calendar) -> list[ExampleResult]:
    return [
        _draft(packset, log, test, calendar, wanted, place)
        for place, wanted in enumerate(test.get("allowed") or (), 1)
    ]


def _draft(
    packset: PackSet, log: Log, test: Raw, calendar: Calendar, wanted: Raw, place: int
) -> ExampleResult:
    raw = dict(wanted["act"])
    raw.setdefault("at", test["as_of"])
    raw.setdefault("id", "draft")
    answer = allowed(packset, log, cases.event(raw, place), as_of(test), calendar, _known(test))
    said = {f.norm for f in (*answer.blocks, *answer.warns)}
    norms = set(cases.names(wanted.get("norms")))
    passed = answer.ok == wanted["ok"] and norms <= said
    found = f"ok={answer.ok} {'；'.join(brief(f) for f in (*answer.blocks, *answer.warns))}"
    return ExampleResult(
        str(test.get("name", "")), f"allowed {place}", passed, f"{raw['type']} {_plain(wanted)}",
        "" if passed else found,
    )  # fmt: skip


def _bars(packset: PackSet, log: Log, test: Raw, calendar: Calendar) -> list[ExampleResult]:
    return [
        _bar(packset, log, test, calendar, wanted, place)
        for place, wanted in enumerate(test.get("bars") or (), 1)
    ]


def _bar(packset: PackSet, log: Log, test: Raw, calendar: Calendar, wanted: Raw, place: int) -> ExampleResult:
    found = bars(
        packset, [log], str(wanted["subject"]), str(wanted["act"]), cases.day(wanted["on"]), calendar=calendar
    )
    passed = {b.norm for b in found} == set(cases.names(wanted.get("norms")))
    if "sure" in wanted:
        passed = passed and all(b.sure is (wanted["sure"] == "yes") for b in found)
    shown = (
        "；".join(f"{b.norm} {b.starts}~{b.ends}{'' if b.sure else ' 不确定'}" for b in found) or "没有限制"
    )
    return ExampleResult(
        str(test.get("name", "")), f"bars {place}", passed, _plain(wanted), "" if passed else shown
    )  # fmt: skip
