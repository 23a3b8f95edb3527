"""Sign-in with a password that is kept here as a hash."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from zeren.access.accounts.models import Account


class ByPassword:
    """The password way."""

    keeps_passwords = True

    def check(self, account: Account | None, secret: str) -> bool:
        """Whether the password is right; hashed anew where another method is wanted now."""
        if account is None:
            make_password(secret)
            return False
        # Conditional on the old hash: a password that was changed meanwhile stays.
        same = Account.objects.filter(pk=account.pk, password=account.password)
        return check_password(
            secret, account.password, lambda plain: same.update(password=make_password(plain))
        )
