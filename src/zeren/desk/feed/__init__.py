"""日历订阅: an account's days for a calendar program, by a token of its own and without any contents."""
