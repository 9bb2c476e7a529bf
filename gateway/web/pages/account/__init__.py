"""Signing up, signing in, and what an account must do first."""
