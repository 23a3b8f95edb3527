"""Routes of the lists."""

from __future__ import annotations

from django.urls import path

from zeren.desk.reviews import views

urlpatterns = [
    path("reviews", views.review, name="reviews"),
    path("reviews/export.xlsx", views.export, name="review-export"),
]
