"""Routes of a matter's draw."""

from __future__ import annotations

from django.urls import path

from zeren.desk.draws import views
from zeren.desk.matters.sight import of_organ

urlpatterns = [
    path("matters/<int:pk>/draw", of_organ(views.draw), name="matter-draw"),
    path("matters/<int:pk>/draw/<int:seq>.txt", of_organ(views.list_file), name="matter-draw-list"),
    path("matters/<int:pk>/draw/<slug:what>", of_organ(views.do), name="matter-draw-act"),
]
