"""Routes of the rosters: two for each page."""

from __future__ import annotations

from django.urls import path

from zeren.desk.rosters import views
from zeren.records.rosters.rules import PAGES

urlpatterns = [
    route
    for page in PAGES
    for route in (
        path(page, views.roster, {"page": page}, name=page),
        path(f"{page}/export.xlsx", views.export, {"page": page}, name=f"{page}-export"),
    )
]
