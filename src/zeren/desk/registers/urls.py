"""The registers: organs as a list; organs, people, posts, appointments, charges by Excel."""

from __future__ import annotations

from django.urls import path

from zeren.desk.registers import views

urlpatterns = [
    path("organs", views.organs, name="organs"),
    path("registers/<slug:noun>/template.xlsx", views.template, name="register-template"),
    path("registers/<slug:noun>/import", views.import_file, name="register-import"),
    path("registers/<slug:noun>/annotated.xlsx", views.annotated, name="register-annotated"),
]
