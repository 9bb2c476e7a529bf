"""The committed typeface, and how it was prepared."""
