"""The register of people and the file of each."""

from __future__ import annotations

from django.urls import path

from zeren.desk.cadre import export, views

urlpatterns = [
    path("cadres", views.cadres, name="cadres"),
    path("cadres/export.xlsx", views.export, name="cadres-export"),
    path("cadres/<int:pk>", views.cadre, name="cadre"),
    path("cadres/<int:pk>/file.<str:kind>", export.paper, name="cadre-file"),
    path("cadres/<int:pk>/inventory.xlsx", export.inventory, name="cadre-inventory"),
]
