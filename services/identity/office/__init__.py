"""The office's side of accounts: officers and agents appointed, their roles, their end."""
