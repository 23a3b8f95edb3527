"""The second factor at sign-in; one's own password, factors and sessions."""

from __future__ import annotations

from django.urls import path

from zeren.desk.factors import giving, views

urlpatterns = [
    path("factor", giving.factor, name="factor"),
    path("password", views.password, name="password"),
    path("factors", views.listed, name="factors"),
    path("factors/code", views.bind_code, name="factor-bind"),
    path("factors/passkey", views.bind_passkey, name="factor-passkey"),
    path("factors/recovery", views.recovery, name="factor-recovery"),
    path("factors/remove/<slug:what>", views.remove, name="factor-remove"),
    path("factors/sessions", views.sessions, name="factor-sessions"),
]
