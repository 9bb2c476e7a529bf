"""Codes by which a holder lets others look."""
