"""EMP-01, EMP-02, EMP-07 and ENR-16 through the API: a unit registered, changed, closed, a company opened in one go."""

from itertools import count
from typing import Any

import pytest

from tests.journeys.city import Known, credit_code
from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import PDF, Platform
from tests.journeys.test_staff_changes import THIS_MONTH, addition, stop

_numbers = count(1)


def a_code(platform: Platform) -> str:
    return credit_code(platform.city.region, f"MA5{next(_numbers):05d}")


def unit_form(platform: Platform, **changed: Any) -> dict[str, Any]:
    form = {"uscc": a_code(platform), "name": "新启程贸易有限公司", "district": platform.city.region}
    contact = {"industry_class": "1", "contact": "钱多多", "mobile": "13900008888", "address": "中山路8号"}
    return {**form, **contact, **changed}


def apply(api: Api, matter: str, form: dict[str, Any], *materials: str, **more: Any) -> Answer:
    """Hand in a matter with its materials."""
    document = api.upload(f"/matters/{matter}/documents", PDF, "paper.pdf").result["document"] if materials else ""
    attached = [{"material": material, "document": document} for material in materials]
    return api.post(f"/matters/{matter}/cases", {"form": form, "materials": attached, **more})


def register(platform: Platform, form: dict[str, Any], who: Known | None = None) -> Answer:
    return apply(applicant(platform, who), "unit-register", form, "licence", "legal_person_id")


def applicant(platform: Platform, who: Known | None = None) -> Api:
    return platform.person(who or platform.city.returning)


def approved(platform: Platform, answer: Answer) -> dict[str, Any]:
    """The case once it is carried out."""
    case_id = answer.result["case_id"]
    platform.approve(case_id).ok  # noqa: B018
    return dict(platform.as_("clerk").get(f"/cases/{case_id}").ok)


def number_in(case: dict[str, Any]) -> str:
    """The unit's number, as the outcome of its registration tells it."""
    note = str(case["history"][-1]["note"])
    return "".join(char for char in note.partition("单位编号")[2].partition("，")[0] if char.isdigit())


def rejected(platform: Platform, case_id: str) -> None:
    reviewer = platform.as_("reviewer")
    reviewer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/rejection", {"reason": "执照看不清"}).ok  # noqa: B018


def agent_of(platform: Platform, unit_id: str) -> Api:
    """The first agent of a new unit, appointed by the office."""
    if unit_id not in platform.accounts:
        platform.agent(unit_id, {"unit_id": unit_id, "name": "郑经办", "mobile": "13312340000"})
    return platform.as_(unit_id)


def company(platform: Platform, *staff: Known) -> str:
    """The number of a company that was opened with these people."""
    form = {"unit": unit_form(platform), "staff": [addition(who, lines=["pension"]) for who in staff]}
    papers = ("licence", "legal_person_id", "labour_contracts")
    return number_in(approved(platform, apply(applicant(platform), "new-company", form, *papers)))


# ------------------------------------------------------------------ EMP-01


@pytest.mark.feature("EMP-01")
def test_a_unit_is_registered_reviewed_activated_and_then_declares(platform: Platform) -> None:
    case = approved(platform, register(platform, unit_form(platform)))
    unit_id, clerk = number_in(case), platform.as_("clerk")
    assert clerk.get(f"/units/{unit_id}").ok["status"] == "registered"
    agent = agent_of(platform, unit_id)
    problem = platform.declare(addition(platform.stranger()), unit_id, unit_id).refused("unit_not_active", 409)
    assert "激活" in problem["detail"]
    platform.person(platform.city.veteran).post(f"/units/{unit_id}/activation").refused("unit_unknown", 404)
    applicant(platform).post(f"/units/{unit_id}/activation").ok  # noqa: B018
    shown = agent.get(f"/units/{unit_id}").ok
    assert (shown["status"], shown["name"], shown["contact"]["name"]) == ("active", "新启程贸易有限公司", "钱多多")
    platform.declare(addition(platform.stranger()), unit_id, unit_id).ok  # noqa: B018


