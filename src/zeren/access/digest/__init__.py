"""每日提醒: a mail that says how much is due, never what; only to who wrote down an address for it."""
