"""ID-17: looks at people's data by others, unmasking, and disputes about them."""
