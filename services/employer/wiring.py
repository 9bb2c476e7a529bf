"""Composition root of employer."""

from kernel.config import Settings
from services.employer.contract import CONTRACT
from services.employer.matters import effects
from services.employer.office import Office


def wire(settings: Settings) -> Office:
    """What a process of employer works with."""
    return Office(settings, CONTRACT, effects)
