"""Every address: the pages of the desk, and the HTTP interface beside them."""

from __future__ import annotations

from django.urls import include, path

from zeren.api import urls as api
from zeren.desk import urls as desk
from zeren.desk.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("api/", include((api.urlpatterns, "api"))), *desk.urlpatterns]
