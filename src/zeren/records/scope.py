"""Tree scope by indexed ancestor columns: a1 is the root above, a{depth} the organ itself.

A subtree is one equality on one column, whatever its size; path prefixes were fifteen times slower.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Index, Q
from django.db.models.lookups import Exact

DEPTHS = (1, 2, 3, 4, 5, 6)
MAX_DEPTH = 6
COLUMNS = tuple(f"a{depth}" for depth in DEPTHS)


class Scoped(models.Model):
    """A row that lies under an organ: the organ and its ancestors, copied when the row is written."""

    a1 = models.BigIntegerField(null=True)
    a2 = models.BigIntegerField(null=True)
    a3 = models.BigIntegerField(null=True)
    a4 = models.BigIntegerField(null=True)
    a5 = models.BigIntegerField(null=True)
    a6 = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


def columns_of(row: Any) -> dict[str, int | None]:
    """The ancestor columns of a row, to be copied to another."""
    return {name: getattr(row, name) for name in COLUMNS}


def subtree(organ: int, depth: int, prefix: str = "", *, indexed: bool = True) -> Q:
    """Rows under the organ of that depth, itself included.

    Where another column is narrower (one's own rows in a whole province), ``indexed=False`` keeps the database
    from walking the scope's index instead: SQLite, which keeps no statistics, chose it, 400 times slower.
    """
    column = f"{prefix}a{depth}"
    return Q(**{column: organ}) if indexed else Q(Exact(F(column) + 0, organ))


def scope_indexes(prefix: str, *then: str, condition: Q | None = None) -> list[Index]:
    """One composite index for each depth: ``(aN, then…)``."""
    return [
        Index(fields=[f"a{depth}", *then], name=f"{prefix}_a{depth}", condition=condition) for depth in DEPTHS
    ]
