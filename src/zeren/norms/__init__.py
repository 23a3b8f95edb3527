"""What regulations mean for facts: calendar and counting, evaluation, explanation, receipt. Pure."""
