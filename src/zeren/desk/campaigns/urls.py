"""Routes of a year of assessment."""

from __future__ import annotations

from django.urls import path

from zeren.desk.campaigns import views
from zeren.desk.matters.sight import of_organ

_YEAR = "matters/<int:pk>/campaign"

urlpatterns = [
    path("campaigns", views.campaigns, name="campaigns"),
    path(_YEAR, of_organ(views.year), name="matter-campaign"),
    path(f"{_YEAR}/export.xlsx", of_organ(views.export), name="matter-campaign-export"),
    path(f"{_YEAR}/onsite", of_organ(views.onsite), name="campaign-onsite"),
    path(f"{_YEAR}/onsite/export.xlsx", of_organ(views.onsite_export), name="campaign-onsite-export"),
    path(f"{_YEAR}/follow", of_organ(views.follow), name="campaign-follow"),
    path(f"{_YEAR}/follow/export.xlsx", of_organ(views.follow_export), name="campaign-follow-export"),
    path(f"{_YEAR}/vetoes", of_organ(views.candidates), name="campaign-vetoes"),
    path(f"{_YEAR}/compare", of_organ(views.compare), name="campaign-compare"),
    path(f"{_YEAR}/open", of_organ(views.opening), name="campaign-open"),
    path(f"{_YEAR}/open/rows.xlsx", of_organ(views.rows), name="campaign-rows"),
    path(f"{_YEAR}/<slug:name>", of_organ(views.notice), name="campaign-notice"),
    path(f"{_YEAR}/<slug:name>.docx", of_organ(views.notice_file), name="campaign-notice-file"),
    path("matters/<int:pk>/veto", of_organ(views.veto), name="matter-veto"),
]
