"""Matters: the matter page, its acts, starting one, its papers."""
