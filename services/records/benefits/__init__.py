"""Benefits 待遇: what the funds paid to a person."""
