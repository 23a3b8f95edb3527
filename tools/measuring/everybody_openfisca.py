"""The same rules in OpenFisca-core: variables of a restriction and of a cadre, calculated over whole arrays.

Written as for use: Arrow reads the files and writes the answer, what repeats in a column is looked up once a word, one
period, nothing is calculated twice. In its favour which act is reached, which norm does not bind and which file is seen are
given to it as inputs, and equal restrictions are not told together.

``hand``: the last day of all is not taken by OpenFisca's own ``max`` but by numpy, and the entities are declared without
its builder. Nobody's manual says so; it shows what the arrays alone cost.
"""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

if TYPE_CHECKING:
    from everybody_sides import Taken, Wanted

Formula = Callable[[Any, Any], Any]
ENDLESS = datetime.date(9999, 12, 31)
GIVEN = {"starts": datetime.date, "ends": datetime.date} | dict.fromkeys(
    ("sure", "reaches", "shared", "seen", "soft"), bool
)
SUMMED = ("bars", "endless", "until", "hints", "asks")


def run(asked: Wanted, taken: Taken) -> None:
    """From Parquet to Parquet."""
    warnings.simplefilter("ignore")  # OpenFisca's own cast of no value to a number
    terms = json.loads((asked.folder / "terms.json").read_text())
    hand = "hand" in asked.options
    with taken.part("whole"):
        cadre, inputs, recorded = loaded(asked.folder, terms)
        period = f"day:{terms['day']}"
        system = rules(np.datetime64(terms["day"]), _greatest if hand else _own_greatest)
        simulation = simulated(system, cadre, len(recorded), hand)
        for name, values in inputs.items():
            simulation.set_input(name, period, values)
        simulation.set_input("recorded", period, recorded)
        with taken.part("computing"):
            found = {name: simulation.calculate(name, period) for name in SUMMED}
        written(found, asked)


# ---------------------------------------------------------------- from the files to arrays


def loaded(folder: Path, terms: Mapping[str, Any]) -> tuple[Any, dict[str, Any], Any]:
    """Whose each restriction is, the inputs of the restrictions, of which cadres a record is open."""
    table = pq.read_table(folder / "restrictions.parquet", read_dictionary=["act", "pack", "norm"])
    acts, hints = dict(terms["acts"]), {tuple(hint) for hint in terms["hints"]}
    (words, act), (packs, pack), (norms, norm) = (_coded(table[name]) for name in ("act", "pack", "norm"))
    soft = np.array([[(one, other) in hints for other in norms] for one in packs])
    inputs = {
        "starts": table["starts"].to_numpy(),
        "ends": pc.fill_null(table["ends"], ENDLESS).to_numpy(),
        "sure": table["sure"].to_numpy(),
        "reaches": np.array([word in acts for word in words])[act],
        "shared": np.array([bool(acts.get(word)) for word in words])[act],
        "seen": np.isin(table["matter_id"].to_numpy(), _ids(folder, "seen")),
        "soft": soft[pack, norm],
    }
    recorded = np.zeros(pq.read_metadata(folder / "people.parquet").num_rows, bool)
    recorded[_ids(folder, "recorded") - 1] = True
    return *_with_the_last(table["person_id"].to_numpy() - 1, inputs, len(recorded) - 1), recorded


def _with_the_last(cadre: Any, inputs: dict[str, Any], last: int) -> tuple[Any, dict[str, Any]]:
    """OpenFisca sums no further than the last cadre with a restriction: the very last gets one that reaches nothing."""
    if cadre.max() == last:
        return cadre, inputs
    ended = {name: np.append(values, values[-1:]) for name, values in inputs.items()}
    ended["reaches"][-1] = False
    return np.append(cadre, last), ended


def _coded(column: Any) -> tuple[list[str], Any]:
    """The different words of a column, and of each row which it is."""
    whole = column.unify_dictionaries().combine_chunks()
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    return whole.dictionary.to_pylist(), whole.indices.to_numpy()


