"""与我有关: the desk of the person or unit concerned."""
