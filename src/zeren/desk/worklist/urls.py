"""The worklist: its tabs, the peek, export, handing over."""

from __future__ import annotations

from django.urls import path

from zeren.desk.gate import records
from zeren.desk.worklist import views

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("worklist/peek/<int:pk>", views.peek, name="peek"),
    path("worklist/export.xlsx", views.export, name="worklist-export"),
    path("worklist/handover", records(views.handover), name="handover"),
]
