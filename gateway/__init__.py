"""What shows: pages and an API for people, units and officers, and the read models they are made of."""
