"""Routes of an organ's share in matters that others handle."""

from __future__ import annotations

from django.urls import path

from zeren.desk.shares import views

urlpatterns = [
    path("shares/", views.index, name="shares"),
    path("shares/<int:pk>/<slug:role>/", views.share, name="share"),
    path("shares/<int:pk>/<slug:role>/do/<slug:step>", views.act, name="share-act"),
    path("shares/<int:pk>/<slug:role>/draft/<slug:step>", views.draft, name="share-draft"),
    path("shares/<int:pk>/<slug:role>/papers/<int:attachment>", views.paper, name="share-paper"),
]
