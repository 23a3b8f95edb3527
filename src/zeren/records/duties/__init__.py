"""The duty list of an organ and a year (明责) and what was done for it (尽责): docs/duties.md, docs/decisions/0013."""
