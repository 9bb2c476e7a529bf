"""Sessions: opened by a sign-in of any kind, kept up by refresh tokens, listed and ended."""
