"""Accounts: who they are for, what they are signed in with, what is noted on them."""
