"""Pension: age, index, estimate."""
