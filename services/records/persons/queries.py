"""The archive of a person, opened for those who may read it."""

from kernel.refusals import NotFound
from kernel.service import Service
from kernel.store import Document
from services.records.personfile import entry_of
from services.records.persons.domain import Unknown

SEALED = ("id_number", "name", "mobile", "born", "computer_number")


def get_person(service: Service, person_id: str) -> Document:
    """See `GetPerson`. Raises NotFound."""
    person_id, person = entry_of(service.store, person_id)
    if isinstance(person, Unknown):
        raise NotFound()
    sealed = {name: getattr(person, name) for name in SEALED}
    return {
        "person_id": person_id,
        **{name: service.sealer.open(text) if text else "" for name, text in sealed.items()},
        "household_region": person.household_region,
        "kind": person.kind,
        "district": person.district,
        "registered_on": person.registered_on,
        "deemed_months": person.deemed_months,
        "deemed_document": person.deemed_document,
    }
