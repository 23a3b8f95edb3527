"""廉政意见回复: the replies of the discipline organ."""
