"""年度统计: the figures that a provision asks to be reported each year, each leading to its records."""
