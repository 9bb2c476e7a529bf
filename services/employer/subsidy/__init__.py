"""Subsidies to units."""
