"""Composition root of records."""

from kernel.config import Settings
from services.records.contract import CONTRACT
from services.records.office import Office


def wire(settings: Settings) -> Office:
    """What a process of records works with."""
    return Office(settings, CONTRACT)
