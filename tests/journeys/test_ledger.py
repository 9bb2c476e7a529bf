"""The books through the gateway: payment files in pages, the month's closing, and what is put right after review."""

from typing import Any

import pytest

from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_contributions import assess, book, payment_file


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
    clerk, unit = platform.as_("clerk"), platform.city.other_unit
    assess(platform, "2026-03")
    book(platform, (unit, "2026-03", "pension", "100.00", "2026-03-20", "VC202603"))
    told = clerk.get("/closings/2026-03").ok
    assert told["balanced"], told["differences"]
    for line in told["lines"]:
        assert line["assessed"] == line["arrived"] + line["outstanding"]
        assert line["assessed"] == sum(fund["assessed"] for fund in line["funds"])
    lines = clerk.get(f"/units/{unit}/bills/2026-03").ok["lines"]
    owed = {line["line"]: (line["owed"], line["open"]) for line in lines}
    rows = [row for row in clerk.get("/closings/2026-03/units", limit=200).ok["rows"] if row["unit_id"] == unit]
    assert {row["line"]: (row["assessed"], row["outstanding"]) for row in rows} == owed
    assert next(row["on_account"] for row in rows if row["line"] == "pension") == 10_000
    clerk.get("/closings/2026-13").refused("invalid", 422)
    platform.as_("agent").get("/closings/2026-03").refused("forbidden", 403)


# ------------------------------------------------------------------ put right after review (ENR-14, 18, 21, QRY-18)

PDF = b"%PDF-1.4\n%EOF\n"


def asked_for(api: Api, matter: str, form: dict[str, Any], *materials: str) -> Answer:
    document = api.upload(f"/matters/{matter}/documents", PDF, "proof.pdf").result["document"]
    attached = [{"material": material, "document": document} for material in materials]
    return api.post(f"/matters/{matter}/cases", {"form": form, "materials": attached})


def decided(platform: Platform, answer: Answer, reason: str = "") -> str:
    """Claimed and approved, or refused with a reason; the case's outcome."""
    reviewer, case = platform.as_("reviewer"), f"/cases/{answer.result['case_id']}"
    reviewer.post(f"{case}/claim", {}).ok  # noqa: B018
    if reason:
        reviewer.post(f"{case}/rejection", {"reason": reason}).ok  # noqa: B018
        return ""
    return str(reviewer.post(f"{case}/approval").result["outcome"])


@pytest.mark.feature("ENR-14")
def test_a_unit_pays_a_missed_month_back_with_a_late_fee_that_is_its_own(platform: Platform) -> None:
    who, agent = platform.city.returning, platform.as_("other_agent")
    form = {"id_number": who.id_number, "lines": ["unemployment"], "from_month": "2025-02", "to_month": "2025-02"}
    form["wage_fen"] = 800_000
    assert "补缴1个月" in decided(platform, asked_for(agent, "back-payment", form, "proof"))
    person = platform.person(who)
    asked = {"line": "unemployment", "from_month": "2025-02", "to_month": "2025-02"}
    [row] = person.get("/me/contributions", **asked).ok["rows"]
    assert (row["kind_name"], row["state"], row["individual"]) == ("补缴", "missing", 4_000)
    [told] = book(platform, (platform.city.other_unit, "2025-02", "unemployment", "200.00", "2026-11-10", "VBACK"))
    assert told["outcome"] == "late"
    assert "由单位承担" in told["sentence"]
    until(lambda: person.get("/me/contributions", **asked).ok["rows"][0]["arrived_on"] == "2026-11-10", "it is paid")
    again = asked_for(agent, "back-payment", form, "proof")
    again.refused("records_nothing_missing", 409)


