"""A year of assessment: a programme matter, the matters of its units under it, read together (docs/campaign.md)."""
