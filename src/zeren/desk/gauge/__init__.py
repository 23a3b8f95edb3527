"""尽责: the gauge of a list, each number leading to its records."""
