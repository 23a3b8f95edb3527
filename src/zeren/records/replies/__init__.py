"""廉政意见回复: the discipline organ's written opinion, drafted, approved, numbered, signed, and kept with its receipt."""
