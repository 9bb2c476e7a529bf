"""Pages of a unit's agent."""
