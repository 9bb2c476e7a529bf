"""Work injury benefit."""
