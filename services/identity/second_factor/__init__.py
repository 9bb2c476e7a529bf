"""The second factor of officers, and of whoever wants one: codes of an authenticator app (TOTP, RFC 6238)."""
