"""Composition root of records."""

from kernel.config import Settings
from kernel.service import Service
from services.records.contract import CONTRACT


def wire(settings: Settings) -> Service:
    """What a process of records works with."""
    return Service(settings, CONTRACT)
