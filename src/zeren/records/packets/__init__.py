"""Packets between installations that no network joins: signed, sealed, previewed, answered by a receipt."""
