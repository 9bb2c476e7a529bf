"""Who leaves a bill is owed for nowhere: the unit's glance and the city's figures say what the bill says (EMP-04)."""

from dataclasses import replace

import pytest

from gateway.views.figures import figures
from gateway.views.unit import unit_at_a_glance
from kernel.effects import Folding
from kernel.history import LocalHistory
from kernel.inbox import Inbox
from kernel.numbering import Numbering
from kernel.readmodel import Generations, ReadModel
from kernel.rebuild import rebuild
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.bills.queries import get_unit_bill
from tests.services.harness import happened
from tests.services.records.pasts import LINES, MONTH
from tests.services.records.test_assessment_runs import UNITS, a_city_of, assess
from tests.services.records.test_closing import closed, followed

BILLS = [c.CONTRACT.source(c.BILL)]
GLANCE, FIGURES = replace(unit_at_a_glance, sources=BILLS), replace(figures, sources=BILLS)
UNIT, TODAY = "U000", "2026-10-20"


def applied(records: Service, model: ReadModel, key: str) -> Document:
    """The document once everything that happened is numbered and folded, as a subscription does it."""
    numbering, inbox = Numbering(records.store), Inbox(records.database, Folding(records.database, model))
    while numbering.number():
        pass
    while facts := LocalHistory(records.store).category("bill", inbox.seen("records", "bill"), 500):
        inbox.apply(facts)
    return Generations(records.database, model).serving().find_one({"_id": key}) or {}


def bill(records: Service) -> Document:
    return get_unit_bill(records, c.GetUnitBill(UNIT, MONTH, None, 10), TODAY)


@pytest.fixture
def reduced(alone: Service) -> Service:
    """One of two leaves with some lines, then with the others; in between the glance is looked at."""
    for model in (GLANCE, FIGURES):
        rebuild(alone, model)
    a_city_of(alone, UNITS + 1)  # U000 has two of them
    assess(alone)
    before = applied(alone, GLANCE, UNIT)
    assert before["open"][MONTH]["left"] == bill(alone)["owed"]
    for version, lines in enumerate((LINES[:2], LINES[2:]), 1):
        stopped = c.PersonStopped("P00000", UNIT, lines, MONTH, "2026-09", "resigned")
        happened(alone, c.ENROLMENT.stream("P00000", UNIT), stopped, expected=version)
        assess(alone)
        shown, owed = applied(alone, GLANCE, UNIT), bill(alone)
        assert shown["open"][MONTH]["left"] == owed["owed"] < before["open"][MONTH]["left"]
        assert shown["bills"][MONTH]["members"] == owed["people"] == 3 - version
    return alone


def test_the_glance_and_the_figures_say_what_the_bills_say_and_do_so_after_a_rebuild(reduced: Service) -> None:
    followed(reduced)
    month, told = applied(reduced, FIGURES, MONTH), closed(reduced)
    assert told["balanced"], told["differences"]
    assert month["employer"] + month["individual"] == sum(line["assessed"] for line in told["lines"])
    assert month["members"] == UNITS
    before = applied(reduced, GLANCE, UNIT)
    for model in (GLANCE, FIGURES):
        assert rebuild(reduced, model).different == []
    assert applied(reduced, GLANCE, UNIT) == before
    assert applied(reduced, FIGURES, MONTH) == month
