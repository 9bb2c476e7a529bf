"""Composition root of the views."""

from gateway.views import DATABASE
from kernel.config import Settings
from kernel.events import Contract
from kernel.service import Service

CONTRACT = Contract(DATABASE, [])
"""The views decide nothing: they publish no event of their own."""


def wire(settings: Settings) -> Service:
    """What the process of the views works with."""
    return Service(settings, CONTRACT)
