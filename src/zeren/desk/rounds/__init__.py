"""覆盖: the units of a programme of inspections with the rounds that took them."""
