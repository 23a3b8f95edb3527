"""Packs: regulations as data."""
