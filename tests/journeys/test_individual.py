"""People who pay for themselves (ENR-05 to ENR-10): four steps, then self-service after signing in again."""

from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import Platform

THIS_MONTH, LAST_MONTH = "2026-11", "2026-10"


def luhn(first: str) -> str:
    """A bank number with its check digit."""
    return next(
        first + str(digit)
        for digit in range(10)
        if sum(
            int(d) if place % 2 == 0 else (2 * int(d) - 9 * (int(d) > 4))
            for place, d in enumerate(reversed(first + str(digit)))
        )
        % 10
        == 0
    )


BANK = luhn("622202000000001")
LAST_SIX = BANK[-6:]


def apply(api: Api, matter: str, **form: Any) -> Answer:
    return api.post(f"/matters/{matter}/cases", {"form": form})


def joining(platform: Platform, **changed: Any) -> dict[str, Any]:
    plain = {
        "notice_read": True,
        "site": platform.city.region,
        "lines": ["pension"],
        "wage": "6000",
        "start_month": THIS_MONTH,
    }
    return {**plain, **changed}


def signed_in_again(platform: Platform, who: Known) -> Api:
    platform.tokens.clear()
    return platform.person(who)


def opened(platform: Platform, who: Known) -> Api:
    """Somebody whose self-service is open, signed in again."""
    api = platform.person(who)
    if not api.get("/me/self-payment").ok["self_service"]["open"]:
        apply(api, "self-service", bank_account=BANK, mobile=who.mobile).ok  # noqa: B018
    return signed_in_again(platform, who)


# ------------------------------------------------------------------ ENR-05


@pytest.mark.feature("ENR-05")
def test_interrupted_people_are_offered_enrolment_and_those_enrolled_the_interruption(platform: Platform) -> None:
    who = platform.city.flexible
    api = platform.person(who)
    offered = api.get("/me/self-payment").ok
    assert (offered["action"], offered["steps"]) == ("join", ["用户须知", "业务申报", "材料申报", "收件回执单"])
    assert offered["notice"]
    assert offered["allowed_months"] == [THIS_MONTH]

    def refused(code: str, **changed: Any) -> dict[str, Any]:
        return apply(api, "flexible-enrol", **joining(platform, **changed)).refused(code)

    refused("records_notice_unread", notice_read=False)
    assert THIS_MONTH in refused("records_payer_month_not_allowed", start_month=LAST_MONTH)["detail"]
    refused("records_site_unknown", site="110105")
    for wage, code in (("6000.5", "whole"), ("1", "below_floor"), ("999999", "above_ceiling")):
        detail = refused(
            f"records_wage_not_{code}" if code == "whole" else f"records_wage_{code}",
            wage=wage,
        )["detail"]
        assert offered["bounds"]["floor"] in detail
        assert offered["bounds"]["ceiling"] in detail
    refused("invalid", lines=["pension", "injury", "unemployment"])

    case_id = apply(api, "flexible-enrol", **joining(platform)).result["case_id"]
    shown = api.get(f"/cases/{case_id}").ok
    assert (shown["status"], shown["receipt"]["title"], shown["receipt"]["case_id"]) == (
        "submitted",
        "收件回执单",
        case_id,
    )
    with platform.at("2026-12-02"):  # the month counts from the day it was handed in
        platform.approve(case_id).ok  # noqa: B018
    enrolled = api.get("/me/self-payment").ok
    assert (enrolled["action"], enrolled["lines"][0]["status"], enrolled["lines"][0]["wage_fen"]) == (
        "stop",
        "active",
        600_000,
    )
    refused("records_flexible_already")

    apply(api, "flexible-stop", notice_read=True, stop_month=LAST_MONTH).refused("records_payer_month_not_allowed", 422)
    stopped = apply(api, "flexible-stop", notice_read=True, stop_month=THIS_MONTH)
    assert stopped.result["outcome"] == "灵活就业人员社保中断"
    line = api.get("/me/self-payment").ok["lines"][0]
    assert (line["status"], line["paid_through"]) == ("suspended", LAST_MONTH)
    apply(api, "flexible-stop", notice_read=True, stop_month=THIS_MONTH).refused("records_flexible_not_active", 409)


