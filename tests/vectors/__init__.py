"""Worked examples of the rules, run against the product's own functions."""
