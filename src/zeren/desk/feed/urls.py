"""The route of the calendar feed; it stands outside the door, the token is its key."""

from __future__ import annotations

from django.urls import path

from zeren.desk.feed import views

urlpatterns = [path("calendar/<str:secret>.ics", views.feed, name="calendar-feed")]
