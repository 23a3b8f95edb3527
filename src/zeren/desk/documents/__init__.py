"""公文: drafts on their way, the register of numbers, one document, the format check."""
