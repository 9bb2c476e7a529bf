"""People who pay for themselves (ENR-05 to ENR-10): what is offered or refused, what becomes of wage and stops."""

from collections.abc import Callable

import pytest

from kernel.events import Event
from kernel.refusals import Invalid, Refused
from services.records import contract as c
from services.records.contract import payer_refusals as r
from services.records.enrolment.domain import Relation, enrolment
from services.records.payers import domain as d
from services.records.payers import rules
from tests.domain.records.worlds import ANN, TODAY, UNIT, city, enrolled, stopped

OFFERED = ("pension", "medical", "unemployment", "injury", "maternity")
FLOOR, CEILING = 495_200, 2_476_200


def self_enrolled(start: str = "2026-01", wage: int = 600_000) -> c.PersonEnrolled:
    return c.PersonEnrolled(ANN, c.SELF, ["pension"], start, wage, "flexible")


def self_stopped(stop: str = "2026-05", through: str = "2026-04", reason: str = "own_wish") -> c.PersonStopped:
    return c.PersonStopped(ANN, c.SELF, ["pension"], stop, through, reason)


def relations(*own: Event, unit: tuple[Event, ...] = ()) -> dict[str, Relation]:
    return {c.SELF: enrolment.after(own), UNIT: enrolment.after(unit)}


def joined(past: dict[str, Relation], start: str = "2026-11", retired: bool = False) -> list[Event]:
    return d.join(self_enrolled(start), past, retired=retired, offered=OFFERED)


def refused(decide: Callable[[], object], why: type[Refused]) -> Refused:
    with pytest.raises(why) as found:
        decide()
    return found.value


def test_what_is_offered_follows_from_where_somebody_stands():
    assert d.action(relations(), False)[0] == "join"
    assert d.action(relations(self_enrolled(), self_stopped()), False)[0] == "join"
    assert d.action(relations(self_enrolled()), False)[0] == "stop"
    what, why = d.action(relations(unit=(enrolled(),)), False)
    assert (what, type(why)) == ("none", r.EmployedNow)
    assert "由单位参保" in str(why)
    assert d.action(relations(), True)[0] == "none"


def test_who_was_interrupted_joins_again_and_who_is_in_does_not():
    assert joined(relations()) == [self_enrolled("2026-11")]
    assert joined(relations(self_enrolled(), self_stopped())) == [self_enrolled("2026-11")]
    refused(lambda: joined(relations(self_enrolled())), r.FlexibleAlready)


def test_whom_a_unit_insures_does_not_join_until_it_has_stopped():
    refused(lambda: joined(relations(unit=(enrolled(),))), r.EmployedNow)
    assert joined(relations(unit=(enrolled(), stopped())))


def test_the_months_paid_for_are_not_paid_twice_and_the_retired_stay_out():
    told = refused(lambda: joined(relations(self_enrolled(), self_stopped()), "2026-04"), c.PayerRefused)
    assert "2026-04" in str(told)
    refused(lambda: joined(relations(), retired=True), c.PayerRefused)


def test_an_interruption_ends_all_that_is_paid_for_and_nothing_else():
    wanted = c.PersonStopped(ANN, c.SELF, [], "2026-11", "2026-10", "own_wish")
    assert d.interrupt(wanted, relations(self_enrolled())) == [self_stopped("2026-11", "2026-10")]
    refused(lambda: d.interrupt(wanted, relations()), r.FlexibleNotActive)
    early = c.PersonStopped(ANN, c.SELF, [], "2025-10", "2025-09", "own_wish")
    refused(lambda: d.interrupt(early, relations(self_enrolled())), c.PayerRefused)


def test_a_restart_goes_on_with_the_lines_and_the_wage_of_before():
    set_once = c.ContributionWageSet(ANN, c.SELF, ["pension"], 700_000, "2026-03")
    past = relations(self_enrolled(), set_once, self_stopped())
    wanted = c.PersonEnrolled(ANN, c.SELF, [], "2026-11", 0, "flexible")
    again = d.restart(wanted, past, retired=False, offered=OFFERED)
    assert again == [self_enrolled("2026-11", 700_000)]
    for never_stopped in (relations(), relations(self_enrolled())):
        refused(lambda p=never_stopped: d.restart(wanted, p, retired=False, offered=OFFERED), r.RestartNotStopped)


def test_only_who_pays_alone_is_an_individual_payer():
    assert d.is_individual_payer(relations(self_enrolled()))
    assert d.is_individual_payer(relations(self_enrolled(), self_stopped()))
    assert not d.is_individual_payer(relations())
    assert not d.is_individual_payer(relations(self_enrolled(), self_stopped(), unit=(enrolled(),)))
    assert not d.is_individual_payer(relations(self_enrolled(), self_stopped(reason="retired")))


opened = c.SelfServiceOpened(ANN, "sealed account", "sealed mobile", TODAY, "S1")


