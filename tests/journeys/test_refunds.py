"""ENR-21: what was paid twice or wrongly goes back to who paid it, after another officer has looked."""

from typing import Any

import pytest
import requests

from kernel.money import yuan
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_contributions import assess, book
from tests.journeys.test_ledger import asked_for, decided
from tests.journeys.test_own_payments import month_of


def paid_back(platform: Platform) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{platform.sandbox}/treasury/refunds", timeout=5).json()["refunds"]
    return found


def months(api: Api, month: str) -> list[tuple[str, int]]:
    """The pension rows that have arrived."""
    rows = api.get("/me/contributions", line="pension", from_month=month, to_month=month).ok["rows"]
    return [(row["kind"], row["individual"]) for row in rows if row["arrived_on"]]


@pytest.mark.feature("ENR-21")
def test_money_that_nobody_owes_goes_back_to_the_unit_that_paid_it(platform: Platform) -> None:
    agent, unit = platform.as_("other_agent"), platform.city.other_unit
    book(platform, (unit, "2023-01", "total", "88.00", "2026-11-01", "VTWICE"))
    form = {"month": "2023-01", "voucher": "VTWICE", "reason": "重复缴纳"}
    asked = asked_for(agent, "refund", form)
    platform.as_("clerk").post(f"/cases/{asked.result['case_id']}/approval").refused("forbidden", 403)
    assert "退费" in decided(platform, asked)
    assert platform.as_("clerk").get(f"/units/{unit}/bills/2023-01").ok["held"] == []
    until(lambda: ("VTWICE", 8_800) in [(r["voucher"], r["amount"]) for r in paid_back(platform)], "it is paid back")
    asked_for(agent, "refund", form).refused("records_nothing_held", 409)
    asked_for(agent, "refund", {"month": "2023-01"}).refused("records_refund_unclear", 422)


@pytest.mark.feature("ENR-21")
def test_what_the_treasury_cannot_pay_back_is_held_again(platform: Platform) -> None:
    agent, unit = platform.as_("other_agent"), platform.city.other_unit
    book(platform, (unit, "2023-02", "total", "9.00", "2026-11-01", "NOBODY1"))
    decided(platform, asked_for(agent, "refund", {"month": "2023-02", "voucher": "NOBODY1"}))
    address = f"/units/{unit}/bills/2023-02"
    until(lambda: platform.as_("clerk").get(address).ok["held"] == [{"voucher": "NOBODY1", "amount": 900}], "held")


@pytest.mark.feature("ENR-21")
def test_an_officer_finds_a_month_paid_after_the_stop_and_it_goes_back(platform: Platform) -> None:
    """Somebody paid October and stopped from October on: the month, the account and the bill are put right."""
    month, who, clerk = "2026-10", platform.city.refunded, platform.as_("clerk", "window")
    person = platform.person(who)
    person_id = person.get("/me/status").ok["person_id"]
    assess(platform, month)
    owed = sum(line["open"] for line in person.get(f"/me/bills/{month}").ok["lines"])
    book(platform, (who.id_number, month, "total", yuan(owed), "2026-10-30", "VSELF"))
    until(lambda: [kind for kind, _ in months(person, month)] == ["normal"], "it is paid")
    own = {"month": month, "lines": ["pension"], "reason": "重复缴纳"}
    asked_for(person, "own-refund", own).refused("records_not_paid_twice", 409)
    never = {**own, "month": "2026-01"}
    asked_for(person, "own-refund", never).refused("records_not_paid_there", 409)
    asked_for(person, "own-refund", {"month": month, "voucher": "V404"}).refused("records_nothing_held", 409)
    book(platform, (who.id_number, month, "total", "5.00", "2026-11-02", "VMORE"))
    document = clerk.upload(f"/matters/own-refund/documents?applicant={person_id}", b"%PDF-1.4\n%EOF\n", "p.pdf")
    found = {"form": {"month": month, "voucher": "VMORE"}, "applicant": person_id}
    found["materials"] = [{"material": "voucher", "document": document.result["document"]}]
    assert "退费" in decided(platform, clerk.post("/matters/own-refund/cases", found))
    assert month_of(person, month)["state"] == "paid"
    until(lambda: "VMORE" in [refund["voucher"] for refund in paid_back(platform)], "it is paid back")


@pytest.mark.feature("ENR-21")
def test_a_unit_asks_for_a_month_back_that_it_paid_for_somebody_who_had_left(platform: Platform) -> None:
    month, agent, unit = "2025-05", platform.as_("other_agent"), platform.city.other_unit
    who = platform.city.returning
    owed = {"id_number": who.id_number, "lines": ["pension"], "from_month": month, "to_month": month}
    decided(platform, asked_for(agent, "back-payment", {**owed, "wage_fen": 800_000}, "proof"))
    form = {"month": month, "id_number": who.id_number, "lines": ["pension"], "reason": "当月已离职"}
    asked_for(agent, "refund", form).refused("records_not_paid_there", 409)
    book(platform, (unit, month, "pension", "9999.00", "2026-11-10", "VGONE"))
    person = platform.person(who)
    until(lambda: months(person, month) == [("back_payment", 64_000)], "it is paid")
    before = person.get("/me/balances").ok["accounts"][0]["balance"]
    count = person.get("/me/continuity").ok["months"]
    asked_for(agent, "refund", {**form, "id_number": "320102199003072814"}).refused("records_not_in_archive", 409)
    clerk, address = platform.as_("clerk"), f"/units/{unit}/bills/{month}"
    late_fee = clerk.get(address).ok["late_fee"]
    assert "退回原缴款人" in decided(platform, asked_for(agent, "refund", form))
    assert months(person, month) == [("back_payment", 64_000), ("refund", -64_000)]
    assert person.get("/me/balances").ok["accounts"][0]["balance"] == before - 64_000
    assert person.get("/me/continuity").ok["months"] == count - 1
    assert clerk.get(f"/closings/{month}").ok["balanced"]
    late_fee -= clerk.get(address).ok["late_fee"]

    def refunded() -> list[int]:
        return [refund["amount"] for refund in paid_back(platform) if refund["voucher"] == "VGONE"]

    assert until(refunded, "it is paid back, under the voucher it came under") == [192_000 + late_fee]
    assert late_fee > 0
    asked_for(agent, "refund", form).refused("records_not_paid_there", 409)
