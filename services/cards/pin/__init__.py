"""The social PIN of a card."""
