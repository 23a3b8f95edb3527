"""Routes of documents."""

from __future__ import annotations

from django.urls import path

from zeren.desk.documents import checking, registers, views

urlpatterns = [
    path("documents", registers.documents, name="documents"),
    path("documents/numbers", registers.numbers, name="document-numbers"),
    path("documents/numbers.xlsx", registers.export, name="document-numbers-export"),
    path("documents/check", checking.page, name="document-check"),
    path("documents/new", views.new, name="document-new"),
    path("documents/<int:pk>", views.document, name="document"),
    path("documents/<int:pk>/sheets.png", views.sheets, name="document-sheets"),
    path("documents/<int:pk>/paper.<slug:kind>", views.paper, name="document-paper"),
]
