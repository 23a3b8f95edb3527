"""Routes of the own desk."""

from __future__ import annotations

from django.urls import path

from zeren.desk.own import beginning, challenging, views

urlpatterns = [
    path("own/", views.index, name="own"),
    path("own/materials", views.materials, name="own-materials"),
    path("own/submitted", views.submitted, name="own-submitted"),
    path("own/help", views.how, name="own-help"),
    path("own/begin/<slug:pack>/<slug:procedure>", beginning.begin, name="own-begin"),
    path("own/<int:pk>/", views.matter, name="own-matter"),
    path("own/<int:pk>/do/<slug:step>", views.act, name="own-act"),
    path("own/<int:pk>/draft/<slug:step>", views.draft, name="own-draft"),
    path("own/<int:pk>/papers/<int:attachment>", views.attachment, name="own-attachment"),
    path("own/<int:pk>/challenge", challenging.challenge, name="own-challenge"),
    path("own/<int:pk>/receipts/<int:seq>", views.receipt, name="own-receipt"),
]
