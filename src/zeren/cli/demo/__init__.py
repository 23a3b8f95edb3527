"""``zeren demo``: a made-up county to learn on and to test with."""
