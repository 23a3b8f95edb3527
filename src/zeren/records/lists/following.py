"""What the lists copy from their matter, kept the same; and their end when its contents are destroyed."""

from __future__ import annotations

from zeren.records.lists.models import ListedPart, ListedProblem, ListedTask
from zeren.records.matters.models import Matter
from zeren.records.scope import columns_of


def follow(matter: Matter) -> None:
    """The circle of those who may know, and the organs above, are the matter's."""
    copied = {"restricted": matter.restricted, **columns_of(matter)}
    ListedProblem.objects.filter(matter=matter).update(**copied)
    ListedTask.objects.filter(matter=matter).update(**copied)


def follow_organ(organ: int, columns: dict[str, int | None]) -> None:
    """An organ was put elsewhere in the tree: so are the lists of what it handles."""
    ListedProblem.objects.filter(matter__organ=organ).update(**columns)
    ListedTask.objects.filter(matter__organ=organ).update(**columns)


def forget(matter: Matter) -> None:
    """Remove the rows: what they repeat is written anew, or was destroyed."""
    ListedTask.objects.filter(matter=matter).delete()
    ListedProblem.objects.filter(matter=matter).delete()
    ListedPart.objects.filter(matter=matter).delete()
