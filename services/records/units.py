"""What records needs to know of units: the industry class that sets the rate of work injury insurance."""

from collections.abc import Iterable, Mapping

from pymongo.database import Database

from kernel.events import Fact
from kernel.readmodel import Generations, ReadModel
from kernel.store import Document
from services.employer import contract as employer


def fold(unit: Document, fact: Fact) -> Document:
    """`{industry_class}` of a unit."""
    if isinstance(fact.event, employer.UnitImported | employer.UnitRegistered):
        return {"industry_class": fact.event.industry_class}
    return unit


units = ReadModel(
    "units",
    version=2,
    sources=[employer.CONTRACT.source(employer.UNIT)],
    keys=lambda fact: [fact.stream.partition("-")[2]],
    fold=fold,
)


def industry_classes(database: Database[Document], unit_ids: Iterable[str]) -> Mapping[str, int]:
    """The classes of units; one that has not been heard of is left out, and its work injury waits for the next run."""
    found = Generations(database, units).serving().find({"_id": {"$in": list(unit_ids)}})
    return {unit["_id"]: unit["industry_class"] for unit in found if "industry_class" in unit}
