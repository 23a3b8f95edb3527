"""Routes of matters."""

from __future__ import annotations

from django.urls import path

from zeren.desk.gate import records
from zeren.desk.matters import batch, hall, manage, paste, start, views

urlpatterns = [
    path("matters/", hall.hall, name="matters"),
    path("matters/new", records(start.choose), name="matter-start"),
    path("matters/new/<slug:pack>/<slug:procedure>", records(start.begin), name="matter-begin"),
    path("matters/paste", records(paste.paste), name="matter-paste"),
    path("matters/batch", records(batch.batch), name="matter-batch"),
    path("matters/<int:pk>/", views.work, name="matter"),
    path("matters/<int:pk>/record/<slug:step>", views.record, name="matter-record"),
    path("matters/<int:pk>/draft/<slug:step>", views.draft, name="matter-draft"),
    path("matters/<int:pk>/findings", views.findings, name="matter-findings"),
    path("matters/<int:pk>/records", views.records, name="matter-records"),
    path("matters/<int:pk>/records/<int:seq>/correct", views.correct, name="matter-correct"),
    path("matters/<int:pk>/records/<int:seq>/void", views.void, name="matter-void"),
    path("matters/<int:pk>/materials", views.materials, name="matter-materials"),
    path("matters/<int:pk>/materials/<int:attachment>", views.attachment, name="matter-attachment"),
    path("matters/<int:pk>/papers/<slug:paper>.<slug:kind>", views.paper, name="matter-paper"),
    path("matters/<int:pk>/rights", views.rights, name="matter-rights"),
    path("matters/<int:pk>/manage", manage.manage, name="matter-manage"),
    path("matters/<int:pk>/manage/<slug:what>", manage.do, name="matter-manage-act"),
    path("matters/<int:pk>/receipt", views.receipt, name="matter-receipt"),
]
