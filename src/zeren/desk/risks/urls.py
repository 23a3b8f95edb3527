"""Routes of the register of integrity risks."""

from __future__ import annotations

from django.urls import path

from zeren.desk.risks import views

urlpatterns = [
    path("risks", views.risks, name="risks"),
    path("risks/export.xlsx", views.export, name="risks-export"),
    path("risks/new", views.new, name="risk-new"),
    path("risks/<int:pk>", views.risk, name="risk"),
    path("risks/<int:pk>/change", views.change, name="risk-change"),
]
