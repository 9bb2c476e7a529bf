"""The books through the gateway: payment files in pages, the month's closing."""

import pytest

from tests.journeys.clients import until
from tests.journeys.platform import Platform
from tests.journeys.test_contributions import assess, bill, book, payment_file


@pytest.mark.feature("ENR-13")
def test_an_empty_file_is_refused(platform: Platform) -> None:
    answer = platform.as_("clerk").upload("/payment-files", payment_file(), "payments.csv")
    assert "没有数据行" in answer.refused("records_payment_file_empty", 422)["detail"]


@pytest.mark.feature("ENR-13")
def test_a_large_file_is_booked_by_itself_and_its_rows_can_be_looked_through(platform: Platform) -> None:
    unit, clerk = platform.city.paying_unit, platform.as_("clerk")
    rows = [(unit, "2026-04", "total", "0.01", "2026-05-15", f"VL{number}") for number in range(1_001)]
    reply = clerk.upload("/payment-files", payment_file(*rows), "payments.csv")
    address = f"/payment-files/{reply.result['file_id']}"
    done = until(lambda: _completed(clerk.get(address).ok), "the file is booked", 60)
    assert (done["booked"], done["amount"], done["outcomes"]) == (1_001, 1_001, {"unmatched": 1_001})
    rest = clerk.get(address, after=done["next"]).ok
    assert ([row["voucher"] for row in rest["rows"]], rest["next"]) == (["VL1000"], None)
    assert clerk.get(address, outcome="full").ok["rows"] == []
    assert "outcome" in clerk.get(address, outcome="lost").refused("invalid", 422)["errors"]
    clerk.get("/payment-files/none").refused("not_found", 404)


def _completed(told: dict) -> dict | None:
    return told if told["state"] == "completed" else None


@pytest.mark.feature("ENR-13")
def test_a_months_closing_balances_per_line_fund_and_unit(platform: Platform) -> None:
    clerk, unit = platform.as_("clerk"), platform.city.paying_unit
    assess(platform, "2026-03")
    book(platform, (unit, "2026-03", "pension", "100.00", "2026-04-10", "VC202603"))
    told = clerk.get("/closings/2026-03").ok
    assert told["balanced"], told["differences"]
    for line in told["lines"]:
        assert line["assessed"] == line["arrived"] + line["outstanding"]
        assert line["assessed"] == sum(fund["assessed"] for fund in line["funds"])
    owed = {line["line"]: (line["owed"], line["open"]) for line in bill(platform, "2026-03")["lines"]}
    rows = [row for row in clerk.get("/closings/2026-03/units", limit=200).ok["rows"] if row["unit_id"] == unit]
    assert {row["line"]: (row["assessed"], row["outstanding"]) for row in rows} == owed
    assert next(row["on_account"] for row in rows if row["line"] == "pension") == 10_000
    clerk.get("/closings/2026-13").refused("invalid", 422)
    platform.as_("agent").get("/closings/2026-03").refused("forbidden", 403)
