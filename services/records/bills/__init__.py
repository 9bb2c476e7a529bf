"""Bills 征缴: what a unit owes for a month, the money that arrives for it, and what that settles."""
