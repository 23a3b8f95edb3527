"""A periodical on paper: its first page with the contents, its sections, as PDF and DOCX."""
