"""Floor 3: what happened (organs, people, matters and their events)."""
