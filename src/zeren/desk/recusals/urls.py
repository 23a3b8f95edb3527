"""One's own declarations of recusal."""

from __future__ import annotations

from django.urls import path

from zeren.desk.recusals import views

urlpatterns = [
    path("recusals", views.recusals, name="recusals"),
    path("recusals/<int:pk>/end", views.end, name="recusal-end"),
]
