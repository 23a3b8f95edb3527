"""三个清单: problems, tasks and who answers for them, for the organ that sent the team and for the unit."""
