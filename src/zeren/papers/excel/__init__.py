"""Excel in and out: one description of columns serves the template, the reading and the annotated return."""
