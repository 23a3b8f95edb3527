"""Routes of the duty list."""

from __future__ import annotations

from django.urls import path

from zeren.desk.duties import chart, explaining, export, occasions, over, publishing, report, views

_LIST = "duties/<int:organ>/<int:year>"

urlpatterns = [
    path("duties", views.home, name="duties"),
    path("duties/over/<int:year>", over.over, name="duties-over"),
    path("duties/over/<int:year>/export.xlsx", over.export, name="duties-over-export"),
    path(_LIST, views.duties, name="duties-list"),
    path(f"{_LIST}/generate", views.generate, name="duties-generate"),
    path(f"{_LIST}/bodies", publishing.add_body, name="duties-add-body"),
    path(f"{_LIST}/restored", publishing.restore, name="duties-restore"),
    path(f"{_LIST}/changes", publishing.changes, name="duties-changes"),
    path(f"{_LIST}/sign", publishing.sign, name="duties-sign"),
    path(f"{_LIST}/chart", chart.chart, name="duties-chart"),
    path(f"{_LIST}/chart.<slug:kind>", chart.chart_file, name="duties-chart-file"),
    path(f"{_LIST}/export.xlsx", export.export, name="duties-export"),
    path(f"{_LIST}/occasions", occasions.occasions, name="duties-occasions"),
    path(f"{_LIST}/report/<str:period>.docx", report.file, name="duties-report-file"),
    path(f"{_LIST}/report/<str:period>", report.report, name="duties-report"),
    path(f"{_LIST}/<int:number>/explain", explaining.explain, name="duties-explain"),
    path(f"{_LIST}/<int:number>", views.change, name="duties-change"),
]