@pytest.mark.feature("EMP-01")
@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"uscc": "91320102MA0000"}, "credit_code_wrong", "form.uscc"),
        ({"uscc": "91320102MA0000010I"}, "credit_code_wrong", "form.uscc"),
        ({"uscc": ""}, "invalid", "form.uscc"),
        ({"name": ""}, "invalid", "form.name"),
        ({"district": "440300"}, "district_not_here", "form.district"),
        ({"industry_class": "9"}, "invalid", "form.industry_class"),
        ({"mobile": "123"}, "mobile_wrong", "form.mobile"),
        ({"bank_account": "6222-1"}, "invalid", "form.bank_account"),
    ],
)
def test_a_wrong_field_of_a_registration_is_refused_there(
    platform: Platform, changed: dict[str, Any], code: str, field: str
) -> None:
    assert field in register(platform, unit_form(platform, **changed)).refused(code, 422)["errors"]


@pytest.mark.feature("EMP-01")
def test_a_wrong_check_character_says_so(platform: Platform) -> None:
    right = a_code(platform)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert "校验码" in register(platform, unit_form(platform, uscc=wrong)).refused("credit_code_wrong", 422)["detail"]


@pytest.mark.feature("EMP-01")
def test_a_unit_that_is_registered_or_being_registered_is_not_registered_again(platform: Platform) -> None:
    known = platform.as_("clerk").get(f"/units/{platform.city.unit}").ok["uscc"]
    register(platform, unit_form(platform, uscc=known)).refused("unit_registered_already", 409)
    form = unit_form(platform)
    first = register(platform, form)
    register(platform, form, platform.city.veteran).refused("unit_being_registered", 409)
    approved(platform, first)
    register(platform, form, platform.city.veteran).refused("unit_registered_already", 409)


@pytest.mark.feature("EMP-01")
def test_a_rejection_tells_its_reason_and_the_unit_can_be_registered_again(platform: Platform) -> None:
    form = unit_form(platform)
    case_id = register(platform, form).result["case_id"]
    rejected(platform, case_id)
    shown = applicant(platform).get(f"/cases/{case_id}").ok
    assert (shown["status"], shown["history"][-1]["note"]) == ("rejected", "执照看不清")
    register(platform, form).ok  # noqa: B018


@pytest.mark.feature("EMP-01")
def test_a_registration_without_the_licence_is_refused(platform: Platform) -> None:
    answer = apply(applicant(platform), "unit-register", unit_form(platform), "legal_person_id")
    assert "营业执照" in answer.refused("case_material_missing", 422)["detail"]


@pytest.mark.feature("EMP-01")
def test_a_unit_does_not_register_units(platform: Platform) -> None:
    answer = apply(platform.as_("agent"), "unit-register", unit_form(platform), "licence", "legal_person_id")
    assert "个人" in answer.refused("case_applicant_wrong", 403)["detail"]


# ------------------------------------------------------------------ EMP-02


@pytest.mark.feature("EMP-02")
def test_contacts_are_others_at_once(platform: Platform) -> None:
    agent, unit = platform.as_("other_agent"), platform.city.other_unit
    form = {"contact": "孙新人", "mobile": "139 0000 7777", "address": "解放路9号"}
    assert apply(agent, "unit-contacts", form).result["outcome"] == "联系信息已变更"
    shown = agent.get(f"/units/{unit}").ok
    assert (shown["contact"], shown["address"]) == (
        {"name": "孙新人", "id_number": "", "mobile": "13900007777"},
        "解放路9号",
    )
    apply(agent, "unit-contacts", {**form, "mobile": "1"}).refused("mobile_wrong", 422)


