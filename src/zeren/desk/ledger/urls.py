"""The ledger of matters."""

from __future__ import annotations

from django.urls import path

from zeren.desk.ledger import views

urlpatterns = [
    path("ledger", views.matters, name="ledger"),
    path("ledger/export.xlsx", views.export, name="ledger-export"),
]
