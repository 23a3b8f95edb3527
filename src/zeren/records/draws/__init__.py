"""随机抽调: the team of a matter drawn from the talent pool, in two acts and so that anybody can do it again."""
