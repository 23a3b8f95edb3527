"""公文: any paper of any regulation from its draft through examination and signature to its number, kept as issued."""
