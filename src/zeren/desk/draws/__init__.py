"""随机抽调: the list and its digest, the draw by a seed, replacements, and how anybody checks them."""