@pytest.mark.feature("EMP-02")
def test_name_code_and_account_are_reviewed_and_the_old_value_holds_until_then(platform: Platform) -> None:
    agent, unit = platform.as_("other_agent"), platform.city.other_unit
    before = agent.get(f"/units/{unit}").ok
    code = a_code(platform)
    form = {"name": "嘉成食品集团", "uscc": code, "bank_name": "中国银行", "bank_account": "6222021234567890123"}
    answer = apply(agent, "unit-details", form, "evidence")
    shown = agent.get(f"/units/{unit}").ok
    assert (shown["name"], shown["uscc"], shown["under_way"]) == (
        before["name"],
        before["uscc"],
        answer.result["case_id"],
    )
    apply(agent, "unit-details", {"name": "另一个"}, "evidence").refused("unit_change_under_way", 409)
    approved(platform, answer)
    shown = agent.get(f"/units/{unit}").ok
    assert (shown["name"], shown["uscc"], shown["bank_account"]) == ("嘉成食品集团", code, "*" * 15 + "0123")
    until(lambda: agent.get(f"/units/{unit}/glance").ok["name"] == "嘉成食品集团", "the new name shows")
    register(platform, unit_form(platform, uscc=code)).refused("unit_registered_already", 409)


@pytest.mark.feature("EMP-02")
def test_a_change_that_is_withdrawn_or_rejected_changes_nothing(platform: Platform) -> None:
    agent, unit = platform.as_("agent"), platform.city.unit
    name = agent.get(f"/units/{unit}").ok["name"]
    case_id = apply(agent, "unit-details", {"name": "改名一"}, "evidence").result["case_id"]
    agent.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).ok  # noqa: B018
    rejected(platform, apply(agent, "unit-details", {"name": "改名二"}, "evidence").result["case_id"])
    shown = agent.get(f"/units/{unit}").ok
    assert (shown["name"], shown["under_way"]) == (name, None)


@pytest.mark.feature("EMP-02")
def test_a_change_needs_evidence_and_something_to_change(platform: Platform) -> None:
    agent = platform.as_("agent")
    apply(agent, "unit-details", {"name": "改名"}).refused("case_material_missing", 422)
    apply(agent, "unit-details", {}, "evidence").refused("nothing_to_change", 422)
    apply(agent, "unit-details", {"uscc": "913"}, "evidence").refused("credit_code_wrong", 422)


# ------------------------------------------------------------------ ENR-16


@pytest.mark.feature("ENR-16")
def test_a_company_and_its_first_staff_are_registered_in_one_go(platform: Platform) -> None:
    staff = [platform.stranger(), platform.stranger()]
    unit_id = company(platform, *staff)
    agent = agent_of(platform, unit_id)
    assert agent.get(f"/units/{unit_id}").ok["status"] == "active"
    roster = agent.get(f"/units/{unit_id}/roster").ok["staff"]
    assert {row["status"] for row in roster} == {"active"}
    assert len(roster) == len(staff)
    person = platform.person(staff[0])
    line = until(lambda: person.get("/me/glance").ok.get("lines"), "insured")[0]
    assert (line["unit_id"], line["start_month"], line["status"]) == (unit_id, THIS_MONTH, "active")


@pytest.mark.feature("ENR-16")
def test_one_wrong_person_refuses_the_whole_with_the_reason(platform: Platform) -> None:
    who, papers = platform.stranger(), ("licence", "legal_person_id", "labour_contracts")
    for staff, code, status in (
        ([addition(who, id_number="32010219900307281")], "id_number_wrong", 422),
        ([addition(who, start_month="2026-01")], "month_not_allowed", 422),
        ([addition(who), addition(who)], "staff_twice", 422),
        ([], "invalid", 422),
    ):
        form = {"unit": unit_form(platform), "staff": staff}
        apply(applicant(platform), "new-company", form, *papers).refused(code, status)
    known = platform.as_("clerk").get(f"/units/{platform.city.unit}").ok["uscc"]
    form = {"unit": unit_form(platform, uscc=known), "staff": [addition(who)]}
    apply(applicant(platform), "new-company", form, *papers).refused("unit_registered_already", 409)


# ------------------------------------------------------------------ EMP-07


