"""Consulting with approval: what waits for me, what I granted, asking, what was opened to me."""

from __future__ import annotations

from django.urls import path

from zeren.desk.approvals import asking, opened, views

urlpatterns = [
    path("approvals", views.approvals, name="approvals"),
    path("approvals/peek/<int:pk>", views.peek, name="approval-peek"),
    path("approvals/<int:pk>/decide", views.decide, name="approval-decide"),
    path("approvals/<int:pk>/forward", views.forward, name="approval-forward"),
    path("approvals/<int:pk>/looks", views.looks, name="approval-looks"),
    path("approvals/<int:pk>/withdraw", views.withdraw, name="approval-withdraw"),
    path("consult", opened.consult, name="consult"),
    path("consult/new", asking.consult_new, name="consult-new"),
    path("consult/<int:pk>/open", opened.consulted, name="consulted"),
]
