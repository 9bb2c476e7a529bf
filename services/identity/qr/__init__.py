"""Signing in by a QR code that a signed-in telephone confirms."""
