"""CRT-01 and CRT-05: having a contribution certificate made, and verifying one without an account."""

import io
import re
from hashlib import sha256
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import Platform

WANTED = {"lines": ["pension", "medical"], "from_month": "2025-01", "to_month": "2026-09", "purpose": "购房"}
NUMERALS = "零一二三四五六七八九十"


def answered(api: Api) -> dict[str, str]:
    """A captcha in words, and its answer."""
    asked = api.get("/captcha", form="words").ok
    one, other = re.findall(f"[{NUMERALS}]", asked["question"].removesuffix("等于几？请填数字。"))[:2]
    return {"token": asked["token"], "answer": str(NUMERALS.index(one) + NUMERALS.index(other))}


def issue(person: Api, **changed: Any) -> Answer:
    """Ask for the certificate, as soon as everything has reached its service."""
    until(lambda: person.post("/me/certificates/preview", WANTED).status == 200, "the months have arrived")
    return person.post("/me/certificates", {**WANTED, "captcha": answered(person), **changed})


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


# ------------------------------------------------------------------ CRT-01


@pytest.mark.feature("CRT-01")
def test_a_certificate_is_previewed_issued_with_seal_and_signature_and_kept(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    issued = issue(person).result
    preview = person.post("/me/certificates/preview", WANTED).ok
    months = {line["line"]: line["months"] for line in preview["lines"]}
    assert months == {"企业职工基本养老保险": 20, "职工基本医疗保险": 20}
    assert (preview["person_name"], preview["purpose"]) == ("欧阳明", "购房")

    file = person.get(f"/me/certificates/{issued['number']}")
    assert (file.status, file.headers["Content-Type"]) == (200, "application/pdf")
    assert sha256(file.content).hexdigest() == issued["digest"]
    assert b"/ByteRange" in file.content
    assert b"ETSI.CAdES.detached" in file.content
    text = text_of(file.content)
    for words in ("参保缴费证明", "欧阳明", "320102********", "购房", "远信软件有限公司", issued["code"][:4]):
        assert words in text, words
    assert platform.city.employee.id_number not in text
    listed = until(lambda: person.get("/me/certificates").ok["certificates"], "the list")
    assert issued["number"] in {certificate["number"] for certificate in listed}


@pytest.mark.feature("CRT-01")
def test_the_id_number_is_printed_plain_where_the_holder_wants_it(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    number = issue(person, id_shown="plain").result["number"]
    assert platform.city.employee.id_number in text_of(person.get(f"/me/certificates/{number}").content)


@pytest.mark.feature("CRT-01")
@pytest.mark.parametrize(
    ("changed", "code", "fields"),
    [
        ({"lines": []}, "certificate_no_line_chosen", {"lines"}),
        ({"from_month": None}, "certificate_no_month_chosen", {"from_month", "to_month"}),
        ({"from_month": "2026-09", "to_month": "2025-01"}, "certificate_months_reversed", {"from_month", "to_month"}),
        ({"to_month": "2027-01"}, "certificate_month_ahead", {"to_month"}),
        ({"from_month": "2001-01", "to_month": "2002-12"}, "certificate_nothing_insured", None),
        ({"lines": ["fire"]}, "invalid", {"lines.0"}),
        ({"id_shown": "backwards"}, "invalid", {"id_shown"}),
    ],
)
def test_what_cannot_be_certified_is_refused(
    platform: Platform, changed: dict[str, Any], code: str, fields: set[str] | None
) -> None:
    problem = issue(platform.person(platform.city.employee), **changed).refused(code)
    assert fields is None or problem["errors"].keys() == fields


@pytest.mark.feature("CRT-01")
def test_a_wrong_or_used_captcha_is_refused(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    captcha = answered(person)
    wrong = {**captcha, "answer": "0"}
    assert issue(person, captcha=wrong).refused("captcha_wrong", 422)["errors"].keys() == {"captcha"}
    issue(person, captcha=captcha).refused("captcha_wrong", 422)  # the first try has used it up
    issue(person, captcha={**captcha, "token": "made up"}).refused("captcha_wrong", 422)
    assert "captcha" in person.post("/me/certificates", WANTED).refused("invalid", 422)["errors"]


@pytest.mark.feature("CRT-01")
def test_the_captcha_is_an_image_for_who_can_see_it(platform: Platform) -> None:
    asked = platform.anyone().get("/captcha").ok
    assert asked.keys() == {"token", "image"}


@pytest.mark.feature("CRT-01")
def test_nobody_else_gets_the_file(platform: Platform) -> None:
    number = issue(platform.person(platform.city.employee)).result["number"]
    platform.person(platform.city.payer).get(f"/me/certificates/{number}").refused("certificate_unknown", 404)


# ------------------------------------------------------------------ CRT-05


@pytest.mark.feature("CRT-05")
def test_anyone_verifies_by_the_code_and_sees_masked_data_and_the_digest(platform: Platform) -> None:
    issued = issue(platform.person(platform.city.employee)).result
    anyone = platform.anyone()
    found = anyone.post("/verifications", {"code": issued["code"].lower()}).ok
    assert (found["state"], found["number"], found["digest"]) == ("valid", issued["number"], issued["digest"])
    assert (found["person_name"], found["id_number"]) == ("欧*明", "3****************3"[:1] + "*" * 16 + "3")
    assert found["content_digest"]
    assert found["issued_at"] > "2026-11-18"
    assert anyone.get(f"/verifications/{issued['code']}").ok == found


@pytest.mark.feature("CRT-05")
def test_the_qr_code_leads_to_the_page_of_the_code(platform: Platform) -> None:
    issued = issue(platform.person(platform.city.employee)).result
    browser = platform.browser()
    page = browser.open(f"/verify/{issued['code']}")
    assert browser.status == 200
    assert "真实有效" in page
    assert issued["number"] in page


@pytest.mark.feature("CRT-05")
def test_a_changed_file_is_found_out(platform: Platform) -> None:
    person, anyone = platform.person(platform.city.employee), platform.anyone()
    issued = issue(person).result
    pdf = person.get(f"/me/certificates/{issued['number']}").content
    changed = pdf[:-40] + bytes([pdf[-40] ^ 1]) + pdf[-39:]
    code = issued["code"]
    by_digest = [
        anyone.post("/verifications", {"code": code, "file_digest": sha256(file).hexdigest()}).ok["file"]
        for file in (pdf, changed)
    ]
    assert by_digest == ["unchanged", "changed"]
    outcomes = [
        anyone.upload("/verifications/files", file, "certificate.pdf").ok["outcome"]
        for file in (pdf, changed, pdf + b"\n% and more", b"%PDF-1.4 of somebody else")
    ]
    assert outcomes == ["genuine", "changed", "changed", "not_ours"]


@pytest.mark.feature("CRT-05")
def test_a_withdrawn_certificate_is_said_to_be_void(platform: Platform) -> None:
    issued = issue(platform.person(platform.city.employee)).result
    reviewer = platform.as_("reviewer")
    reviewer.post(f"/certificates/{issued['number']}/revocation", {"reason": "内容有误"}).ok  # noqa: B018
    found = platform.anyone().get(f"/verifications/{issued['code']}").ok
    assert (found["state"], found["revoked_on"], found["reason"]) == ("revoked", "2026-11-18", "内容有误")
    again = reviewer.post(f"/certificates/{issued['number']}/revocation", {"reason": "内容有误"})
    again.refused("certificate_already_revoked", 409)


@pytest.mark.feature("CRT-05")
def test_an_unknown_code_is_told_so_and_guessing_is_limited(platform: Platform) -> None:
    issued = issue(platform.person(platform.city.employee)).result
    anyone = Api(platform.address, source="127.0.0.9")  # whom nobody else's limits are counted with
    answers = [anyone.get(f"/verifications/AAAABBBBCCCC{guess:04d}") for guess in range(12)]
    assert "核对查验码" in answers[0].refused("certificate_code_unknown", 404)["detail"]
    held_up = answers[-1]
    held_up.refused("too_many_requests", 429)
    assert int(held_up.headers["Retry-After"]) > 0
    for answer in (
        anyone.get(f"/verifications/{issued['code']}"),
        anyone.post("/verifications", {"code": "AAAABBBBCCCCDDDD"}),
    ):
        answer.refused("too_many_requests", 429)
    assert platform.anyone().get(f"/verifications/{issued['code']}").status == 200
