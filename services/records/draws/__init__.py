"""How people who pay for themselves pay a month: bank draws and orders of their own (ENR-19)."""
