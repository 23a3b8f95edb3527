"""The pages of scores: the tree of a unit, a sheet to be filled in and settled, the sheets of a programme."""
