"""Records decides who is insured, what is owed and paid for each month, and where a relation moves to.

Streams: `person`, `enrolment`, `contribution`, `balance`, `bill`, `transfer`, `run`. Publishes all of them; listens to
employer's `staff` (who joins and leaves a unit) and to its own runs and bills (mass work, page by page).
"""
