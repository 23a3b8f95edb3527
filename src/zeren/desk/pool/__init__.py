"""人才库: who may be drawn into a team."""
