"""Pages of the periodical: the issues, one in the making, a piece, what was issued as a page to read."""
