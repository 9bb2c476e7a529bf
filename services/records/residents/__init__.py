"""Resident pension, resident and children's medical: by the year (ENR-23)."""
