"""Signing in through other platforms: the dance of OpenID Connect, and which of their accounts are linked to ours."""
