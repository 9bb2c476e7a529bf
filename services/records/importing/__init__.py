"""Bringing persons and their past contributions from the old system (OPS-05)."""
