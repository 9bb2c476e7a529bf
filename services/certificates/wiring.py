"""Composition root of certificates."""

from kernel.config import MissingSettings, Settings
from services.certificates.contract import CONTRACT
from services.certificates.issuer import Issuer


def wire(settings: Settings) -> Issuer:
    """What a process of certificates works with. Raises MissingSettings: the QR codes need the public address."""
    if not settings.service_urls.get("public"):
        raise MissingSettings("missing in the environment: PUBLIC_URL")
    return Issuer(settings, CONTRACT)
