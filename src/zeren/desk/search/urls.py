"""One search field for numbers, names, organs and provisions."""

from __future__ import annotations

from django.urls import path

from zeren.desk.search import views

urlpatterns = [path("search", views.search, name="search")]
