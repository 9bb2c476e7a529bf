"""Composition root of records."""

from kernel.config import Settings
from services.records.contract import CONTRACT
from services.records.matters import effects
from services.records.office import RecordsOffice


def wire(settings: Settings) -> RecordsOffice:
    """What a process of records works with."""
    return RecordsOffice(settings, CONTRACT, effects)
