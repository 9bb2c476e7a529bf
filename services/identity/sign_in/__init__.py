"""Signing in: attempts and their lock, sessions, tokens."""
