"""What each matter of records does beyond its case, gathered from the features."""

from kernel.cases.effects import Effect
from services.records.doubles.desk import double_effects
from services.records.office import RecordsOffice
from services.records.payers.desk import payer_effects
from services.records.repairs.desk import repair_effects
from services.records.residents.desk import resident_effects


def effects(office: RecordsOffice) -> dict[str, Effect]:
    """By the matter's code."""
    return {**payer_effects(office), **repair_effects(office), **double_effects(office), **resident_effects(office)}
