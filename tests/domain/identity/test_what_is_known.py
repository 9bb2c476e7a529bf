"""What identity learns of persons and units from others' events."""

from itertools import permutations

from kernel.events import Event, Fact
from services.cards.contract import CardCancelled, CardMade
from services.employer.contract import UnitClosed, UnitImported
from services.identity.readmodel import archive, fold_person, fold_unit, units
from services.records.contract import PersonCorrected, PersonRegistered

REGISTERED = PersonRegistered(
    "P1", "id", "name", "mobile", "born", "320102", "employee", "2026-10-01", "320102", "number", "account"
)
KNOWN = {"id_number": "id", "name": "name", "mobile": "mobile", "computer_number": "number", "bank_account": "account"}


def fact(event: Event) -> Fact:
    return Fact(event, "any", event.category.name, "any", 1, 1, 1, "2026-11-22T04:00:00.000Z", {})


def folded(*events: Event) -> dict[str, object]:
    document: dict[str, object] = {}
    for event in events:
        document = fold_person(document, fact(event))
    return document


def test_a_registered_person_is_in_the_archive_with_what_a_registration_is_compared_with() -> None:
    assert list(archive.keys(fact(REGISTERED))) == ["P1"]
    assert folded(REGISTERED) == KNOWN


def test_a_correction_changes_what_it_names() -> None:
    assert folded(REGISTERED, PersonCorrected("P1", mobile="new mobile")) == {**KNOWN, "mobile": "new mobile"}


def test_the_numbers_of_a_persons_cards_are_known_until_a_card_is_void() -> None:
    first, second = (CardMade(f"P1-{n}", "P1", f"sealed {n}", "2026-10-05") for n in (1, 2))
    for events in permutations((REGISTERED, first, second)):
        assert folded(*events) == {**KNOWN, "cards": {"P1-1": "sealed 1", "P1-2": "sealed 2"}}
    void = CardCancelled("P1-1", "P1", "replaced", "2026-11-01")
    assert folded(REGISTERED, first, second, void)["cards"] == {"P1-2": "sealed 2"}


def test_who_has_a_card_and_is_not_in_the_archive_has_no_name_there() -> None:
    assert "name" not in folded(CardMade("P1-1", "P1", "sealed", "2026-10-05"))


def test_a_unit_is_known_by_number_and_credit_code() -> None:
    happened = fact(UnitImported("32010001", "91320100MA1MU7QT3X", "南京某某公司", "320102", "2015-06-01", 1))
    assert list(units.keys(happened)) == ["32010001"]
    known = fold_unit({}, happened)
    assert known == {"name": "南京某某公司", "credit_code": "91320100MA1MU7QT3X"}
    closed = fact(UnitClosed("32010001", "case", "dissolved", "2026-11-20"))
    assert list(units.keys(closed)) == ["32010001"]
    assert fold_unit(known, closed) is None  # nobody registers for it any more
