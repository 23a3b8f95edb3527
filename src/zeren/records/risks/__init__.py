"""廉政风险防控: the register of posts, their powers and risk points. Of posts, never of persons."""
