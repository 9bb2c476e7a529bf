"""Pages of an insured person."""
