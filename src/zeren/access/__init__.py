"""Floor 3: who may see and do (accounts, roles, visibility)."""
