"""What a view says of itself to the door (``zeren.desk.gate``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponse])


def outside(view: ViewT) -> ViewT:
    """Mark a view that stands outside the door (sign-in, lock, assets of the sign-in page)."""
    view.stands_outside = True  # type: ignore[attr-defined]
    return view


def settles(owed: str) -> Callable[[ViewT], ViewT]:
    """Mark a view as one where what a session owes first (:func:`owed`) is settled."""

    def marked(view: ViewT) -> ViewT:
        view.settles = owed  # type: ignore[attr-defined]
        return view

    return marked


def reads_itself(view: ViewT) -> ViewT:
    """Mark a view that must decide how its form is read before anything of it is (nothing in a temporary file)."""
    view.reads_itself = True  # type: ignore[attr-defined]
    return view
