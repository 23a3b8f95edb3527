"""Floor 2, pure: what the text means for facts (calendar, counting, evaluation, explanation)."""
