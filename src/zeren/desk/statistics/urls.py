"""Routes of the yearly figures."""

from __future__ import annotations

from django.urls import path

from zeren.desk.statistics import views

_ONE = "statistics/<slug:pack>/<slug:name>"

urlpatterns = [
    path("statistics", views.listed, name="statistics"),
    path(_ONE, views.one, name="statistic"),
    path(f"{_ONE}/records", views.records, name="statistic-records"),
    path(f"{_ONE}/report.docx", views.report, name="statistic-report"),
    path(f"{_ONE}/export.xlsx", views.export, name="statistic-export"),
]
