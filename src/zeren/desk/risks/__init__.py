"""廉政风险: the register of integrity risks of posts."""
