"""One-time codes of the demonstration: who has a phone bound, and what it would show now.

The command line tells a code only where that harms nobody: for an account of the demonstration whose password
was not changed, in a database on this machine that is served under names of this machine only.
"""

from __future__ import annotations

from zeren.records.errors import Problem, Refused

WITH_CODE = ("xitong", "baomi", "shenji", "jiwei", "shuji", "shiwei", "zuzhi")
"""The three administrators, who must, and those who approve or open sealed material."""
HERE = ("", "localhost", "127.0.0.1", "::1")


def bind() -> None:
    """A phone for each of them, with a secret that is random in every installation."""
    from zeren.access.accounts import queries
    from zeren.access.factors import acts

    for signin in WITH_CODE:
        account = queries.find(signin)
        assert account is not None
        acts.bind_code(account)


def code_of(signin: str) -> tuple[str, int]:
    """The code of now, and for how many seconds it is the present one. Raises Refused."""
    from zeren.access.accounts import queries
    from zeren.access.factors import acts

    _only_here()
    account = queries.find(signin)
    if account is None:
        raise Refused([Problem("NAME", f"没有账号“{signin}”", f"there is no account '{signin}'")])
    return acts.current_code(account)


def _only_here() -> None:
    """Raises Refused where the database is another machine's, or others may come in."""
    from django.conf import settings
    from django.db import connection

    from zeren.env import LOOPBACK

    host = connection.settings_dict.get("HOST", "") if connection.vendor == "postgresql" else ""
    local = host in HERE or host.startswith("/")
    if not local or any(name not in LOOPBACK for name in settings.ZEREN.hosts):
        raise Refused(
            [
                Problem(
                    "NAME",
                    "只在本机的示范中显示动态口令：数据库要在本机，ZEREN_HOSTS 只含本机",
                    "codes are told in a demonstration on this machine only: its database is here, ZEREN_HOSTS names loopback",
                )
            ]
        )
