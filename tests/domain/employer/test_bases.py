"""Yearly bases (ENR-11): declared in the window, missed, settled late; confirmed, objected to, corrected."""

from pathlib import Path

from kernel.policy import load
from services.employer import contract as c
from services.employer.bases import domain as d
from services.employer.bases.readmodel import fold
from services.employer.bases.shown import base_lines
from services.employer.staff.domain import Staff, staff
from services.records.contract.costs import Costs
from tests.domain.specification import given

CITY = load(Path(__file__).parents[3] / "deploy" / "cities" / "nanjing.yaml")
ABOUT = d.About("U1", "PANN", 2026)
DURING = d.window(CITY.policy, 2026)
declared = c.BaseDeclared(*ABOUT.key, 900_000, "2026-01")
missed = c.BaseUndeclared(*ABOUT.key, "2026-01")
objected = c.BaseObjected(*ABOUT.key, "case-1")


def declaring(wage: int = 900_000, today: str = "2026-02-01", active: bool = True):
    return lambda state: d.declare(ABOUT, wage, DURING, today, active, state)


def test_in_the_window_a_base_is_declared_and_declared_anew_and_the_same_again_is_nothing():
    given(d.bases).when(declaring()).then([declared])
    given(d.bases, declared).when(declaring()).then([])
    given(d.bases, declared).when(declaring(950_000)).then([c.BaseDeclared(*ABOUT.key, 950_000, "2026-01")])


def test_outside_the_window_it_is_refused_with_the_days():
    for day in ("2026-01-10", "2026-03-07"):
        given(d.bases).when(declaring(today=day)).refused_with(c.BaseWindowClosed)
    given(d.bases, declared).when(declaring(950_000, "2026-03-07")).refused_with(c.BaseWindowClosed)


def test_who_was_missed_is_settled_late():
    given(d.bases, missed).when(declaring(today="2026-06-01")).then(
        [c.BaseDeclared(*ABOUT.key, 900_000, "2026-01", late=True)]
    )


def test_nobody_is_missed_before_the_window_closes_nor_twice_nor_who_was_declared():
    given(d.bases).when(lambda s: d.miss(ABOUT, DURING, "2026-03-06", s)).refused_with(c.BaseWindowStillOpen)
    given(d.bases).when(lambda s: d.miss(ABOUT, DURING, "2026-03-07", s)).then([missed])
    for past in (declared, missed):
        given(d.bases, past).when(lambda s: d.miss(ABOUT, DURING, "2026-03-07", s)).then([])


def test_who_came_after_the_bases_count_need_not_be_declared():
    assert d.wanted(["2025-12", "2026-03"], DURING)
    assert not d.wanted([DURING.from_month], DURING)
    assert not d.wanted([], DURING)


def test_each_closing_of_a_year_says_how_many_were_missed_also_where_they_are_as_many_as_before():
    closed = c.BaseDeclarationClosed("U1", 2026, 5)
    given(d.base_year).when(lambda _: d.close("U1", 2026, 5)).then([closed])
    given(d.base_year, closed).when(lambda _: d.close("U1", 2026, 5)).then([closed])


def test_a_wage_above_nothing_for_somebody_who_is_staff():
    given(d.bases).when(declaring(0)).refused_with(c.WageNotPositive)
    given(d.bases).when(declaring(active=False)).refused_with(c.BaseNotStaff)


def test_the_employee_agrees_once_or_objects_and_one_objection_is_under_way():
    confirmed = c.BaseConfirmed(*ABOUT.key)
    given(d.bases, declared).when(lambda s: d.confirm(ABOUT, s)).then([confirmed])
    given(d.bases, declared, confirmed).when(lambda s: d.confirm(ABOUT, s)).then([])
    for past in ((), (missed,)):
        given(d.bases, *past).when(lambda s: d.confirm(ABOUT, s)).refused_with(c.BaseNothingDeclared)
    given(d.bases, declared, confirmed).when(lambda s: d.object_to(ABOUT, "case-1", s)).then([objected])
    given(d.bases, declared, objected).when(lambda s: d.object_to(ABOUT, "x", s)).refused_with(c.BaseObjectedAlready)
    given(d.bases, declared, objected).when(lambda s: d.confirm(ABOUT, s)).refused_with(c.BaseObjectedAlready)


def test_an_objection_corrects_the_base_or_leaves_it():
    corrected = c.BaseCorrected(*ABOUT.key, 990_000, "2026-01", "case-1")
    given(d.bases, declared, objected).when(lambda s: d.correct(ABOUT, "case-1", 990_000, s)).then([corrected])
    ended = c.BaseObjectionEnded(*ABOUT.key, "case-1")
    given(d.bases, declared, objected).when(lambda s: d.drop_objection(ABOUT, "case-1", s)).then([ended])
    given(d.bases, declared).when(lambda s: d.drop_objection(ABOUT, "case-1", s)).then([])
    assert d.bases.after([declared, objected, corrected]).of(2026) == d.Base("declared", 990_000, "2026-01")
    assert d.bases.after([declared, objected, ended]).of(2026).wage_fen == 900_000


def test_bases_leave_what_is_known_of_staff_changes():
    assert staff.after([declared, objected]) == Staff()


def test_what_a_bound_has_changed_is_shown():
    costs, lines = Costs(CITY), ["pension", "injury"]
    for wage, clamped in ((100_000, "floor"), (900_000, ""), (9_000_000, "ceiling")):
        shown = base_lines(costs, lines, 1, wage, "2026-01")  # type: ignore[arg-type]
        assert {line["clamped"] for line in shown} == {clamped}
        assert all(line["floor"] <= line["base"] <= line["ceiling"] for line in shown)


def test_the_person_finds_every_units_base():
    from tests.domain.employer.test_people import fact

    document: dict = {}
    for event in (declared, objected, c.BaseDeclared("U2", "PANN", 2026, 700_000, "2026-01")):
        document = fold(document, fact(event))
    assert document["units"]["U1"]["2026"] == {
        "wage_fen": 900_000,
        "from_month": "2026-01",
        "state": "objected",
        "case_id": "case-1",
    }
    assert document["units"]["U2"]["2026"]["wage_fen"] == 700_000
