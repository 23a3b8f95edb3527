"""Complaints: the public channel (outside the door), the officers' pages, the opening of a reporter, statistics."""

from __future__ import annotations

from django.urls import path

from zeren.desk.complaints import opening, public, views

urlpatterns = [
    path("12380", public.write, name="complaint-write"),
    path("12380/back", public.back, name="complaint-back"),
    path("12380/ways", public.ways, name="complaint-ways"),
    path("complaints", views.complaints, name="complaints"),
    path("complaints/export.xlsx", views.export, name="complaints-export"),
    path("complaints/new", views.new, name="complaint-new"),
    path("complaints/statistics", views.statistics, name="complaints-statistics"),
    path("complaints/<int:pk>", views.complaint, name="complaint"),
    path("complaints/<int:pk>/act", views.act, name="complaint-act"),
    path("complaints/<int:pk>/files/<int:file>", views.file, name="complaint-file"),
    path("complaints/<int:pk>/unsealing", opening.ask, name="unsealing-ask"),
    path("unsealings", opening.listed, name="unsealings"),
    path("unsealings/<int:pk>", opening.one, name="unsealing"),
    path("unsealings/<int:pk>/look", opening.look, name="unsealing-look"),
]
