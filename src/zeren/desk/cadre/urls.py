"""The register of people and the file of each."""

from __future__ import annotations

from django.urls import path

from zeren.desk.cadre import views

urlpatterns = [
    path("cadres", views.cadres, name="cadres"),
    path("cadres/export.xlsx", views.export, name="cadres-export"),
    path("cadres/<int:pk>", views.cadre, name="cadre"),
]
