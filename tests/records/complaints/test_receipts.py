"""Codes and passphrases are copied by hand: no two signs look alike, no word is twice in the list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zeren.records.complaints import receipts


@pytest.fixture(autouse=True)
def ring(settings: Any, tmp_path: Path) -> None:
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_no_sign_is_taken_for_another() -> None:
    assert len(set(receipts.SIGNS)) == len(receipts.SIGNS) == 26
    assert not set(receipts.SIGNS) & set("01OILS5B2ZU") - {"2"}


def test_the_list_has_1024_different_words_of_two_signs() -> None:
    words = receipts.word_list()
    assert len(words) == len(set(words)) == 1024 and {len(word) for word in words} == {2}


def test_a_code_has_eight_signs_in_fours_and_four_words_and_no_two_are_alike() -> None:
    made = [receipts.new_receipt() for _ in range(200)]
    assert all(len(r.code) == 8 and set(r.code) <= set(receipts.SIGNS) and len(r.words) == 4 for r in made)
    assert len({r.code for r in made}) == 200 and made[0].parts == (made[0].code[:4], made[0].code[4:])


def test_the_passphrase_is_kept_as_argon2_and_found_with_any_signs_between() -> None:
    kept = receipts.hash_of("春山秋水北风石桥")
    assert kept.startswith("argon2$") and "春山" not in kept
    for typed in ("春山 秋水 北风 石桥", "春山、秋水，北风　石桥", "春山秋水北风石桥"):
        assert receipts.fits(typed, kept)
    assert not receipts.fits("春山 秋水 北风 木桥", kept) and not receipts.fits("", kept)
    assert not receipts.fits("春山秋水北风石桥", "")


@pytest.mark.django_db
def test_the_code_is_found_by_a_keyed_digest() -> None:
    assert receipts.digest_of("7q4m 2k9t") == receipts.digest_of("7Q4M2K9T") != receipts.digest_of("7Q4M2K9V")
    assert receipts.digest_of("７Ｑ４Ｍ－２Ｋ９Ｔ") == receipts.digest_of("7Q4M2K9T")
