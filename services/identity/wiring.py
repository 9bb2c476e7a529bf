"""Composition root of identity."""

from kernel.config import Settings
from services.identity.contract import CONTRACT
from services.identity.identity import Identity
from services.identity.matters import effects


def wire(settings: Settings) -> Identity:
    """What a process of identity works with."""
    return Identity(settings, CONTRACT, effects)
