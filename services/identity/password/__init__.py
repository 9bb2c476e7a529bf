"""Passwords: what they must be, and when they lock."""
