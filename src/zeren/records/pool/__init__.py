"""人才库: who may be drawn into a team, kept by the organ that draws."""
