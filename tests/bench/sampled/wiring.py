"""Its composition root."""

from kernel.config import Settings
from kernel.service import Service
from tests.kernel.sample import CONTRACT


def wire(settings: Settings) -> Service:
    """The sample service."""
    return Service(settings, CONTRACT)