def _ids(folder: Path, name: str) -> Any:
    return pq.read_table(folder / f"{name}.parquet")["id"].to_numpy()


# ---------------------------------------------------------------- the rules


def rules(day: Any, greatest: Formula) -> Any:
    """The variables, with their formulas."""
    restriction = Entity("restriction", "restrictions", "", "")
    role = {"key": "record", "plural": "records", "label": "", "doc": ""}
    cadre = GroupEntity("cadre", "cadres", "", "", [role])
    system = TaxBenefitSystem([restriction, cadre])
    for name, kind in GIVEN.items():
        system.add_variable(_variable(name, restriction, kind))
    for name, formula in _of_a_restriction(day).items():
        system.add_variable(_variable(name, restriction, bool, formula))
    system.add_variable(_variable("recorded", cadre, bool))
    for name, formula in _of_a_cadre(greatest).items():
        system.add_variable(_variable(name, cadre, int, formula))
    return system


def _variable(name: str, entity: Any, kind: type, formula: Formula | None = None) -> type[Variable]:
    body = {"entity": entity, "value_type": kind, "definition_period": DateUnit.DAY, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _of_a_restriction(day: Any) -> dict[str, Formula]:
    def held(r: Any, p: Any) -> Any:
        known = r("shared", p) | r("seen", p)
        return r("reaches", p) & known & (r("starts", p) <= day) & (r("ends", p) >= day)

    return {
        "held": held,
        "bar": lambda r, p: r("held", p) & r("sure", p) & ~r("soft", p),
        "without_end": lambda r, p: r("ends", p) == np.datetime64(ENDLESS),
    }


def _of_a_cadre(greatest: Formula) -> dict[str, Formula]:
    def until(c: Any, p: Any) -> Any:
        of = c.members
        days = of("ends", p).astype("datetime64[D]").astype(np.int32)
        return greatest(c, np.where(of("bar", p) & ~of("without_end", p), days, -1))

    return {
        "bars": lambda c, p: c.sum(c.members("bar", p)),
        "endless": lambda c, p: c.sum(c.members("bar", p) & c.members("without_end", p)),
        "until": until,
        "hints": lambda c, p: c.sum(c.members("held", p) & c.members("sure", p) & c.members("soft", p)),
        "asks": lambda c, p: c.sum(c.members("held", p) & ~c.members("sure", p)) + c("recorded", p),
    }


def _own_greatest(cadre: Any, values: Any) -> Any:
    return cadre.max(values)


def _greatest(cadre: Any, values: Any) -> Any:
    found = np.full(cadre.count, -1, np.int32)
    np.maximum.at(found, cadre.members_entity_id, values)
    return found


# ---------------------------------------------------------------- the simulation and its answer


def simulated(system: Any, cadre: Any, people: int, hand: bool) -> Any:
    """The simulation with its entities. They are joined by hand: the builder's own way drops the cadres without a
    restriction."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    for name, count in (("restriction", len(cadre)), ("cadre", people)):
        ids = np.arange(count)
        if hand:
            builder.populations[name].ids, builder.populations[name].count = ids, count
        elif name == "restriction":
            builder.declare_person_entity(name, ids)
        else:
            builder.declare_entity(name, ids)
    builder.populations["cadre"].members_entity_id = cadre
    return builder.build(system)


def written(found: Mapping[str, Any], asked: Wanted) -> None:
    """The answer's rows."""
    whom = np.flatnonzero(found["bars"] + found["hints"] + found["asks"])
    if asked.each:
        whom = np.arange(len(found["bars"]))
    columns = {name: found[name][whom] for name in SUMMED}
    until = columns["until"].astype(np.int32)
    columns["until"] = pa.array(until, mask=until < 0).cast(pa.date32())
    pq.write_table(pa.table({"person": whom + 1, **columns}), asked.answer)
