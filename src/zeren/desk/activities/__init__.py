"""尽责: the ledger of activities of a duty list, and entering, correcting, countersigning one."""
