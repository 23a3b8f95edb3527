"""警示教育、学习园地: a periodical in four sections, from its pieces to the printed issue and its study."""
