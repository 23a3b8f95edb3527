"""Routes of one's own access tokens."""

from __future__ import annotations

from django.urls import path

from zeren.desk.tokens import views

urlpatterns = [
    path("tokens", views.tokens, name="tokens"),
    path("tokens/mail", views.mail, name="digest-address"),
    path("tokens/<int:pk>/revoke", views.revoke, name="token-revoke"),
]
