"""Retention: what falls due, what was proposed, what was destroyed."""

from __future__ import annotations

from django.urls import path

from zeren.desk.retention import views

urlpatterns = [
    path("retention", views.retention, name="retention"),
    path("retention/register", views.register, name="retention-register"),
    path("retention/<int:pk>", views.proposal, name="retention-proposal"),
]
