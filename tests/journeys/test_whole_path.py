"""The whole way of one person through all five services: declared, enrolled, assessed, paid, certified, moved, lost."""

from typing import Any

from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_certificates import answered, text_of
from tests.journeys.test_contributions import assess, payment_file
from tests.journeys.test_staff_changes import addition

LINES = ["pension", "medical", "unemployment", "injury", "maternity"]


def test_one_person_from_the_declaration_to_the_lost_card(platform: Platform) -> None:
    who, unit = platform.city.newcomer, platform.city.unit
    clerk = platform.as_("clerk")

    # employer: declared by the unit's agent, approved by an officer
    case_id = platform.declare(addition(who, lines=LINES, wage_fen=800_000)).result["case_id"]
    platform.approve(case_id).ok  # noqa: B018

    # records: enrolled; identity: the person, now in the archive, opens an account
    person = platform.person(who)
    glance = until(lambda: _insured(person), "the lines")
    assert {line["status_name"] for line in glance["lines"]} == {"正常参保"}
    until(lambda: clerk.get(f"/units/{unit}/glance").ok["changes"], "the unit's page")

    # records: the month is assessed and paid
    assess(platform, "2026-11")
    owed = clerk.get(f"/units/{unit}/bills/2026-11").ok["owed"]
    paid = payment_file((unit, "2026-11", "total", f"{owed / 100:.2f}", "2026-11-18", "V2026WHOLE"))
    [booked] = clerk.upload("/payment-files", paid, "payments.csv").result["rows"]
    assert booked["outcome"] == "full"
    until(lambda: _insured(person)["lines"][0]["last_paid"] == "2026-11", "the month is paid")
    accounts = {account["line"]: account["balance"] for account in _insured(person)["accounts"]}
    assert accounts == {"pension": 64_000, "medical": 16_000}  # 8 % and 2 % of 8000.00

    # certificates: the month is certified, and anyone finds the certificate genuine
    wanted = {"lines": ["pension"], "from_month": "2026-11", "to_month": "2026-11"}
    until(lambda: person.post("/me/certificates/preview", wanted).status == 200, "the months have arrived")
    issued = person.post("/me/certificates", {**wanted, "captcha": answered(person)}).result
    assert who.name in text_of(person.get(f"/me/certificates/{issued['number']}").content)
    assert platform.anyone().get(f"/verifications/{issued['code']}").ok["state"] == "valid"

    # records: a relation elsewhere is to be moved here
    asked = {"line": "pension", "direction": "in", "from_region": "330100", "to_region": "320100"}
    assert person.post("/me/transfers", asked).result["transfer_id"]

    # cards: the first card was ordered by the enrolment; it is made, handed over, activated and lost
    card_id = until(lambda: _insured(person)["card"], "the first card")["card_id"]
    clerk.post(f"/cards/{card_id}/making", {"number": "C20261118"}).ok  # noqa: B018
    clerk.post(f"/cards/{card_id}/hand-over").ok  # noqa: B018
    person.post("/me/card/activation", {"card_id": card_id}).ok  # noqa: B018
    shown = person.after(person.post("/me/card/loss", {"kind": "temp"}), "/me/glance")
    assert (shown["card"]["state_name"], shown["transfers"][0]["state"]) == ("临时挂失", "under_way")
    until(lambda: person.get("/me").ok["strong_proof_needed"], "identity has heard of the loss")


def _insured(person: Api) -> dict[str, Any]:
    glance = person.get("/me/glance").ok
    return dict(glance) if glance.get("lines") else {}
