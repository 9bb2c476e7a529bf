"""Looks up what a certificate is made from."""

from kernel.readmodel import Generations
from services.certificates.contract import Place
from services.certificates.contribution.domain import Choice, Insured, Row
from services.certificates.insured.readmodel import year_key


class InsuredPeople:
    """The read models of insured people."""

    def __init__(self, persons: Generations, years: Generations, units: Generations) -> None:
        self._persons, self._years, self._units = persons, years, units

    def find(self, choice: Choice) -> Insured:
        """All that is known of the person in the years the choice touches; empty where nothing is."""
        person = self._persons.get(choice.person_id) or {}
        first, last = int(choice.from_month[:4]), int(choice.to_month[:4])
        keys = [year_key(choice.person_id, year) for year in range(first, last + 1)]
        found = list(self._years.serving().find({"_id": {"$in": keys}}).sort("_id"))
        rows = tuple(Row(**row) for year in found for row in year["rows"])
        seen: list[Place] = person.get("seen", [])
        return Insured(
            name=person.get("name", ""),
            id_number=person.get("id_number", ""),
            statuses=[status for relation in person.get("relations", []) for status in relation["lines"].items()],
            rows=rows,
            unit_names=self._names({row.unit_id for row in rows}),
            made_from=[*seen, *(Place(stream=year["stream"], version=year["version"]) for year in found)],
        )

    def _names(self, unit_ids: set[str]) -> dict[str, str]:
        found = self._units.serving().find({"_id": {"$in": sorted(unit_ids)}})
        return {unit["_id"]: unit["name"] for unit in found}
