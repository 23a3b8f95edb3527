"""到期提示: who falls due in the time ahead, each line with provision, arithmetic and record."""
