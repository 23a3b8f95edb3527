"""Routes of ballots: the voting page outside the door, the organiser's and the tellers' pages."""

from __future__ import annotations

from django.urls import path

from zeren.desk.ballots import paper_slip, views, voting
from zeren.desk.matters.sight import of_organ

urlpatterns = [
    path("vote/", voting.vote, name="vote"),
    path("vote/done", voting.done, name="vote-done"),
    path("matters/<int:pk>/ballots", of_organ(views.of_matter), name="matter-ballots"),
    path("ballots", views.ballots, name="ballots"),
    path("ballots/<int:pk>", views.ballot, name="ballot"),
    path("ballots/<int:pk>/edit", views.edit, name="ballot-edit"),
    path("ballots/<int:pk>/form.<slug:kind>", paper_slip.slip, name="ballot-form"),
    path("ballots/<int:pk>/sheet", views.sheet, name="ballot-sheet"),
    path("ballots/<int:pk>/<slug:what>", views.do, name="ballot-act"),
]
