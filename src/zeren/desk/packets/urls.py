"""Routes of packets."""

from __future__ import annotations

from django.urls import path

from zeren.desk.packets import assigning, cards, one, overview, reporting, taking

urlpatterns = [
    path("packets", overview.packets, name="packets"),
    path("packets/cards", cards.cards, name="packet-cards"),
    path("packets/cards/own.json", cards.own_card, name="packet-card"),
    path("packets/report", reporting.report, name="packet-report"),
    path("packets/assign", assigning.assign, name="packet-assign"),
    path("packets/assign/template.xlsx", assigning.template, name="packet-assign-template"),
    path("packets/take", taking.take, name="packet-take"),
    path("packets/<slug:number>", one.packet, name="packet"),
    path("packets/<slug:number>/receipt", one.receipt, name="packet-receipt"),
    path("packets/<slug:number>/items/<int:place>", one.item, name="packet-item"),
]
