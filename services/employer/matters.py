"""What each matter of employer does beyond its case, gathered from the features."""

from kernel.cases.effects import Effect
from services.employer.bases.desk import base_effects
from services.employer.office import Office
from services.employer.staff.desk import staff_effects
from services.employer.subsidy.desk import subsidy_effects
from services.employer.units.company import company_effect
from services.employer.units.desk import unit_effects


def effects(office: Office) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        **base_effects(office),
        **staff_effects(office),
        **subsidy_effects(office),
        **unit_effects(office),
        **company_effect(office),
    }
