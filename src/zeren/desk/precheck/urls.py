"""Routes of the check before an appointment."""

from __future__ import annotations

from django.urls import path

from zeren.desk.precheck import everybody, one, views

urlpatterns = [
    path("precheck", views.start, name="precheck"),
    path("precheck/template.xlsx", views.template, name="precheck-template"),
    path("precheck/list", views.listed, name="precheck-list"),
    path("precheck/list.xlsx", views.export, name="precheck-export"),
    path("precheck/annotated.xlsx", views.annotated, name="precheck-annotated"),
    path("precheck/everybody", everybody.page, name="precheck-everybody"),
    path("precheck/everybody.xlsx", everybody.export, name="precheck-everybody-export"),
    path("precheck/people/<int:pk>", one.one, name="precheck-one"),
]
