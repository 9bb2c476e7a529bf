"""Identity decides who may sign in: accounts, logins, passwords, sessions.

Publishes `account`; listens to records' `person`, employer's `unit` and cards' `card`. All else it owns is private.
"""