@pytest.mark.feature("ENR-14")
def test_a_person_can_demand_it_and_what_cannot_be_is_refused(platform: Platform) -> None:
    who = platform.city.returning
    person, agent = platform.person(who), platform.as_("other_agent")
    form = {"unit_id": platform.city.other_unit, "lines": ["injury"], "from_month": "2025-03", "to_month": "2025-03"}
    form["wage_fen"] = 800_000
    demanded = asked_for(person, "back-payment-demand", form, "proof")
    decided(platform, demanded, "没有证据表明当时存在劳动关系")
    told = person.get(f"/cases/{demanded.result['case_id']}").ok
    assert any("劳动关系" in step["note"] for step in told["history"])
    own = asked_for(person, "back-payment-demand", {**form, "unit_id": "self"}, "proof")
    own.refused("records_back_payment_by_oneself", 422)
    by_unit = {"id_number": who.id_number, **{name: form[name] for name in ("lines", "wage_fen")}}
    long = {**by_unit, "from_month": "2022-01", "to_month": "2024-12"}
    asked_for(agent, "back-payment", long, "proof").refused("records_legal_document_missing", 422)
    ahead = {**by_unit, "from_month": "2026-10", "to_month": "2026-12"}
    asked_for(agent, "back-payment", ahead, "proof").refused("records_back_payment_months", 422)
    nobody = {**by_unit, "id_number": "320102199003072814", "from_month": "2025-03", "to_month": "2025-03"}
    asked_for(agent, "back-payment", nobody, "proof").refused("records_not_in_archive", 409)
    bare = {**by_unit, "from_month": "2025-04", "to_month": "2025-04"}
    asked_for(agent, "back-payment", bare).refused("case_material_missing", 422)


@pytest.mark.feature("QRY-18")
def test_a_wrong_row_is_corrected_by_a_new_event_or_refused_with_a_reason(platform: Platform) -> None:
    person = platform.person(platform.city.returning)
    form = {"line": "pension", "month": "2024-12", "problem": "wrong", "base_fen": 700_000}
    assert "更正" in decided(platform, asked_for(person, "record-correction", form, "evidence"))
    asked = {"line": "pension", "from_month": "2024-12", "to_month": "2024-12"}
    assert [row["base"] for row in person.get("/me/contributions", **asked).ok["rows"]] == [700_000]
    refused = asked_for(person, "record-correction", {**form, "base_fen": 900_000}, "evidence")
    decided(platform, refused, "材料与记录一致，无需更正")
    told = person.get(f"/cases/{refused.result['case_id']}").ok
    assert (told["status"], told["history"][-1]["note"]) == ("rejected", "材料与记录一致，无需更正")
    asked_for(person, "record-correction", {**form, "month": "2024-01"}, "evidence").refused("records_row_unknown", 409)
    there = {**form, "problem": "missing"}
    asked_for(person, "record-correction", there, "evidence").refused("records_row_there", 409)
    asked_for(person, "record-correction", form, "evidence").refused("records_nothing_corrected", 422)
    ahead = {**form, "month": "2026-12"}
    asked_for(person, "record-correction", ahead, "evidence").refused("records_corrected_month_ahead", 422)
    asked_for(person, "record-correction", {**form, "base_fen": 900_000}).refused("case_material_missing", 422)


@pytest.mark.feature("ENR-18")
def test_a_month_that_has_not_arrived_opens_a_case_by_itself_and_the_person_sees_it(platform: Platform) -> None:
    clerk, unit = platform.as_("clerk"), platform.city.other_unit
    assess(platform, "2026-02")
    clerk.post("/watches", {"month": "2026-02"}).ok  # noqa: B018
    until(lambda: clerk.get("/watches/2026-02").ok["state"] == "completed", "the watch")
    person = platform.person(platform.city.veteran)
    [case] = [one for one in person.get("/me/continuity").ok["watched"] if one["month"] == "2026-02"]
    assert (case["unit_id"], case["status"]) == (unit, "submitted")
    told = clerk.get(f"/cases/{case['case_id']}").ok
    assert (told["matter"], told["applicant"]) == ("missing-contributions", unit)
    assert "未到账" in told["summary"]
    asked_for(platform.as_("agent"), "missing-contributions", {"month": "2026-02", "owed_fen": 1, "people": 1}).refused(
        "records_opened_by_system", 422
    )
    owed = clerk.get(f"/units/{unit}/bills/2026-02").ok["owed"] * 2
    book(platform, (unit, "2026-02", "total", f"{owed / 100:.2f}", "2026-11-10", "VWATCH"))
    until(lambda: clerk.get(f"/cases/{case['case_id']}").ok["status"] == "carried_out", "the case ends")
