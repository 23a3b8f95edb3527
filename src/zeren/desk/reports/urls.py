"""Routes of one's own reports, and of what the receiving department took in."""

from __future__ import annotations

from django.urls import path

from zeren.desk.reports import receiving, views

urlpatterns = [
    path("own/reports", views.index, name="own-reports"),
    path("own/reports/<int:pk>", views.mine, name="own-report-read"),
    path("own/reports/<slug:procedure>/<slug:form>", views.report, name="own-report"),
    path("own/reports/<slug:procedure>/<slug:form>/draft", views.draft, name="own-report-draft"),
    path("reports", receiving.received, name="reports-received"),
    path("reports/export.xlsx", receiving.export, name="reports-received-export"),
]