@pytest.mark.feature("ENR-05")
def test_whom_a_unit_insures_is_refused_with_the_reason(platform: Platform) -> None:
    api = platform.person(platform.city.veteran)
    offered = api.get("/me/self-payment").ok
    assert offered["action"] == "none"
    assert "由单位参保" in offered["reason"]
    refused = apply(api, "flexible-enrol", **joining(platform)).refused("records_employed_now", 409)
    assert platform.city.other_unit in refused["detail"]


@pytest.mark.feature("ENR-05")
def test_ningbo_enrols_at_the_household_place_and_says_which(ningbo: Platform) -> None:
    api = ningbo.person(ningbo.city.flexible)
    elsewhere = joining(ningbo, site="330211")
    assert "海曙区" in apply(api, "flexible-enrol", **elsewhere).refused("records_site_not_household", 422)["detail"]
    medical = apply(api, "flexible-enrol", **joining(ningbo, lines=["pension", "medical"]))
    assert "浙江政务服务网" in medical.refused("records_flexible_line_elsewhere", 422)["detail"]
    assert apply(api, "flexible-enrol", **joining(ningbo)).result["due_on"]


# ------------------------------------------------------------------ ENR-07


@pytest.mark.feature("ENR-07")
def test_others_are_told_that_they_are_no_individual_payers(platform: Platform) -> None:
    api = platform.person(platform.city.veteran)
    form = {"bank_account": BANK, "mobile": platform.city.veteran.mobile}
    problem = apply(api, "self-service", **form).refused("records_not_individual_payer", 409)
    assert problem["detail"].startswith("您现在不是社会保险个人缴费窗口人员。")
    for matter, more in (("payer-stop", {}), ("payer-wage", {"wage": "6000"})):
        apply(api, matter, last_six=LAST_SIX, **more).refused("records_not_individual_payer", 409)


@pytest.mark.feature("ENR-07")
def test_self_service_is_opened_and_there_after_signing_in_again(platform: Platform) -> None:
    who = platform.city.old_number
    api = platform.person(who)
    apply(api, "payer-wage", wage="7000", last_six=LAST_SIX).refused("records_self_service_not_open", 409)
    form = {"bank_account": BANK, "mobile": who.mobile, "medical_password": "0"}
    for changed, code in (
        ({"bank_account": BANK[:-1]}, "records_bank_account_wrong"),
        ({"mobile": "13900000000"}, "records_mobile_not_as_archived"),
        ({"medical_password": "123456"}, "records_medical_password_wrong"),
    ):
        apply(api, "self-service", **{**form, **changed}).refused(code, 422)
    assert "重新登录" in apply(api, "self-service", **form).result["outcome"]
    assert api.get("/me/self-payment").ok["self_service"]["actions"] == []
    apply(api, "payer-wage", wage="7000", last_six=LAST_SIX).refused("records_sign_in_again", 409)
    apply(api, "self-service", **form).refused("records_self_service_open_already", 409)
    again = signed_in_again(platform, who).get("/me/self-payment").ok["self_service"]
    assert [action["title"] for action in again["actions"]] == [
        "修改通讯地址",
        "修改缴费工资",
        "身份证号码升位",
        "个人停止参保",
        "个人重新参保",
    ]
    assert again["bank_account"].endswith(BANK[-4:])
    assert again["bank_account"].startswith("*")


# ------------------------------------------------------------------ ENR-06, ENR-08, ENR-09, ENR-10


