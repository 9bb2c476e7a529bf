"""Cards decides the life of social security cards: streams `card-<card_id>`.

Publishes `card`; listens to records' `enrolment` (the first card of a newly enrolled person).
"""
