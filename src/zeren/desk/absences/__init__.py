"""外出日历: who of a leading group is away from when to when, who acts in the meantime, what the texts find."""
