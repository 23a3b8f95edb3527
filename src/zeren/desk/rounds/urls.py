"""Routes of the coverage of a programme."""

from __future__ import annotations

from django.urls import path

from zeren.desk.matters.sight import of_organ
from zeren.desk.rounds import views

urlpatterns = [
    path("matters/<int:pk>/coverage", of_organ(views.coverage), name="matter-coverage"),
    path("matters/<int:pk>/coverage/export.xlsx", of_organ(views.export), name="matter-coverage-export"),
]
