"""Floor 1, pure: what the text says (addresses, citations, official texts, packs)."""
