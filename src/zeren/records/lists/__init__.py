"""The three lists (三个清单): problems, the tasks that put them right, who answers for each; kept in the matter's log."""