@pytest.mark.feature("ENR-08")
def test_the_contact_address_is_changed_and_each_wrong_part_named(platform: Platform) -> None:
    api = opened(platform, platform.city.old_number)
    wrong = apply(api, "payer-address", address="路", postcode="5180", phone="12", last_six=LAST_SIX).refused(
        "invalid", 422
    )
    assert set(wrong["errors"]) == {"form.address", "form.postcode", "form.phone"}
    right = {"address": "中山路1号2栋301室", "postcode": "210000", "phone": "025-83001234"}
    apply(api, "payer-address", **right, last_six="000000").refused("records_last_six_wrong", 422)
    apply(api, "payer-address", **right, last_six="12345").refused("invalid", 422)
    apply(api, "payer-address", **right, last_six=LAST_SIX).ok  # noqa: B018
    assert api.get("/me/self-payment").ok["self_service"]["contact"] == right


@pytest.mark.feature("ENR-09")
def test_the_contribution_wage_is_whole_yuan_within_the_bounds(platform: Platform) -> None:
    api = opened(platform, platform.city.old_number)
    bounds = api.get("/me/self-payment").ok["bounds"]
    for wage, code in (
        ("6000.5", "records_wage_not_whole"),
        ("六千", "records_wage_not_whole"),
        ("1", "records_wage_below_floor"),
        ("999999", "records_wage_above_ceiling"),
    ):
        detail = apply(api, "payer-wage", wage=wage, last_six=LAST_SIX).refused(code, 422)["detail"]
        assert bounds["floor"] in detail
        assert bounds["ceiling"] in detail
    apply(api, "payer-wage", wage="8000", last_six="999999").refused("records_last_six_wrong", 422)
    apply(api, "payer-wage", wage="8000", last_six=LAST_SIX).ok  # noqa: B018
    assert api.get("/me/self-payment").ok["lines"][0]["wage_fen"] == 800_000


@pytest.mark.feature("ENR-10")
def test_a_number_of_15_digits_is_upgraded_and_names_the_same_person(platform: Platform) -> None:
    who = platform.city.old_number
    api = opened(platform, who)
    assert api.get("/me/self-payment").ok["upgraded_number"] == who.id_number
    apply(api, "id-upgrade", last_six="000000").refused("records_last_six_wrong", 422)
    case_id = apply(api, "id-upgrade", last_six=LAST_SIX).result["case_id"]
    assert api.get(f"/cases/{case_id}").ok["status"] == "submitted"
    before = api.get("/me/status").ok
    platform.approve(case_id).ok  # noqa: B018
    assert api.get("/me/status").ok["person_id"] == before["person_id"]
    assert api.get("/me/self-payment").ok["upgraded_number"] is None
    apply(api, "id-upgrade", last_six=LAST_SIX).refused("records_nothing_to_upgrade", 409)


@pytest.mark.feature("ENR-06")
def test_stopping_and_restarting_take_the_last_six_digits(platform: Platform) -> None:
    api = opened(platform, platform.city.old_number)
    apply(api, "payer-restart", last_six=LAST_SIX).refused("records_restart_not_stopped", 409)
    apply(api, "payer-stop", last_six="000000").refused("records_last_six_wrong", 422)
    apply(api, "payer-stop", last_six=LAST_SIX).ok  # noqa: B018
    line = api.get("/me/self-payment").ok["lines"][0]
    assert (line["status"], line["paid_through"]) == ("suspended", LAST_MONTH)
    apply(api, "payer-stop", last_six=LAST_SIX).refused("records_flexible_not_active", 409)
    apply(api, "payer-restart", last_six="000000").refused("records_last_six_wrong", 422)
    apply(api, "payer-restart", last_six=LAST_SIX).ok  # noqa: B018
    line = api.get("/me/self-payment").ok["lines"][0]
    assert (line["status"], line["start_month"], line["wage_fen"] > 0) == ("active", THIS_MONTH, True)

    def active() -> bool:
        return any(one["status"] == "active" for one in api.get("/me/glance").ok.get("lines", []))

    until(active, "the page shows it")
