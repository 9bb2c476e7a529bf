"""What identity learns of persons and units from others' events."""

from kernel.events import Event, Fact
from services.employer.contract import UnitImported
from services.identity.readmodel import archive, fold_person, fold_unit, units
from services.records.contract import PersonCorrected, PersonRegistered

REGISTERED = PersonRegistered("P1", "id", "name", "mobile", "born", "320102", "employee", "2026-10-01")


def fact(event: Event) -> Fact:
    return Fact(event, "any", event.category.name, "any", 1, 1, 1, "2026-11-22T04:00:00.000Z", {})


def test_a_registered_person_is_in_the_archive_with_what_a_registration_is_compared_with() -> None:
    happened = fact(REGISTERED)
    assert list(archive.keys(happened)) == ["P1"]
    assert fold_person({}, happened) == {"name": "name", "mobile": "mobile"}


def test_a_correction_changes_what_it_names() -> None:
    happened = fact(PersonCorrected("P1", mobile="new mobile"))
    assert fold_person({"name": "name", "mobile": "mobile"}, happened) == {"name": "name", "mobile": "new mobile"}


def test_a_unit_is_known_by_number_and_credit_code() -> None:
    happened = fact(UnitImported("32010001", "91320100MA1MU7QT3X", "南京某某公司", "320102", "2015-06-01", 1))
    assert list(units.keys(happened)) == ["32010001"]
    assert fold_unit({}, happened) == {"name": "南京某某公司", "credit_code": "91320100MA1MU7QT3X"}
