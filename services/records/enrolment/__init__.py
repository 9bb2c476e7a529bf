"""Enrolment 参保登记: the insured relation of a person with a unit, line by line."""
