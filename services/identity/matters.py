"""What each matter of identity does beyond its case, gathered from the features."""

from kernel.cases.effects import Effect
from services.identity.identity import Identity
from services.identity.misuse.reporting import misuse_effects
from services.identity.office.activation import unit_account_effects


def effects(service: Identity) -> dict[str, Effect]:
    """By the matter's code."""
    return {**misuse_effects(service), **unit_account_effects(service.sealer)}
