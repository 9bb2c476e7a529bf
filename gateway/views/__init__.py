"""Read models over all services, each document answering one page: a person, a unit, a piece of work at a glance.

A fold is pure and indifferent to the order in which streams arrive: each category writes its own part of a document,
a part made of several streams is kept as sums, firsts and lasts. Views answer while a service is down. They name
people by person id; a name is sealed. What they can fall behind by is what the subscriptions have not yet heard.
"""

DATABASE = "gateway"
"""The name of the views' own database, behind the deployment's prefix."""
