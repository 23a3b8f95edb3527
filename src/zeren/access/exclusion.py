"""三员互不兼任, kept by the database: what no constraint of one row can say, as rules on both engines.

GB/T 22239 asks that system, security and audit administration be apart. Nobody is two of the three, and who is one
has no other role, by account and by person; only the own desk of the person concerned may lie on another account of
the same person. Roles count for the days that are written down, whether or not the account is switched on.
"""

from __future__ import annotations

from zeren.records.actor import ADMINISTRATORS
from zeren.records.triggers import Rule, append_only, forbid

THREE = "(" + ", ".join(f"'{role.value}'" for role in sorted(ADMINISTRATORS)) + ")"
GRANTS, ACCOUNTS, DELEGATIONS = "access_rolegrant", "access_account", "access_delegation"
ENDED = "access_delegationend"
SAME = "other.id = mine.id OR other.person_id = mine.person_id"


def _overlap(one: str, two: str) -> str:
    return (
        f'{one}.start <= COALESCE({two}."end", {one}.start)'
        f' AND {two}.start <= COALESCE({one}."end", {two}.start)'
    )


def _two_roles(account: str) -> str:
    """Two roles of the account's holder that may not stand together."""
    return (
        f"EXISTS (SELECT 1 FROM {ACCOUNTS} mine JOIN {ACCOUNTS} other ON {SAME}"
        f" JOIN {GRANTS} g ON g.account_id = mine.id JOIN {GRANTS} h ON h.account_id = other.id"
        f" WHERE mine.id = {account} AND NOT g.withdrawn AND NOT h.withdrawn AND g.role <> h.role"
        f" AND (g.role IN {THREE} OR h.role IN {THREE})"
        f" AND (other.id = mine.id OR (g.role <> 'subject' AND h.role <> 'subject'))"
        f" AND {_overlap('g', 'h')})"
    )


def _role_and_delegation(account: str) -> str:
    """An administrator's role and a leader's delegation with the same holder."""
    pairs = (("mine", "other"), ("other", "mine"))
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {ACCOUNTS} mine JOIN {ACCOUNTS} other ON {SAME}"
        f" JOIN {GRANTS} g ON g.account_id = {one}.id JOIN {DELEGATIONS} d ON d.to_id = {two}.id"
        f" WHERE mine.id = {account} AND NOT g.withdrawn AND g.role IN {THREE} AND {_overlap('g', 'd')}"
        f" AND NOT EXISTS (SELECT 1 FROM {ENDED} e WHERE e.delegation_id = d.id))"
        for one, two in pairs
    )


def _holder(account: str) -> str:
    """One text for all accounts of one person."""
    person = f"(SELECT 'p' || person_id FROM {ACCOUNTS} WHERE id = {account})"
    return f"'zeren holder ' || COALESCE({person}, 'a' || {account})"


def _rule(name: str, table: str, events: tuple[str, ...], account: str) -> Rule:
    needs = tuple({GRANTS, ACCOUNTS, DELEGATIONS, ENDED} - {table})
    forbidden = f"({_two_roles(account)} OR {_role_and_delegation(account)})"
    return Rule(name, table, events, forbidden, _holder(account), tuple(sorted(needs)))


ALONE = (
    "EXISTS (SELECT 1 FROM access_rightschange c JOIN access_account p ON p.id = c.proposed_by_id"
    " JOIN access_account b ON b.id = NEW.by_id WHERE c.id = NEW.change_id"
    " AND (p.id = b.id OR p.person_id = b.person_id OR c.proposed_as = NEW.decided_as))"
)
"""一人提出，另一人确认: the same person, or one of the same office, confirms nothing."""

RULES = (
    _rule("three_of_grant", GRANTS, ("INSERT", "UPDATE"), "NEW.account_id"),
    _rule("three_of_account", ACCOUNTS, ("UPDATE OF person_id",), "NEW.id"),
    _rule("three_of_delegation", DELEGATIONS, ("INSERT",), "NEW.to_id"),
    Rule(
        "two_of_change",
        "access_rightsdecision",
        ("INSERT",),
        ALONE,
        "'zeren change ' || NEW.change_id",
        ("access_account", "access_rightschange"),
    ),
)
KEPT = (
    "access_rightschange",
    "access_rightsdecision",
    "access_keyrotation",
    "access_delegation",
    "access_delegationend",
)


def enter() -> None:
    """Enter rules and append-only tables; called once, when the application is ready."""
    forbid(*RULES)
    append_only(*KEPT)
