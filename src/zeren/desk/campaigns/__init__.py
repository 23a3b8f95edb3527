"""年度考核: a year's programme with its units, vetoes, notices and distributions."""
