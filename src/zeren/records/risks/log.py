"""Writing versions of risks: one chain an organ, its end sealed and told on the trail; the rows follow.

One writer serves a single act and a workbook of ten thousand rows: what it was given is written when it finishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zeren.records import chain, clock, keys
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.risks import content as contents
from zeren.records.risks.content import Content
from zeren.records.risks.models import Act, Risk, RiskEntry, RiskMeasure, RiskRegister
from zeren.records.scope import COLUMNS, columns_of
from zeren.records.trail import acts as trail

ROW = (*contents.LAID, "post", "signed_by", "asks", "due", "version", *COLUMNS)
"""The columns of a risk that a version writes."""

BATCH = 500


@dataclass
class Writer:
    """Writes into the register of one organ, inside the caller's transaction.

    ``last``: the organ whose register is locked until then, so that no two acts wait for each other.
    """

    actor: Actor
    organ: Organ
    register: RiskRegister = field(init=False)
    entries: list[RiskEntry] = field(default_factory=list)
    laid: dict[int, tuple[Risk, Content]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        RiskRegister.objects.get_or_create(organ=self.organ)
        self.register = RiskRegister.objects.select_for_update().get(pk=self.organ.pk)
        _head_is_ours(self.register)

    def new(self, number: int = 0) -> Risk:
        """A risk that is not there yet, with the next number or the one given."""
        number = number or self.register.numbers + 1
        self.register.numbers = max(self.register.numbers, number)
        return Risk(organ=self.organ, number=number)

    def add(self, risk: Risk, act: Act, content: Content, reason: str = "") -> None:
        """One version more of a risk."""
        ring = keys.ring()
        risk.version += 1
        contents.lay(risk, content)
        for name, value in columns_of(self.organ).items():
            setattr(risk, name, value)
        entry = RiskEntry(
            register=self.register, seq=self.register.head_seq + 1, risk=risk, version=risk.version, act=act,
            on=clock.today(), recorded=clock.now(), account=self.actor.account, person=self.actor.person,
            body=content.body(), reason=reason, key_id=ring.chain,
        )  # fmt: skip
        entry.link = link_of(entry, self.register.head_link)
        self.register.head_seq, self.register.head_link = entry.seq, entry.link
        self.entries.append(entry)
        self.laid[risk.number] = (risk, content)

    def finish(self) -> None:
        """Write it all, and tell the trail where the log ends now. Nothing was given: nothing is written."""
        if not self.entries:
            return
        _save_rows([risk for risk, _ in self.laid.values()])
        lay_measures(self.laid.values())
        for entry in self.entries:
            entry.risk_id = entry.risk.pk
        RiskEntry.objects.bulk_create(self.entries, batch_size=BATCH)
        ring = keys.ring()
        self.register.head_key = ring.chain
        self.register.head_seal = _seal(self.register, ring.chain)
        self.register.save()
        self._tell()

    def _tell(self) -> None:
        one = len(self.entries) == 1
        act = f"risk_{self.entries[0].act}" if one else "risks_written"
        detail = str(self.entries[0].risk.number if one else len(self.entries))
        head = (self.register.head_seq, self.register.head_link)
        trail.write(self.actor, act, "risks", self.organ.pk, detail=detail, head=head)


def _save_rows(risks: list[Risk]) -> None:
    Risk.objects.bulk_create([risk for risk in risks if risk.pk is None], batch_size=BATCH)
    there = [risk for risk in risks if not risk._state.adding and risk.pk is not None]
    # One statement a batch: written over one by one, ten thousand rows take a minute.
    Risk.objects.bulk_create(
        there, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=ROW
    )


def lay_measures(laid: Iterable[tuple[Risk, Content]]) -> None:
    """The measures of each risk as its version says them."""
    laid = list(laid)
    pks = [risk.pk for risk, _ in laid]
    for start in range(0, len(pks), BATCH):
        RiskMeasure.objects.filter(risk__in=pks[start : start + BATCH]).delete()
    rows = [row for risk, content in laid for row in measures_of(risk, content)]
    RiskMeasure.objects.bulk_create(rows, batch_size=BATCH)


def measures_of(risk: Risk, content: Content) -> Iterator[RiskMeasure]:
    """The rows of a version's measures."""
    for one in content.measures:
        yield RiskMeasure(
            risk=risk, number=one.number, text=one.text, kind=one.kind, owner=one.owner, owner_name=one.name,
            due=one.due, long_term=one.long_term, done=one.done,
        )  # fmt: skip


def link_of(entry: RiskEntry, previous: str) -> str:
    """The link that this entry should have after ``previous``."""
    parts = (
        entry.register_id, entry.seq, entry.risk.number, entry.version, entry.act, entry.on.isoformat(),
        entry.recorded.astimezone(clock.BEIJING).isoformat(), entry.account, entry.person, entry.body, entry.reason,
    )  # fmt: skip
    return chain.link(keys.ring(), entry.key_id, previous or chain.GENESIS, parts)


def head_fits(register: RiskRegister) -> bool:
    """Whether the end of the register's log carries our seal."""
    if not register.head_seq:
        return not register.head_seal
    what = f"risks {register.pk}"
    return chain.head_fits(
        keys.ring(), register.head_key, what, register.head_seq, register.head_link, register.head_seal
    )


def _seal(register: RiskRegister, key_id: str) -> str:
    return chain.seal_of_head(
        keys.ring(), key_id, f"risks {register.pk}", register.head_seq, register.head_link
    )


def _head_is_ours(register: RiskRegister) -> None:
    """Never build on an end that somebody moved with a database tool."""
    if not head_fits(register):
        zh = "本单位风险台账的记录未通过校验，请先核对（zeren verify）"
        raise Refused(
            [Problem("organ", zh, f"the log of register {register.pk} does not verify (zeren verify)")]
        )
