"""Adjustment lines 补差 after policy that was published late (ENR-20)."""
