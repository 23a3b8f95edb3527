"""Routes of the situations for talks and interviews."""

from __future__ import annotations

from django.urls import path

from zeren.desk.situations import views

urlpatterns = [
    path("situations", views.situations, name="situations"),
    path("situations/<int:pk>", views.situation, name="situation"),
]
