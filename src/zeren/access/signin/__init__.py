"""Ways to sign in. Lock-out, trail, second factor and roles are the same for every way; a way only answers whether
the secret is the account's.

Another way (a directory, a certificate) is one class with :meth:`Way.check`, named in ``ZEREN_SIGN_IN``
(``docs/accounts.md``).
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from zeren.access.accounts.models import Account


class Way(Protocol):
    """What a way must answer."""

    keeps_passwords: bool
    """Whether passwords are kept, and therefore changed, here."""

    def check(self, account: Account | None, secret: str) -> bool:
        """Whether the secret is the account's. ``None``: no such account; take as long, and answer False."""


def way() -> Way:
    """The way of this installation. Raises ImportError where the setting names nothing."""
    found: Way = import_string(settings.ZEREN.sign_in)()
    return found
