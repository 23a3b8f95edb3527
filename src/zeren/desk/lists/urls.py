"""Routes of the three lists: a matter's on the organ's desk, a unit's part on its own, all tasks in a ledger."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from zeren.desk.lists import checking, ledger, overview, public_views, tables, views

PAGES: tuple[tuple[str, str, Any], ...] = (
    ("lists", "lists", views.lists),
    ("lists/export.xlsx", "lists-export", tables.export),
    ("lists/template.xlsx", "lists-template", tables.template),
    ("lists/import", "lists-import", tables.import_file),
    ("lists/annotated.xlsx", "lists-annotated", tables.annotated),
    ("lists/new", "list-problem-new", views.new_problem),
    ("lists/public", "lists-public", public_views.page),
    ("lists/public.<str:kind>", "lists-public-file", public_views.file),
    ("lists/<int:unit>/<int:problem>/public", "list-public", public_views.one),
    ("lists/papers/<int:paper>", "list-paper", views.paper),
    ("lists/<int:unit>/take-over", "list-take-over", views.take_over),
    ("lists/<int:unit>/<int:problem>", "list-problem", views.problem),
    ("lists/<int:unit>/<int:problem>/new", "list-task-new", views.new_task),
    ("lists/<int:unit>/<int:problem>/<int:task>", "list-task", views.task),
)


def _pages(desk: str, prefix: str, own: bool) -> list[URLPattern]:
    return [
        path(f"{desk}/<int:pk>/{page}", view, {"own": own}, name=f"{prefix}-{name}")
        for page, name, view in PAGES
    ]


urlpatterns = [
    path("lists", ledger.tasks, name="lists"),
    path("lists/export.xlsx", ledger.export, name="lists-export"),
    path("lists/overview", overview.overview, name="lists-overview"),
    path("lists/overview/export.xlsx", overview.export, name="lists-overview-export"),
    path("lists/checks", checking.checks, name="lists-checks"),
    *_pages("matters", "matter", False),
    *_pages("own", "own", True),
]
