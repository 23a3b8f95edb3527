"""What the pages of the administrators show, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.access.rights.checks import Check
from zeren.desk.components import Grid, Head, Light, Notice, Pages
from zeren.desk.proof import Proof


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in the list; ``act`` is the word that opens it where the viewer decides."""

    pk: int
    light: Light
    what: str
    whose: str
    ground: str
    proposed: str
    decided: str
    url: str
    act: str = ""
    on: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the list."""

    title: str
    note: str
    rows: tuple[ChangeRow, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Peek:
    """The chosen change: its fields, before and after, checks; the form where the viewer decides."""

    number: str
    by: str
    title: str
    fields: tuple[tuple[str, str, str], ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    checks: tuple[Check, ...]
    decides: bool
    may_confirm: bool
    confirm_words: str
    confirm_url: str
    return_url: str
    decided: str = ""
    reason: str = ""
    half_url: str = ""
    proof: Proof | None = None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The list, the chosen one, who may do what."""

    head: Head
    groups: tuple[Group, ...]
    peek: Peek | None
    three: tuple[str, str, str]
    may: tuple[tuple[str, str, str, str, bool], ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. ``kind``: text, select, day, check, checks."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()
    hint: str = ""
    error: str = ""
    optional: bool = False
    offers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of one kind of change."""

    head: Head
    action: str
    kind: str
    kinds: tuple[tuple[str, str, str, bool], ...]
    account: str
    looked_up: bool
    holder: str
    fields: tuple[Field, ...]
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HalfPage:
    """One half of a one-time password, shown once."""

    head: Head
    half: str
    other: str
    until: str
    back: str


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One role of an account with its ground and who confirmed it."""

    light: Light
    role: str
    organ: str
    functions: str
    period: str
    basis: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account: what it is, its roles, what was changed, what was entrusted. ``own``: one's own."""

    head: Head
    fields: tuple[tuple[str, str], ...]
    grants: tuple[GrantRow, ...]
    changes: tuple[ChangeRow, ...]
    lent: tuple[str, ...]
    own: bool
    propose: tuple[tuple[str, str], ...] = ()
    left: str = ""


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The ledger of accounts."""

    head: Head
    grid: Grid
    pages: Pages | None
    count: str


@dataclass(frozen=True, slots=True)
class KeysPage:
    """The keys of the ring, the rotations that wait, what belongs into which backup."""

    head: Head
    keys: tuple[tuple[str, str, str, str, str, Light], ...]
    waiting: tuple[tuple[str, str, str, str, Proof], ...]
    rewraps: tuple[tuple[str, str, int], ...]
    rewrap_url: str
    operates: bool
    backups: tuple[tuple[str, str, str, str], ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class LentRow:
    """One delegation, seen from either side."""

    number: str
    light: Light
    other: str
    what: str
    functions: str
    period: str
    reason: str
    end_url: str = ""
    end_words: str = ""


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """What one entrusted, what was entrusted to one, the form."""

    head: Head
    given: tuple[LentRow, ...]
    received: tuple[LentRow, ...]
    entrusts: bool
    grants: tuple[tuple[str, str, bool, tuple[tuple[str, str, bool], ...]], ...]
    offered: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str]
    most: int
    proof: Proof | None = None
    notices: tuple[Notice, ...] = ()
