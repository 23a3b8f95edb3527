"""Absences of a leading group: read from the matters of whichever packs say which of their steps these are."""
