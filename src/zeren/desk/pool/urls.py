"""Routes of the talent pool."""

from __future__ import annotations

from django.urls import path

from zeren.desk.pool import views

urlpatterns = [
    path("pool", views.pool, name="pool"),
    path("pool/export.xlsx", views.export, name="pool-export"),
    path("pool/new", views.new, name="pool-new"),
    path("pool/<int:pk>", views.member, name="pool-member"),
]
