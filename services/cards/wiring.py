"""Composition root of cards."""

from kernel.config import Settings
from kernel.service import Service
from services.cards.contract import CONTRACT


def wire(settings: Settings) -> Service:
    """What a process of cards works with."""
    return Service(settings, CONTRACT)
