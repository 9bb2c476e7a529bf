"""Two entries of the archive that were merged are one person at a glance, until they are parted again (ENR-22)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from gateway.views.person import person_at_a_glance
from gateway.web.entries import found_together
from gateway.web.glance import accounts, lines
from kernel.events import Fact
from services.records import contract as records
from services.records.contract import doubles
from tests.gateway.test_views import PERSON, STREAMS, UNIT, enrolled, facts, registered

OTHER = "P2"
CASE = ("C9", "2026-11-20")


def folded(found: Iterable[Fact], document: dict[str, Any] | None = None) -> dict[str, Any]:
    document = document or {}
    for fact in found:
        if fact.category != "case":
            document = person_at_a_glance.fold(document, fact) or {}
    return document


def entries() -> dict[str, dict[str, Any]]:
    """The person; and another entry with the same unit and an account, merged into the first."""
    relation = replace(enrolled(UNIT, "2020-01", "pension"), person_id=OTHER)
    opened = records.OpeningBalanceImported(OTHER, 1_000, 0, "2025-12-31")
    other = [
        *facts("records", f"person-{OTHER}", registered(OTHER), doubles.EntryMerged(OTHER, PERSON, *CASE)),
        *facts("records", f"enrolment-{OTHER}-{UNIT}", relation),
        *facts("records", f"balance-{OTHER}", opened),
    ]
    taken = facts("records", f"person-{PERSON}", registered(), doubles.AliasTaken(PERSON, OTHER, *CASE))
    own = [fact for stream in (*STREAMS[1:], taken) for fact in stream]
    return {PERSON: folded(own), OTHER: folded(other)}


def pension_of(document: Any) -> int:
    return next(int(one["balance"]) for one in accounts(document) if one["line"] == "pension")


@pytest.mark.parametrize("asked", [PERSON, OTHER])
def test_merged_entries_are_one_glance_whichever_is_asked_for(asked: str) -> None:
    known = entries()
    entry, found = found_together(asked, known.get)
    assert found is not None
    assert (entry, found["person"]) == (PERSON, known[PERSON]["person"])
    assert pension_of(found) == pension_of(known[PERSON]) + 1_000
    [line] = [one for one in lines(found) if (one["line"], one["unit_id"]) == ("pension", UNIT)]
    assert (line["status"], line["first_month"]) == ("active", "2020-01")


def test_entries_that_were_parted_again_are_two_glances() -> None:
    known = entries()
    for entry, other in ((PERSON, OTHER), (OTHER, PERSON)):
        undone = facts("records", f"person-{entry}", doubles.MergeUndone(entry, other, "C9", "2026-11-21"))
        known[entry] = folded(undone, known[entry])
    assert [found_together(one, known.get) for one in known] == [(one, known[one]) for one in known]


def test_nobody_is_found_where_nobody_is_known() -> None:
    assert found_together("P9", {}.get) == ("P9", None)
