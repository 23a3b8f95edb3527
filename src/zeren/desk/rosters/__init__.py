"""职数和编制、教育培训、选人用人监督: where those whom matters are about stand, read together."""
