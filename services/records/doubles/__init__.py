"""Doubles cleared: relations, archive entries, payments (ENR-22)."""
