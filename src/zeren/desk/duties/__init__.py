"""明责: the duty list of an organ and a year, how each duty stands, and why."""
