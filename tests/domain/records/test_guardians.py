"""Whose guardianship lets them act for a child in the resident schemes (ENR-23, ID-16)."""

from dataclasses import replace

import pytest

from kernel.events import Event, Fact
from kernel.store import Document
from services.identity import contract as identity
from services.records.residents.guardians import fold, holds

CHILD, GUARDIAN, TODAY = "PCHILD", "PGUARDIAN", "2026-11-22"
GIVEN = identity.AuthorityGiven(
    "D1", "guardian", CHILD, GUARDIAN, ["records", "card"], "2026-11-01", "2027-10-31", "window", [], "A1"
)
CONFIRMED = identity.AuthorityConfirmed("D1", CHILD, GUARDIAN, "A2", "2026-11-02")


def authority(*past: Event) -> Document:
    document: Document = {}
    for version, event in enumerate(past, 1):
        document = fold(document, Fact(event, "identity", "delegation", "delegation-D1", version, 0, 0, "", {}))
    return dict(document["authorities"]["D1"])


def test_a_confirmed_guardianship_for_the_records_holds() -> None:
    assert holds(authority(GIVEN, CONFIRMED), GUARDIAN, TODAY)


@pytest.mark.parametrize(
    ("past", "guardian", "today"),
    [
        ([GIVEN], GUARDIAN, TODAY),
        ([replace(GIVEN, matters=["card"]), CONFIRMED], GUARDIAN, TODAY),
        ([replace(GIVEN, matters=[]), CONFIRMED], GUARDIAN, TODAY),
        ([GIVEN, CONFIRMED], "PSOMEBODY", TODAY),
        ([GIVEN, CONFIRMED], GUARDIAN, "2026-10-31"),
        ([GIVEN, CONFIRMED], GUARDIAN, "2027-11-01"),
    ],
)
def test_any_other_authority_does_not(past: list[Event], guardian: str, today: str) -> None:
    assert not holds(authority(*past), guardian, today)


def test_what_was_known_before_the_matters_were_looked_at_holds_no_more() -> None:
    known = authority(GIVEN, CONFIRMED)
    del known["matters"]
    assert not holds(known, GUARDIAN, TODAY)
