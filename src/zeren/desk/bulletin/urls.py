"""Routes of the periodical."""

from __future__ import annotations

from django.urls import path

from zeren.desk.bulletin import asking, pieces, views

urlpatterns = [
    path("bulletin", views.issues, name="bulletin"),
    path("bulletin/new", views.new, name="bulletin-new"),
    path("bulletin/asked", asking.letters, name="bulletin-letters"),
    path("bulletin/asked/<int:pk>", asking.letter, name="bulletin-letter"),
    path("bulletin/<int:pk>/ask", asking.ask, name="bulletin-ask"),
    path("bulletin/<int:pk>", views.issue, name="bulletin-issue"),
    path("bulletin/<int:pk>/read", views.read, name="bulletin-read"),
    path("bulletin/<int:pk>/sheets.png", views.sheets, name="bulletin-sheets"),
    path("bulletin/<int:pk>/paper.<slug:kind>", views.paper, name="bulletin-paper"),
    path("bulletin/<int:pk>/write", pieces.new, name="bulletin-piece-new"),
    path("bulletin/pieces/<int:pk>", pieces.piece, name="bulletin-piece"),
]
