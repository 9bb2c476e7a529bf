"""Contributions 缴费: what is owed for a person and month, what is paid, and how it adds up."""
