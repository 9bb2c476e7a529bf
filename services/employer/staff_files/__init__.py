"""Many staff changes in one file (ENR-17)."""
