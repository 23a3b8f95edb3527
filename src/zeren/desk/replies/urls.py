"""Routes of the discipline organ's replies."""

from __future__ import annotations

from django.urls import path

from zeren.desk.replies import views

urlpatterns = [
    path("replies", views.replies, name="replies"),
    path("replies/new", views.new, name="reply-new"),
    path("replies/<int:pk>", views.reply, name="reply"),
    path("replies/<int:pk>/paper.<slug:kind>", views.paper, name="reply-paper"),
]
