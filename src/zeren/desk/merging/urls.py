"""Routes of many papers at once."""

from __future__ import annotations

from django.urls import path

from zeren.desk.merging import views

urlpatterns = [
    path("merges", views.merges, name="merges"),
    path("merges/<slug:token>", views.merge, name="merge"),
    path("merges/<slug:token>/step", views.step, name="merge-step"),
    path("merges/<slug:token>/papers.zip", views.papers, name="merge-file"),
]
