"""Sign-in, sign-out, lock."""

from __future__ import annotations

from django.urls import path

from zeren.desk.session import views

urlpatterns = [
    path("signin", views.signin, name="signin"),
    path("signout", views.signout, name="sign-out"),
    path("lock", views.lock, name="lock"),
]
