"""核对清单: what is registered of one kind across matters (indicator sets, assessments), read together."""
