"""The desk as a Django application: templates, static files, template tags."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Floor 4: the pages, one folder a noun."""

    name = "zeren.desk"
    label = "desk"
    verbose_name = "页面"
