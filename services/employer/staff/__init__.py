"""Staff declared by a unit."""
