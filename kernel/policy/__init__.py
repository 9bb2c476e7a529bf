"""A city as data: what it is called and offers, and its dated policy, each row with period, source and mark.

`load` reads a city file and refuses one with any fault; `check` tells all faults at once. Nothing here knows what the
policy is about: the names of settings and series come from the files.
"""

from kernel.policy.document import Problem
from kernel.policy.file import SCHEMA, WrongCityFile, check, load
from kernel.policy.lookup import City, Entry, NoPolicy, Policy

__all__ = ["SCHEMA", "City", "Entry", "NoPolicy", "Policy", "Problem", "WrongCityFile", "check", "load"]
