"""Scores (考核计分): scoring sheets, what scorers filled in, what people settled, and the tree that comes of it."""
