"""Every route of the desk: each noun's folder brings its own ``urls.py``; names stand under ``desk:``.

``docs/routes.md`` lists them all, and a test holds the two together.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from types import ModuleType

from django.urls import URLPattern, URLResolver, include, path

import zeren.desk


def _nouns() -> list[ModuleType]:
    """The ``urls`` modules of the noun folders, in alphabetical order."""
    folders = sorted(m.name for m in pkgutil.iter_modules(zeren.desk.__path__) if m.ispkg)
    names = [f"zeren.desk.{folder}.urls" for folder in folders]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


routes: list[URLPattern | URLResolver] = [route for noun in _nouns() for route in noun.urlpatterns]

urlpatterns = [path("", include((routes, "desk")))]

handler400 = "zeren.desk.errors.bad_request"
handler403 = "zeren.desk.errors.forbidden"
handler404 = "zeren.desk.errors.not_found"
handler500 = "zeren.desk.errors.failed"
