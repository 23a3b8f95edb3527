"""What a password must be, wherever one is set.

GB/T 22239 third level wants passwords of some complexity; length counts most, so eight signs of at least two kinds
are asked for and the common ones are refused.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from zeren.records.errors import Problem, Refused

FIELD = "password"
WORDS = {
    "password_too_short": ("口令至少 {min_length} 位", "a password has at least {min_length} characters"),
    "password_too_common": ("这个口令太常见，容易被猜到", "this password is too common"),
    "password_one_kind": (
        "口令要有字母、数字、符号中的至少两种",
        "a password has at least two of letters, digits, other characters",
    ),
}


class TwoKinds:
    """At least two of letters, digits and other characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password of one kind of characters."""
        kinds = {"letter" if c.isalpha() else "digit" if c.isdigit() else "other" for c in password}
        if len(kinds) < 2:
            raise ValidationError("one kind of characters", code="password_one_kind")

    def get_help_text(self) -> str:
        """The rule in words."""
        return WORDS["password_one_kind"][0]


def check(password: str) -> None:
    """Raises Refused, with each rule that the password does not keep."""
    try:
        password_validation.validate_password(password)
    except ValidationError as wrong:
        raise Refused([_problem(error) for error in wrong.error_list]) from None


def _problem(error: ValidationError) -> Problem:
    zh, en = WORDS.get(error.code or "", (str(error.message), str(error.message)))
    given = error.params or {}
    return Problem(FIELD, zh.format(**given), en.format(**given))
