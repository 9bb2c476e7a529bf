"""Bringing the cards that the old system has issued (OPS-05)."""
