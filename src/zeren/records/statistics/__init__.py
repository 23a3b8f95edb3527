"""Figures of a year that a provision asks an organ to report, counted from the records by a fixed definition."""
