"""报告 of the own desk: the forms that a regulation asks a cadre to fill in about themselves; sealed when given in."""
