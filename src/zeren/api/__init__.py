"""Floor 4: the HTTP interface."""
