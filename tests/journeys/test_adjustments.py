"""ENR-20: what past months cost more is told first, then owed in lines of its own; what was paid stays as it was."""

from typing import Any

import pytest

from kernel.money import yuan
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_bases import IN_WINDOW
from tests.journeys.test_contributions import assess, book

MONTH = "2026-06"
NOTICE_OVER = "2026-11-26"


def ran(api: Api, what: str, month: str) -> dict[str, Any]:
    number = api.post(f"/{what}", {"month": month}).result["number"]

    def done() -> dict[str, Any] | None:
        run = api.get(f"/{what}/{month}").ok
        return run["counts"] if (run["number"], run["state"]) == (number, "completed") else None

    return dict(until(done, f"{what} of {month}"))


def rows(api: Api) -> list[tuple[str, int, int | None, str]]:
    found = api.get("/me/contributions", line="pension", from_month=MONTH, to_month=MONTH).ok["rows"]
    return [(row["kind_name"], row["base"], row["old_base"], row["state"]) for row in found]


@pytest.mark.feature("ENR-20")
def test_a_base_that_is_corrected_late_is_told_owed_paid_and_changes_nothing_again(platform: Platform) -> None:
    who, unit = platform.city.steady, platform.city.other_unit
    with platform.at(IN_WINDOW):
        body = {"year": 2026, "rows": [{"id_number": who.id_number, "wage_fen": 700_000}]}
        platform.as_("other_agent").post(f"/units/{unit}/bases", body).ok  # noqa: B018
    person, clerk, agent = platform.person(who), platform.as_("clerk"), platform.as_("other_agent")
    until(lambda: person.get("/me/status").ok["lines"][0]["relations"][0]["wage_fen"] == 700_000, "the wage")
    assess(platform, MONTH)
    bill = clerk.get(f"/units/{unit}/bills/{MONTH}").ok
    pay = yuan(bill["owed"] - bill["paid"])
    book(platform, (unit, MONTH, "total", pay, "2026-06-20", "VADJ1"))
    until(lambda: rows(person) == [("正常缴费", 700_000, None, "paid")], "it is paid")
    clerk.post("/adjustments", {"month": "2026-05"}).refused("records_adjustment_not_announced", 409)
    clerk.post("/adjustment-notices", {"month": "2019-01"}).refused("records_month_not_assessable", 422)

    form = {"unit_id": unit, "year": 2026, "wage_fen": 900_000, "reason": "工资条合计与申报不符"}
    platform.approve(person.post("/matters/base-objection/cases", {"form": form}).result["case_id"]).ok  # noqa: B018
    until(lambda: person.get("/me/status").ok["lines"][0]["relations"][0]["wage_fen"] == 900_000, "the wage")
    told = ran(clerk, "adjustment-notices", MONTH)
    assert told["told"] >= 1
    text = until(
        lambda: next((n["text"] for n in agent.get("/inbox").ok["notices"] if n["kind"] == "adjustment"), None), ""
    )
    assert "不收滞纳金" in text
    assert MONTH in text
    assert ran(clerk, "adjustments", MONTH)["waiting"] >= 1
    assert len(rows(person)) == 1

    with platform.at(NOTICE_OVER):
        clerk, person = platform.as_("clerk"), platform.person(who)
        assert ran(clerk, "adjustments", MONTH)["adjusted"] >= 2
        assert ("补差", 900_000, 700_000, "due") in rows(person)
        assert ("正常缴费", 700_000, None, "paid") in rows(person)
        assert ran(clerk, "adjustments", MONTH).get("adjusted", 0) == 0
        bill = clerk.get(f"/units/{unit}/bills/{MONTH}").ok
        assert {one["fee_free_until"] for one in bill["adjustments"]} == {"2026-12-31"}
        assert (bill["state"], bill["late_fee"]) == ("part", 0)
        balance = person.get("/me/balances").ok["accounts"][0]["balance"]
        book(platform, (unit, MONTH, "total", yuan(bill["owed"] - bill["paid"]), NOTICE_OVER, "VADJ2"))
        until(lambda: ("补差", 900_000, 700_000, "paid") in rows(person), "the adjustment is paid")
        assert person.get("/me/balances").ok["accounts"][0]["balance"] == balance + 16_000
        bill = clerk.get(f"/units/{unit}/bills/{MONTH}").ok
        assert (bill["state"], bill["late_fee"]) == ("paid", 0)
        assert clerk.get(f"/closings/{MONTH}").ok["balanced"]
