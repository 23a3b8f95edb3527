"""The library: the shelf, a regulation, and the search over everything."""

from __future__ import annotations

from django.urls import path

from zeren.desk.library import views

urlpatterns = [
    path("library", views.shelf, name="library"),
    path("library/conflicts", views.conflicts, name="library-conflicts"),
    path("library/import", views.how_to_import, name="library-import"),
    path("library/<slug:slug>", views.regulation, name="regulation"),
]
