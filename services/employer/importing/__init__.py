"""Bringing units from the old system (OPS-05): each row becomes the first event of its unit's stream."""
