"""Where those whom matters are about stand: a row for each of them, read from the logs and held against the packs."""
