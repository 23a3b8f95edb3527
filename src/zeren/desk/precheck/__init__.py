"""任前核查: one person or a list of candidates against posts and days."""
