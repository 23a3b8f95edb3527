"""Routes of the calendar of absences."""

from __future__ import annotations

from django.urls import path

from zeren.desk.absences import views

urlpatterns = [
    path("absences", views.absences, name="absences"),
    path("absences/export.xlsx", views.export, name="absences-export"),
]
