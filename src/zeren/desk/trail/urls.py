"""The trail: the audit administrator's pages."""

from __future__ import annotations

from django.urls import path

from zeren.desk.trail import heads, verifying, views

urlpatterns = [
    path("trail", views.trail, name="trail"),
    path("trail/export.<slug:kind>", views.export, name="trail-export"),
    path("trail/administrators", views.administrators, name="trail-administrators"),
    path("trail/verify", verifying.verify, name="trail-verify"),
    path("trail/verify/<int:pk>", verifying.step, name="trail-verify-step"),
    path("trail/verify/<int:pk>/report", verifying.report, name="trail-report"),
    path("trail/heads", heads.heads, name="trail-head"),
    path("trail/heads/<int:pk>", heads.head, name="trail-head-paper"),
    path("trail/heads/<int:pk>.json", heads.file, name="trail-head-file"),
]
