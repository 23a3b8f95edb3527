"""任前核查: what stands against an intended act over a person on a day, by every regulation, as far as one sees."""
