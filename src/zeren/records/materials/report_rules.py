"""The report that a person makes on the own desk: its forms and sections, ``reports`` in ``desk.yaml`` beside the pack.

Sections are those of ``access.yaml``; each names the provision that asks for it and the fields that are asked. No rule
follows from it. See docs/personal-report.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zeren.law.packs.consulting import MaterialKind
from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section

SECTION = "reports"
TYPES = ("text", "day", "amount")
YEARS = ("last_year", "this_year")


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a section: text, a day, or an amount; ``options``: the words to choose from; ``not_before``: the day of
    the same row before which this one can't lie."""

    name: str
    label: str
    type: str = "text"
    options: tuple[str, ...] = ()
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class SectionRules:
    """A section: the item by which the log says that it was answered, the provision that asks for it, its fields."""

    id: str
    item: str
    cite: str
    fields: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """A report that comes late: the field for the reasons; where the text speaks of a special cause, the step by which
    the matter arose (``arisen``, with the field ``cause``) and the one by which the cause ended."""

    reasons: str
    arisen: str = ""
    cause: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: ``step`` records it with ``set``; ``answered``: the field for the sections answered; ``norm``: the period;
    ``of``: the year reported; ``some``: only sections in which there is something."""

    id: str
    title: str
    cite: str
    step: str
    of: Literal["last_year", "this_year"]
    sections: tuple[SectionRules, ...]
    set: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answered: str = ""
    norm: str = ""
    some: bool = False
    late: Late | None = None


@dataclass(frozen=True, slots=True)
class ReportRules:
    """The reports of one procedure: the kind of sealed material they become, the mark of their matters; ``way``: the fact that
    says by whom the person is managed, its values where that is the own unit and where it is another (empty: none)."""

    pack: str
    procedure: str
    material: str
    mark: str
    forms: Mapping[str, Form]
    sections: Mapping[str, SectionRules]
    way: tuple[str, str, str] | tuple[()] = ()


def every(installed: Iterable[Pack]) -> tuple[ReportRules, ...]:
    """The reports of all packs. Raises RulesError for a file that can't be used."""
    return tuple(
        ReportRules(pack.id, procedure, **given) for pack, procedure, given in RULES.every(installed)
    )


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """One procedure's reports from plain data. Raises RulesError naming what is wrong."""
    sections = {name: _section(name, one) for name, one in given["sections"].items()}
    forms = {name: _form(name, one, sections) for name, one in given["forms"].items()}
    way = tuple(given["way"][name] for name in ("fact", "own", "other")) if "way" in given else ()
    return {
        "material": given["material"],
        "mark": given["mark"],
        "forms": forms,
        "sections": sections,
        "way": way,
    }


RULES: Section[dict[str, Any]] = Section(SECTION, read)
check = RULES.check


def _section(name: str, given: Mapping[str, Any]) -> SectionRules:
    fields = tuple(
        Asked(key, one["label"], one.get("type", "text"), tuple(one.get("options", ())), one.get("not_before", ""))
        for key, one in given["fields"].items()
    )  # fmt: skip
    wrong = [one.type for one in fields if one.type not in TYPES]
    if wrong:
        raise RulesError(SECTION, f"{name}: {wrong[0]} is none of {', '.join(TYPES)}")
    unknown = {one.not_before for one in fields} - {"", *(one.name for one in fields if one.type == "day")}
    if unknown:
        raise RulesError(SECTION, f"{name}: no day {sorted(unknown)[0]}")
    return SectionRules(name, given["item"], given["cite"], fields)


def _form(name: str, given: Mapping[str, Any], sections: Mapping[str, SectionRules]) -> Form:
    unknown = [one for one in given.get("only", ()) if one not in sections]
    if unknown or given["of"] not in YEARS:
        raise RulesError(SECTION, f"{name}: {', '.join(unknown) or given['of']} is not known")
    wanted = tuple(sections[one] for one in given.get("only", sections))
    return Form(
        name, given["title"], given["cite"], given["step"], given["of"], wanted,
        {key: tuple(values) for key, values in given.get("set", {}).items()}, given.get("answered", ""),
        given.get("norm", ""), given.get("some") == "yes", Late(**given["late"]) if "late" in given else None,
    )  # fmt: skip


def faults(rules: ReportRules, pack: Pack, procedure: Procedure, kind: MaterialKind | None) -> list[str]:
    """What the rules name that the pack, or its ``access.yaml``, does not have."""
    if kind is None:
        return [f"no kind of material {rules.material}"]
    found = [f"no section {name}" for name in sorted(set(rules.sections) ^ set(kind.sections))]
    cited = [*(one.cite for one in rules.sections.values()), *(form.cite for form in rules.forms.values())]
    found += [f"no provision {at}" for at in cited if at not in pack.provisions]
    for form in rules.forms.values():
        found += _faults_of(form, pack, procedure)
    return found


def _faults_of(form: Form, pack: Pack, procedure: Procedure) -> list[str]:
    late, steps = form.late, procedure.steps
    named = [form.step, *([late.arisen, late.ended] if late else [])]
    found = [f"no step {name}" for name in named if name and name not in steps]
    if found:
        return found
    fields = [(form.step, name) for name in (*form.set, form.answered, late.reasons if late else "")]
    fields += [(late.arisen, late.cause)] if late and late.arisen else []
    found += [f"no field {step}.{name}" for step, name in fields if name and name not in steps[step].record]
    return found + (
        [f"no norm {form.norm}"] if form.norm and form.norm not in {n.id for n in pack.norms} else []
    )
