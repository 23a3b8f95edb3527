"""The numbers of problems and tasks: they count within a unit's list and within a problem, and are never used twice."""

from __future__ import annotations

from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.matters.models import Matter


def next_numbers(matter: Matter, unit: int) -> tuple[int, dict[int, int]]:
    """The next number of a problem in the unit's list, and of a task under each of its problems."""
    problems = ListedProblem.objects.filter(matter=matter, unit=unit)
    last = max(problems.values_list("number", flat=True), default=0)
    tasks: dict[int, int] = {}
    rows = ListedTask.objects.filter(matter=matter, unit=unit).values_list("problem__number", "number")
    for problem, number in rows:
        tasks[problem] = max(tasks.get(problem, 1), number + 1)
    return last + 1, tasks
