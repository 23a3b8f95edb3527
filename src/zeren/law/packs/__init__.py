"""Packs: regulations as data."""

from zeren.law.packs.examples import load_tests
from zeren.law.packs.loading import load_pack, load_pack_text, load_vocabulary
from zeren.law.packs.problems import PackErrors, Problem

__all__ = ["PackErrors", "Problem", "load_pack", "load_pack_text", "load_tests", "load_vocabulary"]
