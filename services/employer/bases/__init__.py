"""Yearly contribution bases (ENR-11)."""
