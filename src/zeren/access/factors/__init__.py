"""Second factors: one-time codes (TOTP), passkeys, recovery codes."""
