"""Who falls due in the time ahead: norms of the packs held against the registers on a future day."""
