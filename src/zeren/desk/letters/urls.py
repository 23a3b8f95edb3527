"""Reminder letters: the ledger, a new one, one of them, the figures of the lights."""

from __future__ import annotations

from django.urls import path

from zeren.desk.gate import only, records
from zeren.desk.letters import figures, issuing, reading, views
from zeren.records.actor import ADMINISTRATORS

business = only(lambda actor: not actor.has(*ADMINISTRATORS), "提醒函是办案记录；三员不看，也不办。")
"""Not for the three administrators."""

urlpatterns = [
    path("letters/", business(views.letters), name="letters"),
    path("letters/export.xlsx", business(views.export), name="letters-export"),
    path("letters/new", records(issuing.new), name="letter-new"),
    path("letters/figures", figures.figures, name="letter-figures"),
    path("letters/<int:matter>/<int:seq>/", business(reading.letter), name="letter"),
    path("letters/<int:matter>/<int:seq>/answer", business(reading.answer), name="letter-answer"),
    path("letters/<int:matter>/<int:seq>/withdraw", business(reading.withdraw), name="letter-withdraw"),
    path("letters/<int:matter>/<int:seq>/letter.<slug:kind>", business(reading.file), name="letter-paper"),
]
