"""Routes of activities."""

from __future__ import annotations

from django.urls import path

from zeren.desk.activities import files, ledger, views

_LIST = "activities/<int:organ>/<int:year>"

urlpatterns = [
    path(_LIST, ledger.ledger, name="activities"),
    path(f"{_LIST}/export.xlsx", ledger.export, name="activities-export"),
    path(f"{_LIST}/new", views.new, name="activity-new"),
    path(f"{_LIST}/<int:number>", views.one, name="activity"),
    path(f"{_LIST}/<int:number>/correct", views.correct, name="activity-correct"),
    path(f"{_LIST}/<int:number>/files", files.attach, name="activity-attach"),
    path(f"{_LIST}/<int:number>/files/<int:pk>", files.file, name="activity-file"),
    path(f"{_LIST}/<int:number>/<str:what>", views.act, name="activity-act"),
]
