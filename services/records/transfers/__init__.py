"""Transfers of a relation between places."""
