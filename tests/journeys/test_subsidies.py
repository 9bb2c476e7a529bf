"""Subsidies to units (EMP-05): figures from the records, the condition not met named, review, payment."""

from typing import Any

import pytest

from tests.journeys.clients import Answer, until
from tests.journeys.platform import Platform
from tests.journeys.test_individual import BANK


def stability(platform: Platform, who: str = "other_agent", **changed: Any) -> Answer:
    form = {"year": 2025, "size": "small", "bank_account": BANK, **changed}
    return platform.as_(who).post("/matters/stability-refund/cases", {"form": form})


def social(platform: Platform, people: list[str], **changed: Any) -> Answer:
    period = {"from_month": "2025-03", "to_month": "2025-05"}
    form = {"group": "graduate", "people": people, "bank_account": BANK, **period, **changed}
    return platform.as_("other_agent").post("/matters/social-subsidy/cases", {"form": form})


def of_unit(platform: Platform) -> dict[str, Any]:
    return dict(platform.as_("other_agent").get(f"/units/{platform.city.other_unit}/subsidies").ok)


@pytest.mark.feature("EMP-05")
def test_the_refund_is_worked_out_from_the_records_reviewed_and_paid(platform: Platform) -> None:
    figures = until(lambda: of_unit(platform)["stability"]["paid"] and of_unit(platform)["stability"], "the figures")
    assert (figures["year"], figures["months_paid"]) == (2025, 12)
    assert figures["paid"] >= 12 * 6_000
    refund = figures["paid"] * 60 // 100
    assert [condition["met"] for condition in figures["conditions"]] == [True, True]
    stability(platform, year=2026).refused("subsidy_year_not_over", 422)
    stability(platform, bank_account="123").refused("subsidy_account_wrong", 422)
    case_id = stability(platform).result["case_id"]
    assert case_id in stability(platform).refused("subsidy_already", 409)["detail"]
    [asked] = [each for each in of_unit(platform)["subsidies"] if each["case_id"] == case_id]
    assert (asked["state"], asked["amount"]) == ("asked_for", refund)
    clerk, payment = platform.as_("clerk"), {"voucher": "W1", "paid_on": "2026-11-18"}
    clerk.post(f"/subsidies/{asked['subsidy']}/payment", payment).refused("subsidy_not_granted", 409)
    assert f"{refund // 100}.{refund % 100:02d}" in platform.approve(case_id).result["outcome"]
    clerk.post(f"/subsidies/{asked['subsidy']}/payment", payment).ok  # noqa: B018
    clerk.post(f"/subsidies/{asked['subsidy']}/payment", {**payment, "voucher": "W2"}).refused("subsidy_not_granted")
    clerk.post("/subsidies/none-stability-2025/payment", payment).refused("subsidy_unknown", 404)
    [done] = [each for each in of_unit(platform)["subsidies"] if each["case_id"] == case_id]
    assert (done["state"], done["voucher"], done["paid_on"]) == ("paid", "W1", "2026-11-18")


@pytest.mark.feature("EMP-05")
def test_the_condition_that_is_not_met_is_named(platform: Platform) -> None:
    unit = platform.city.unit
    agent = platform.as_("agent")
    until(lambda: agent.get(f"/units/{unit}/subsidies").ok["stability"]["months_paid"] == 11, "the figures")
    problem = stability(platform, "agent").refused("subsidy_months_missing", 409)
    assert "应缴满12个月，记录中已缴11个月" in problem["detail"]
    conditions = agent.get(f"/units/{unit}/subsidies").ok["stability"]["conditions"]
    assert [each["met"] for each in conditions] == [False, True]
    platform.as_("other_agent").get(f"/units/{unit}/subsidies").refused("forbidden", 403)


@pytest.mark.feature("EMP-05")
def test_a_social_subsidy_gives_back_the_units_shares_of_paid_months(platform: Platform) -> None:
    steady = platform.city.steady.id_number
    until(lambda: of_unit(platform)["stability"]["paid"], "the figures")
    social(platform, [steady], to_month="2026-05").refused("subsidy_period_wrong", 422)
    social(platform, [steady], from_month="2025-06", to_month="2025-05").refused("subsidy_period_wrong", 422)
    social(platform, ["1"]).refused("id_number_wrong", 422)
    missing = social(platform, [steady, platform.stranger().id_number]).refused("subsidy_not_paid", 409)
    assert "第2人" in missing["detail"]
    twice = social(platform, [steady, f"{steady[:6]} {steady[6:]}"]).refused("subsidy_person_twice", 422)
    assert "第2人与第1人是同一人" in twice["detail"]
    case_id = social(platform, [steady]).result["case_id"]
    assert f"{3 * 990:,}.00" in platform.approve(case_id).result["outcome"]
    for again in ({"from_month": "2025-05", "to_month": "2025-06"}, {"group": "veteran"}):
        assert case_id in social(platform, [steady], **again).refused("subsidy_month_taken", 409)["detail"]


@pytest.mark.feature("EMP-05")
def test_what_was_rejected_makes_room_for_another_application(platform: Platform) -> None:
    steady = platform.city.steady.id_number
    until(lambda: of_unit(platform)["stability"]["paid"], "the figures")
    later = {"from_month": "2025-06", "to_month": "2025-07"}
    rejected = social(platform, [steady], group="veteran", **later).result["case_id"]
    social(platform, [steady], **later).refused("subsidy_month_taken", 409)
    reviewer = platform.as_("reviewer")
    reviewer.post(f"/cases/{rejected}/claim", {}).ok  # noqa: B018
    reviewer.post(f"/cases/{rejected}/rejection", {"reason": "不属于退役军人"}).ok  # noqa: B018
    assert social(platform, [steady], **later).result["case_id"] != rejected