@pytest.mark.feature("EMP-07")
def test_a_unit_is_closed_once_staff_are_stopped_and_debts_are_paid(platform: Platform) -> None:
    who, clerk = platform.stranger(), platform.as_("clerk")
    unit_id = company(platform, who)
    agent = agent_of(platform, unit_id)
    closing = {"reason": "dissolved"}
    problem = apply(agent, "unit-close", closing, "closing_proof").refused("unit_not_ready_to_close", 409)
    assert "1名职工在保" in problem["detail"]
    until(lambda: _billed(platform, unit_id), "the month is billed")
    stopped = agent.post(f"/units/{unit_id}/stops", {"form": stop(who, lines=["pension"], stop_month=THIS_MONTH)})
    assert "1件职工申报正在办理" in _refused_to_close(agent)
    approved(platform, stopped)
    agent_view = until(lambda: _only_debts(agent), "only debts are left")
    assert f"{THIS_MONTH}尚欠" in agent_view
    _pay(platform, unit_id)
    answer = until(lambda: _closable(agent), "nothing is open")
    problem = platform.declare(addition(platform.stranger()), unit_id, unit_id).refused("unit_is_closing", 409)
    assert answer.result["case_id"] in problem["detail"]
    approved(platform, answer)
    assert clerk.get(f"/units/{unit_id}").ok["status"] == "closed"
    until(lambda: agent.get(f"/units/{unit_id}").status == 401, "the agent is signed out")
    login, password = platform.accounts[unit_id]
    platform.anyone().post("/sign-in", {"login": login, "password": password}).refused("account_ended")


def _billed(platform: Platform, unit_id: str) -> bool:
    """Assess the month until records knows the new staff."""
    clerk = platform.as_("clerk")
    clerk.post("/assessments", {"month": THIS_MONTH}).ok  # noqa: B018
    bill = clerk.get(f"/units/{unit_id}/bills/{THIS_MONTH}")
    return bill.status == 200 and bool(bill.json.get("lines"))


def _refused_to_close(agent: Api) -> str:
    answer = apply(agent, "unit-close", {"reason": "dissolved"}, "closing_proof")
    return str(answer.refused("unit_not_ready_to_close", 409)["detail"])


def _only_debts(agent: Api) -> str | None:
    told = _refused_to_close(agent)
    return told if "职工" not in told else None


def _closable(agent: Api) -> Answer | None:
    answer = apply(agent, "unit-close", {"reason": "dissolved"}, "closing_proof")
    return answer if answer.status == 200 else None


def _pay(platform: Platform, unit_id: str) -> None:
    clerk = platform.as_("clerk")
    bill = clerk.get(f"/units/{unit_id}/bills/{THIS_MONTH}").ok
    row = {"unit_id": unit_id, "month": THIS_MONTH, "line": "total", "voucher": f"V{unit_id}"}
    paid = {**row, "amount": f"{bill['owed'] / 100:.2f}", "arrived_on": "2026-11-18"}
    assert [row["outcome"] for row in clerk.post("/payments", {"rows": [paid]}).result["rows"]] == ["full"]


@pytest.mark.feature("EMP-07")
def test_a_closing_needs_its_proof_and_can_be_withdrawn(platform: Platform) -> None:
    case = approved(platform, register(platform, unit_form(platform)))
    unit_id = number_in(case)
    applicant(platform).post(f"/units/{unit_id}/activation").ok  # noqa: B018
    agent = agent_of(platform, unit_id)
    apply(agent, "unit-close", {"reason": "dissolved"}).refused("case_material_missing", 422)
    apply(agent, "unit-close", {"reason": "bored"}, "closing_proof").refused("invalid", 422)
    case_id = apply(agent, "unit-close", {"reason": "merged"}, "closing_proof").result["case_id"]
    agent.post(f"/cases/{case_id}/withdrawal", {"confirmed": True}).ok  # noqa: B018
    assert agent.get(f"/units/{unit_id}").ok["status"] == "active"
