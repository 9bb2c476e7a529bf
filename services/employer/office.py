"""What employer works with beside the ground of every service: its desk for cases, and what it knows of people."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kernel.cases.desk import Desk
from kernel.cases.documents import Documents
from kernel.cases.effects import Effect
from kernel.privacy import person_id
from kernel.readmodel import Generations
from kernel.service import Service
from services.employer.bases.readmodel import person_bases
from services.employer.contract import MATTERS
from services.employer.staff.readmodel import people
from services.employer.staff_files.pages import Pages
from services.employer.subsidy.figures import unit_people
from services.employer.units.readmodel import debts, units_by_code
from services.records.contract.costs import Costs


@dataclass(frozen=True)
class Office(Service):
    """The `Service` of employer."""

    effects: "Callable[[Office], Mapping[str, Effect]]"
    """What each matter does beyond its case, by its code."""

    @cached_property
    def desk(self) -> Desk:
        """Where its cases are entered, reviewed and read."""
        documents = Documents(self.database, self.sealer, self.settings.person_id_key)
        return Desk(self.store, self.sealer, self.city, documents, MATTERS, self.effects(self), mark="U")

    @cached_property
    def people(self) -> Generations:
        """What records has published of people."""
        return Generations(self.database, people)

    @cached_property
    def debts(self) -> Generations:
        """What records has published of bills that are not paid."""
        return Generations(self.database, debts)

    @cached_property
    def units_by_code(self) -> Generations:
        """Which unit has which credit code."""
        return Generations(self.database, units_by_code)

    def unit_with_code(self, uscc: str) -> str | None:
        """The unit that is open under a credit code, as far as it has been heard of."""
        found = self.units_by_code.serving().find_one({"uscc": uscc, "open": True}, {"_id": 1})
        return str(found["_id"]) if found else None

    @cached_property
    def pages(self) -> Pages:
        """The rows of uploaded files."""
        return Pages(self.database, self.sealer)

    @cached_property
    def person_bases(self) -> Generations:
        """A person's yearly bases with all units."""
        return Generations(self.database, person_bases)

    @cached_property
    def unit_people(self) -> Generations:
        """What was paid for people, unit by unit."""
        return Generations(self.database, unit_people)

    @cached_property
    def costs(self) -> Costs:
        """What lines cost a month here."""
        return Costs(self.city)

    def person_id(self, id_number: str) -> str:
        """The person's name in streams."""
        return person_id(id_number, self.settings.person_id_key)

    def names(self, person_ids: Iterable[str]) -> dict[str, str]:
        """The names of those among them who are known."""
        found = self.people.serving().find({"_id": {"$in": list(person_ids)}, "name": {"$exists": True}}, {"name": 1})
        return {document["_id"]: self.sealer.open(document["name"]) for document in found}

    def enrolled_once(self, person_ids: Iterable[str]) -> set[str]:
        """Those among them who were enrolled before, anywhere."""
        wanted = {"_id": {"$in": list(person_ids)}, "enrolled_once": True}
        return {document["_id"] for document in self.people.serving().find(wanted, {"_id": 1})}

    def opened_list(self, sealed: str) -> list[str]:
        """A sealed list of texts."""
        return list(json.loads(self.sealer.open(sealed)))
