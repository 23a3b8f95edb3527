"""廉政档案: what stands on record about one cadre, in sections, as far as the viewer sees."""
