"""Routes of templates of papers."""

from __future__ import annotations

from django.urls import path

from zeren.desk.paper_templates import views

urlpatterns = [
    path("templates", views.templates, name="paper-templates"),
    path("templates/start.docx", views.start, name="paper-template-start"),
    path("templates/<int:pk>", views.template, name="paper-template"),
    path("templates/<int:pk>/<slug:what>.docx", views.file, name="paper-template-file"),
]
