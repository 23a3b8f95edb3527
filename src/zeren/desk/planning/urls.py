"""Routes of the list of who falls due."""

from __future__ import annotations

from django.urls import path

from zeren.desk.planning import views

urlpatterns = [
    path("planning", views.planning, name="planning"),
    path("planning/export.xlsx", views.export, name="planning-export"),
]
