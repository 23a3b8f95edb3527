"""Routes of matters."""

from __future__ import annotations

from django.urls import path

from zeren.desk.gate import records
from zeren.desk.matters import batch, guarding, hall, manage, paste, start, views
from zeren.desk.matters.sight import of_organ, or_own

urlpatterns = [
    path("matters/", hall.hall, name="matters"),
    path("matters/new", records(start.choose), name="matter-start"),
    path("matters/new/<slug:pack>/<slug:procedure>", records(start.begin), name="matter-begin"),
    path("matters/paste", records(paste.paste), name="matter-paste"),
    path("matters/batch", records(batch.batch), name="matter-batch"),
    path("matters/<int:pk>/", or_own(views.work), name="matter"),
    path("matters/<int:pk>/record/<slug:step>", of_organ(views.record), name="matter-record"),
    path("matters/<int:pk>/draft/<slug:step>", of_organ(views.draft), name="matter-draft"),
    path("matters/<int:pk>/findings", of_organ(views.findings), name="matter-findings"),
    path("matters/<int:pk>/records", of_organ(views.records), name="matter-records"),
    path("matters/<int:pk>/records/<int:seq>/correct", of_organ(views.correct), name="matter-correct"),
    path("matters/<int:pk>/records/<int:seq>/void", of_organ(views.void), name="matter-void"),
    path("matters/<int:pk>/materials", of_organ(views.materials), name="matter-materials"),
    path("matters/<int:pk>/materials/<int:attachment>", of_organ(views.attachment), name="matter-attachment"),
    path("matters/<int:pk>/papers/<slug:paper>.<slug:kind>", of_organ(views.paper), name="matter-paper"),
    path("matters/<int:pk>/rights", or_own(views.rights), name="matter-rights"),
    path("matters/<int:pk>/manage", of_organ(manage.manage), name="matter-manage"),
    path("matters/<int:pk>/manage/<slug:what>", of_organ(manage.do), name="matter-manage-act"),
    path("matters/<int:pk>/guard", of_organ(guarding.guard), name="matter-guard"),
    path("matters/<int:pk>/guard/<slug:what>", of_organ(guarding.do), name="matter-guard-act"),
    path("matters/<int:pk>/receipt", of_organ(views.receipt), name="matter-receipt"),
]
