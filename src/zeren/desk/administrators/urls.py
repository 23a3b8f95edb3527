"""The administrators: changes of rights by two, accounts, keys; one's own rights; delegations of a leader."""

from __future__ import annotations

from django.urls import path

from zeren.desk.administrators import accounts, delegations, keys, proposing, rights

urlpatterns = [
    path("rights", rights.listed, name="rights-changes"),
    path("rights/new", proposing.new, name="rights-change-new"),
    path("rights/mine", accounts.own, name="own-rights"),
    path("rights/<int:pk>/<slug:what>", rights.act, name="rights-change"),
    path("accounts", accounts.listed, name="accounts"),
    path("accounts/export.xlsx", accounts.export, name="accounts-export"),
    path("accounts/<str:signin>", accounts.one, name="account"),
    path("vault/keys", keys.listed, name="vault-keys"),
    path("vault/keys/<int:pk>/rotate", keys.rotate, name="key-rotate"),
    path("vault/keys/rewrap", keys.rewrap, name="key-rewrap"),
    path("delegations", delegations.listed, name="delegations"),
    path("delegations/<int:pk>/end", delegations.end, name="delegation-end"),
    path("handover-left", delegations.left, name="handover-left"),
]
