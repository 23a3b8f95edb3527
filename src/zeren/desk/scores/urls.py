"""Routes of scores: a unit's tree, its sheets filled in, the sheets of a programme, workbooks."""

from __future__ import annotations

from django.urls import path

from zeren.desk.matters.sight import of_organ
from zeren.desk.scores import export, sheets, views

urlpatterns = [
    path("scores", views.units, name="scores"),
    path("matters/<int:pk>/scores", of_organ(views.scores), name="matter-scores"),
    path("matters/<int:pk>/scores/workbook.xlsx", of_organ(export.workbook_of), name="score-workbook"),
    path("matters/<int:pk>/scores/points.xlsx", of_organ(export.points), name="score-points"),
    path("matters/<int:pk>/scores/<slug:key>/<slug:subject>", of_organ(views.sheet), name="score-sheet"),
    path(
        "matters/<int:pk>/scores/<slug:key>/<slug:subject>/<slug:what>", of_organ(views.do), name="score-act"
    ),
    path("matters/<int:pk>/sheets", of_organ(sheets.listed), name="matter-sheets"),
    path("matters/<int:pk>/sheets/conversion", of_organ(sheets.conversion), name="sheet-conversion"),
    path("matters/<int:pk>/sheets/<int:number>", of_organ(sheets.one), name="matter-sheet"),
    path("matters/<int:pk>/sheets/<int:number>.xlsx", of_organ(export.sheet), name="sheet-export"),
]
