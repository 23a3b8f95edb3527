"""谈话与约谈事由: facts of matters that a provision on talks or interviews names, to be considered by people."""
