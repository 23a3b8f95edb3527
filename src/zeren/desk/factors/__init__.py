"""Password, second factors and sessions of one's own account."""
