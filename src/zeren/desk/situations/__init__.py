"""谈话与约谈事由: facts to be considered, each with its provision and its record."""
