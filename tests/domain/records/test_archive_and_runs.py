"""The archive of a person, and runs of mass work."""

from services.records import contract as c
from services.records.persons.domain import Person, archive, is_retired, register_if_unknown
from services.records.runs.domain import runs, shown, start
from tests.domain.specification import given

ANN = c.PersonRegistered("PANN", "sealed", "sealed", "", "sealed", "320102", "employee", "2026-11-22")


def test_somebody_unknown_is_registered():
    given(archive).when(lambda person: register_if_unknown(person, ANN)).then([ANN])


def test_who_is_in_the_archive_stays_as_he_is():
    given(archive, ANN).when(lambda person: register_if_unknown(person, ANN)).nothing_happened()


def test_a_correction_changes_what_it_names_and_nothing_else():
    person = archive.after([ANN, c.PersonCorrected("PANN", kind="retired", reason="退休审批")])
    assert isinstance(person, Person)
    assert (person.kind, person.household_region) == ("retired", "320102")
    assert is_retired(person)


def test_the_last_confirmation_of_deemed_months_counts():
    past = [ANN, c.DeemedMonthsConfirmed("PANN", 60, "1号"), c.DeemedMonthsConfirmed("PANN", 66, "2号")]
    person = archive.after(past)
    assert isinstance(person, Person)
    assert (person.deemed_months, person.deemed_document) == (66, "2号")


def test_a_run_that_is_under_way_is_not_begun_again():
    given(runs, c.RunStarted("assessment", "2026-10", 1)).when(
        lambda run: start("assessment", "2026-10", run)
    ).nothing_happened()


def test_a_completed_run_may_run_again():
    past = [c.RunStarted("assessment", "2026-10", 1), c.RunCompleted("assessment", "2026-10", 1)]
    given(runs, *past).when(lambda run: start("assessment", "2026-10", run)).then(
        [c.RunStarted("assessment", "2026-10", 2)]
    )


def test_a_run_adds_up_its_pages_and_begins_anew_with_the_next():
    pages = [c.RunAdvanced("assessment", "2026-10", 1, "people", f"P{n}", {"people": 10}) for n in range(3)]
    past = [c.RunStarted("assessment", "2026-10", 1), *pages]
    assert shown("assessment", "2026-10", runs.after(past))["counts"] == {"people": 30}
    again = [*past, c.RunCompleted("assessment", "2026-10", 1), c.RunStarted("assessment", "2026-10", 2)]
    assert shown("assessment", "2026-10", runs.after(again)) == {
        "matter": "assessment",
        "of": "2026-10",
        "number": 2,
        "state": "running",
        "counts": {},
    }
