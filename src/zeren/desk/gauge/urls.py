"""Routes of the gauge."""

from __future__ import annotations

from django.urls import path

from zeren.desk.gauge import views

urlpatterns = [
    path("gauge", views.home, name="gauge"),
    path("gauge/<int:organ>/<int:year>", views.gauge, name="gauge-of"),
    path("gauge/<int:organ>/<int:year>/export.xlsx", views.export, name="gauge-export"),
    path("gauge/<int:organ>/<int:year>/<int:holder>/<str:norm>", views.records, name="gauge-records"),
]