def test_self_service_is_opened_once_and_by_payers_only():
    assert d.open_self_service(opened, d.Payer(), relations(self_enrolled())) == [opened]
    told = refused(lambda: d.open_self_service(opened, d.Payer(), relations()), r.NotIndividualPayer)
    assert str(told).startswith("您现在不是社会保险个人缴费窗口人员。")
    state = d.payer.after([opened])
    assert (state.opened_on, state.opened_in) == (TODAY, "S1")
    refused(lambda: d.open_self_service(opened, state, relations(self_enrolled())), r.SelfServiceOpenAlready)


def test_nothing_goes_on_before_it_is_open_or_with_wrong_last_digits():
    refused(lambda: d.check_open(d.Payer()), r.SelfServiceNotOpen)
    refused(lambda: d.check_last_six("123456", "6222020000654321"), r.LastSixWrong)
    d.check_last_six("654321", "6222020000654321")


def test_the_address_stays_when_self_service_is_closed():
    address = c.ContactAddressChanged(ANN, "sealed contact")
    state = d.payer.after([opened, address, c.SelfServiceClosed(ANN, TODAY)])
    assert (state.opened_on, state.contact) == ("", "sealed contact")


def test_self_service_ends_with_the_account_where_it_is_open():
    state = d.payer.after([opened])
    assert d.close_self_service(ANN, state, TODAY) == [c.SelfServiceClosed(ANN, TODAY)]
    closed = d.payer.after([opened, c.SelfServiceClosed(ANN, TODAY)])
    assert d.close_self_service(ANN, closed, TODAY) == d.close_self_service(ANN, d.Payer(), TODAY) == []


@pytest.mark.parametrize(
    ("wage", "why"),
    [
        ("6000.5", r.WageNotWhole),
        ("六千", r.WageNotWhole),
        ("", r.WageNotWhole),
        ("-1", r.WageNotWhole),
        ("4951", r.WageBelowFloor),
        ("24763", r.WageAboveCeiling),
    ],
)
def test_a_wage_is_whole_yuan_within_the_bounds_and_a_refusal_tells_both(wage: str, why: type[Refused]):
    told = refused(lambda: d.whole_wage(wage, FLOOR, CEILING), why)
    assert "4952.00" in str(told)
    assert "24762.00" in str(told)


def test_the_bounds_themselves_are_taken():
    assert (d.whole_wage("4952", FLOOR, CEILING), d.whole_wage("24762", FLOOR, CEILING)) == (FLOOR, CEILING)


def test_a_wage_counts_from_its_month_and_the_months_before_keep_theirs():
    [event] = d.set_wage(ANN, 900_000, "2026-11", relations(self_enrolled()))
    relation = enrolment.after([self_enrolled(), event])
    wages = {month: relation.owed_in(month)[0][1].wage_fen for month in ("2026-10", "2026-11", "2027-01")}
    assert wages == {"2026-10": 600_000, "2026-11": 900_000, "2027-01": 900_000}
    assert d.set_wage(ANN, 900_000, "2026-12", {c.SELF: relation}) == []
    refused(lambda: d.set_wage(ANN, 1, "2026-11", relations(self_enrolled(), self_stopped())), r.FlexibleNotActive)


def test_every_wrong_part_of_an_address_is_named():
    told = refused(lambda: d.contact("路", "51800", None), Invalid)
    assert set(told.arguments["errors"]) == {"form.address", "form.postcode", "form.phone"}
    right = d.contact(" 深南大道1001号 ", "518000", "13800001111")
    assert right == {"address": "深南大道1001号", "postcode": "518000", "phone": "13800001111"}


def test_ningbo_enrols_at_the_household_place_and_tells_which():
    ningbo = city("ningbo")
    rules.check_site(ningbo, "330211", "330211", TODAY)
    told = refused(lambda: rules.check_site(ningbo, "330203", "330211", TODAY), r.SiteNotHousehold)
    assert "镇海区" in str(told)
    refused(lambda: rules.check_site(ningbo, "330203", "320102", TODAY), r.SiteNotHousehold)
    rules.check_site(ningbo, "330212", "330204", TODAY)  # 江东区 was abolished
    refused(lambda: rules.check_site(ningbo, "330299", "330204", TODAY), r.SiteUnknown)


def test_other_cities_take_anybody_at_their_own_agencies():
    rules.check_site(city("nanjing"), "320106", "330211", TODAY)
    refused(lambda: rules.check_site(city("nanjing"), "330211", "330211", TODAY), r.SiteUnknown)


def test_ningbo_takes_medical_insurance_elsewhere():
    told = refused(lambda: rules.check_lines(city("ningbo"), ["pension", "medical"]), r.FlexibleLineElsewhere)
    assert "浙江政务服务网" in str(told)
    assert rules.flexible_lines(city("nanjing")) == ["pension", "medical"]
    refused(lambda: rules.check_lines(city("nanjing"), ["unemployment"]), r.FlexibleLineMissing)


def test_another_month_is_refused_with_those_allowed():
    told = refused(lambda: rules.check_month(city(), "add", "2026-09", "2026-11"), r.PayerMonthNotAllowed)
    assert "2026-11" in str(told)
