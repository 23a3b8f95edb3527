"""Shares: the duties that a pack gives an organ in a matter that another organ handles."""
