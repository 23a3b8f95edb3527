"""Zeren (责任): regulations as data, an append-only record, and an engine that holds one against the other."""

__version__ = "0.1.0"
