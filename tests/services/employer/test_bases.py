"""Yearly bases (ENR-11): a year is closed for everybody who was not declared; own bases are one's own."""

import pytest

from kernel.refusals import CommandIdReused, Forbidden
from services.employer import contract as c
from services.employer.bases.domain import bases
from tests.services.employer.conftest import Running, an_id_number
from tests.services.harness import happened

YEAR = 2026


def employed_since_2025(there: Running) -> str:
    """The number of somebody of U1."""
    number = an_id_number()
    about = ("U1", there.office.person_id(number), "case-1")
    added = c.StaffAdded(*about, "", "", ["pension"], "2025-05", 800_000, "employee", "")
    happened(there.office, c.STAFF.stream(*about[:2]), added)
    return number


def test_what_was_cut_off_is_gone_on_with_and_the_same_command_answers_the_same(nanjing: Running) -> None:
    numbers = [employed_since_2025(nanjing) for _ in range(5)]
    for number in numbers[:2]:  # as far as a first try came
        person_id = nanjing.office.person_id(number)
        missed = c.BaseUndeclared("U1", person_id, YEAR, "2026-01")
        happened(nanjing.office, c.STAFF.stream("U1", person_id), missed, expected=1)
    close, officer = c.CloseBaseDeclaration("U1", YEAR), nanjing.officer()
    told = nanjing.http.command(close, officer, "closing-1")
    assert told["result"] == {"undeclared": 5}
    assert all(bases.after(nanjing.staff_events(number)).of(YEAR).state == "missed" for number in numbers)
    settled = c.DeclareBases("U1", YEAR, [{"id_number": numbers[0], "wage_fen": 800_000}])
    assert nanjing.http.command(settled, nanjing.agent)["result"]["declared"] == 1
    assert nanjing.http.command(close, officer, "closing-1") == told
    assert nanjing.http.command(close, officer)["result"] == {"undeclared": 4}


def test_a_closing_that_finds_nothing_new_answers_the_same_when_it_is_sent_again(nanjing: Running) -> None:
    missed = employed_since_2025(nanjing)
    close, officer = c.CloseBaseDeclaration("U1", YEAR), nanjing.officer()
    first = nanjing.http.command(close, officer)
    told = nanjing.http.command(close, officer, "closing-again")
    assert told["result"] == first["result"]
    settled = c.DeclareBases("U1", YEAR, [{"id_number": missed, "wage_fen": 800_000}])
    nanjing.http.command(settled, nanjing.agent)
    later = employed_since_2025(nanjing)
    assert nanjing.http.command(close, officer, "closing-again") == told
    assert bases.after(nanjing.staff_events(later)).of(YEAR).state == "undeclared"
    with pytest.raises(CommandIdReused):
        nanjing.http.command(c.CloseBaseDeclaration("U1", YEAR - 1), officer, "closing-again")


def test_own_bases_are_told_to_the_person_and_nobody_else(nanjing: Running) -> None:
    asked = c.GetOwnBases("PANN")
    assert nanjing.http.query(asked, nanjing.http.context("person", "PANN")) == {"bases": []}
    others = [nanjing.http.context("person", "PBOB"), nanjing.agent, nanjing.officer(), nanjing.http.context("auditor")]
    for asker in others:
        with pytest.raises(Forbidden):
            nanjing.http.query(asked, asker)
