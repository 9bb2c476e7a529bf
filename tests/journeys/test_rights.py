"""ID-15: officers are appointed in their roles, changed and ended; nobody reviews what the same officer entered."""

from typing import Any

import pytest

from tests.journeys.clients import Answer, Api, until
from tests.journeys.platform import PDF, Platform, first_steps, registration
from tests.journeys.test_staff_changes import addition, enrolled

PASSWORD = "Mochou-lake#62"


def appointed(platform: Platform, login: str, *roles: str) -> str:
    """A new officer's account."""
    return platform.officer(login, *roles)


def signing_in(platform: Platform, login: str) -> Answer:
    return platform.signing_in(*platform.accounts[login])


@pytest.mark.feature("ID-15")
@pytest.mark.parametrize("role", ["clerk", "reviewer", "admin", "auditor", "agent"])
def test_only_a_security_administrator_keeps_accounts(platform: Platform, role: str) -> None:
    api = platform.as_(role)
    told = {"login": "mallory", "roles": ["admin"], "name": "马洛"}
    api.post("/officers", told).refused("forbidden", 403)
    api.post("/officers/A1/roles", {"roles": ["admin"]}).refused("forbidden", 403)
    api.post("/accounts/A1/end", {"reason": "left"}).refused("forbidden", 403)


@pytest.mark.feature("ID-15")
@pytest.mark.parametrize("role", ["security", "auditor"])
def test_who_keeps_accounts_or_audits_does_no_business(platform: Platform, role: str) -> None:
    api = platform.as_(role)
    api.get("/work-list").refused("forbidden", 403)
    api.get(f"/units/{platform.city.unit}/roster").refused("forbidden", 403)
    api.post("/assessments", {"month": "2026-11"}).refused("forbidden", 403)


@pytest.mark.feature("ID-15")
def test_security_and_audit_are_nobodys_second_role(platform: Platform) -> None:
    told = {"login": "both", "roles": ["clerk", "auditor"], "name": "冯一清"}
    platform.as_("security").post("/officers", told).refused("roles_do_not_mix", 422)


@pytest.mark.feature("ID-15")
def test_an_officer_is_proposed_by_one_administrator_and_confirmed_by_another(platform: Platform) -> None:
    security, second = platform.as_("security"), platform.as_("second_security")
    told: dict[str, Any] = {"login": "feng.new", "roles": ["security"], "name": "冯一清"}
    security.post("/officers", {**told, "password": PASSWORD}).refused("invalid", 422)
    account_id = security.post("/officers", told).result["account_id"]
    confirmation, roles = f"/officers/{account_id}/confirmation", {"roles": ["security"], "name": "冯一清"}
    platform.signing_in("feng.new", PASSWORD).refused("sign_in_refused", 401)
    security.post(confirmation, roles).refused("confirmed_by_another", 403)
    for role in ("clerk", "reviewer", "auditor"):
        platform.as_(role).post(confirmation, roles).refused("forbidden", 403)
    second.post(confirmation, {**roles, "roles": ["clerk"]}).refused("appointment_differs", 409)
    second.post(confirmation, {**roles, "name": "冯二清"}).refused("appointment_differs", 409)
    given = second.post(confirmation, roles, key="confirm once").result
    assert second.post(confirmation, roles, key="confirm once").result == given
    second.post(confirmation, roles).refused("no_appointment_waits", 409)
    tokens = platform.signing_in("feng.new", given["password"]).ok
    assert (tokens["roles"], tokens["duties"]) == (["security"], ["password"])
    Api(platform.address, tokens["access_token"]).get("/officers").refused("password_first", 403)


@pytest.mark.feature("ID-15")
def test_what_nobody_confirms_is_taken_back_and_the_login_is_free_again(platform: Platform) -> None:
    security, told = platform.as_("security"), {"login": "feng.twice", "roles": ["admin"], "name": "冯一清"}
    account_id = security.post("/officers", told).result["account_id"]
    security.post("/officers", told).refused("already_registered", 409)
    security.post(f"/accounts/{account_id}/end", {"reason": "left"}).ok  # noqa: B018
    confirmation = {"roles": ["admin"], "name": "冯一清"}
    platform.as_("admin").post(f"/officers/{account_id}/confirmation", confirmation).refused("account_ended", 403)
    again = security.post("/officers", told).result["account_id"]
    assert platform.as_("admin").post(f"/officers/{again}/confirmation", confirmation).result["password"]


@pytest.mark.feature("ID-15")
def test_a_first_password_is_good_for_three_days(platform: Platform) -> None:
    appointed(platform, "feng.late", "clerk")
    with platform.at("2026-11-22"):
        assert "72小时" in signing_in(platform, "feng.late").refused("first_password_over", 403)["detail"]


@pytest.mark.feature("ID-15")
def test_an_officer_whose_roles_change_acts_in_the_new_ones(platform: Platform) -> None:
    account_id, security = appointed(platform, "feng.change", "clerk"), platform.as_("security")
    roles: dict[str, Any] = {"roles": ["reviewer"]}
    assert security.post(f"/officers/{account_id}/roles", roles).result == {**roles, "waits": True}
    assert signing_in(platform, "feng.change").ok["role"] == "clerk"
    second = platform.as_("second_security")
    confirmed = second.post(f"/officers/{account_id}/confirmation", {**roles, "name": "冯一清"}).result
    assert confirmed == {**roles, "password": ""}
    assert signing_in(platform, "feng.change").ok["role"] == "reviewer"
    security.post(f"/officers/{account_id}/roles", {"roles": ["security", "clerk"]}).refused("roles_do_not_mix")


@pytest.mark.feature("ID-15")
def test_officers_know_their_colleagues_with_masked_names_and_nobody_else_does(platform: Platform) -> None:
    account_id, clerk = appointed(platform, "feng.listed", "clerk", "reviewer"), platform.as_("clerk")

    def listed() -> dict[str, Any] | None:
        officers = clerk.get("/officers").ok["officers"]
        return next((one for one in officers if one["account_id"] == account_id), None)

    found = until(listed, "the list has the new officer")
    assert found == {
        **{"account_id": account_id, "name": "冯*清", "roles": ["clerk", "reviewer"]},
        **{"registered_on": "2026-11-18", "ended_on": None, "in_office": True, "proposed": []},
    }
    platform.as_("agent").get("/officers").refused("forbidden", 403)


@pytest.mark.feature("ID-15")
def test_an_officer_who_leaves_signs_in_no_more_and_is_told_since_when(platform: Platform) -> None:
    account_id, security = appointed(platform, "feng.leaves", "clerk"), platform.as_("security")
    security.post(f"/accounts/{account_id}/end", {"reason": "left"}).ok  # noqa: B018
    assert "2026-11-18" in signing_in(platform, "feng.leaves").refused("account_ended", 403)["detail"]
    assert platform.as_("auditor").get(f"/accounts/{account_id}").ok["ended_on"] == "2026-11-18"
    security.post(f"/accounts/{account_id}/end", {"reason": "left"}).refused("account_ended", 403)
    security.post("/accounts/A404/end", {"reason": "left"}).refused("account_unknown", 404)


@pytest.mark.feature("ID-15")
def test_nobody_changes_or_ends_the_own_account(platform: Platform) -> None:
    security = platform.as_("security")
    me: dict[str, Any] = security.get("/me").ok
    security.post(f"/accounts/{me['account_id']}/end", {"reason": "left"}).refused("not_for_oneself", 403)
    security.post(f"/officers/{me['account_id']}/roles", {"roles": ["admin"]}).refused("not_for_oneself", 403)


@pytest.mark.feature("ID-15")
def test_no_officer_reviews_what_the_same_officer_entered(platform: Platform) -> None:
    unit, reviewer = platform.city.unit, platform.as_("reviewer", "window")
    kept = reviewer.upload(f"/matters/staff-add/documents?applicant={unit}", PDF, "contract.pdf").result["document"]
    materials = [{"material": "labour_contract", "document": kept}]
    told = {"applicant": unit, "form": addition(platform.stranger()), "materials": materials}
    case_id = reviewer.post("/matters/staff-add/cases", told).result["case_id"]
    reviewer.post(f"/cases/{case_id}/claim", {}).refused("case_four_eyes", 403)
    second = platform.as_("second_reviewer")
    second.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    reviewer.post(f"/cases/{case_id}/approval").refused("case_four_eyes", 403)
    second.post(f"/cases/{case_id}/approval").ok  # noqa: B018


# ------------------------------------------------------------------ agents of a unit (ID-14)


def colleague(platform: Platform, agent: str, duty: str) -> tuple[str, str]:
    """Another agent of the unit, opened by its manager: login and account id."""
    told = {"name": "吴小年", "mobile": "13387654321", "agent": agent, "duty": duty}
    opened = platform.as_("agent").post(f"/units/{platform.city.unit}/agents", told).result
    platform.accounts[opened["login"]] = (opened["login"], opened["password"])
    return opened["login"], opened["account_id"]


@pytest.mark.feature("ID-14")
def test_a_unit_has_several_agents_each_with_a_duty(platform: Platform) -> None:
    unit = platform.city.unit
    login, _ = colleague(platform, "viewer1", "viewer")
    assert login == f"{unit}/viewer1"
    viewer = platform.as_(login)
    viewer.get(f"/units/{unit}/roster").ok  # noqa: B018
    viewer.post(f"/units/{unit}/stops", {}).refused("forbidden", 403)
    declarer = platform.as_(colleague(platform, "declarer1", "declarer")[0])
    declarer.post(f"/units/{unit}/stops", {}).refused("invalid", 422)
    for other in (viewer, declarer):
        other.get(f"/units/{unit}/agents").refused("forbidden", 403)
        other.post(f"/units/{unit}/agents", {}).refused("forbidden", 403)
    platform.as_("other_agent").post(f"/units/{unit}/agents", {}).refused("forbidden", 403)

    def listed() -> set[str]:
        agents = platform.as_("clerk").get(f"/units/{unit}/agents").ok["agents"]
        return {one["duty"] for one in agents if one["name"] == "吴*年"}

    until(lambda: listed() >= {"viewer", "declarer"}, "the counter sees the unit's agents")


@pytest.mark.feature("ID-14")
def test_an_agent_who_leaves_is_out_at_once_and_signs_in_no_more(platform: Platform) -> None:
    unit, manager = platform.city.unit, platform.as_("agent")
    login, account_id = colleague(platform, "leaves1", "declarer")
    leaver = platform.as_(login)
    leaver.get(f"/units/{unit}/glance").ok  # noqa: B018
    platform.as_("other_agent").post(f"/units/{unit}/agents/{account_id}/end", {"reason": "left"}).refused("forbidden")
    manager.post(f"/units/{unit}/agents/{account_id}/end", {"reason": "left"}).ok  # noqa: B018
    signing_in(platform, login).refused("account_ended", 403)
    until(lambda: leaver.get(f"/units/{unit}/glance").status == 401, "the session is over", seconds=5)
    me = manager.get("/me").ok["account_id"]
    manager.post(f"/units/{unit}/agents/{me}/end", {"reason": "left"}).refused("not_for_oneself", 403)


@pytest.mark.feature("ID-10")
@pytest.mark.feature("ID-14")
def test_a_units_password_is_reset_at_the_counter_after_seal_and_id_card(platform: Platform) -> None:
    login, account_id = colleague(platform, "forgets1", "declarer")
    clerk, both = platform.as_("clerk", "window"), {"proofs": ["unit_seal", "agent_id"]}
    missing = clerk.post(f"/agents/{account_id}/password", {"proofs": []}).refused("counter_proofs_missing", 422)
    assert "单位公章" in missing["detail"]
    assert "经办人身份证件" in missing["detail"]
    platform.as_("agent").post(f"/agents/{account_id}/password", both).refused("forbidden", 403)
    for _ in range(5):
        locked = platform.signing_in(login, "wrong-one1")
    locked.refused("sign_in_locked", 423)
    reply = clerk.post(f"/agents/{account_id}/password", both, key="counter 1")
    assert clerk.post(f"/agents/{account_id}/password", both, key="counter 1").json == reply.json
    signing_in(platform, login).refused("sign_in_refused", 401)
    platform.anyone().post("/sign-in", {"login": login, "password": reply.result["password"]}).ok  # noqa: B018
    clerk.post("/agents/A404/password", both).refused("account_unknown", 404)


# ------------------------------------------------------------------ real-name levels (ID-04)


@pytest.mark.feature("ID-04")
def test_what_needs_a_higher_level_says_how_to_get_it(platform: Platform) -> None:
    who, password = enrolled(platform), "Some-qx-w7!"
    nobody = platform.anyone()
    until(lambda: nobody.post("/accounts", registration(nobody, who, password)).status == 200, "an account")
    tokens, _ = first_steps(platform.address, platform.sign_in(who.id_number, password), password)
    person = Api(platform.address, tokens["access_token"])
    told = person.get("/me/glance").refused("proof_needed", 403)["detail"]
    assert "刷脸认证" in told
    person.post("/me/transfers", {}).refused("proof_needed", 403)
    assert person.post("/me/card/loss", {"kind": "temp"}).json["code"].startswith("card_"), "a loss waits for no level"
    platform.as_("clerk", "window").post("/proofs/window", {"number": who.id_number}).ok  # noqa: B018
    tokens = nobody.post("/sign-in/refresh", {"refresh_token": tokens["refresh_token"]}).ok
    proved = Api(platform.address, tokens["access_token"])
    proved.get("/me/glance").ok  # noqa: B018
    proved.post("/me/transfers", {}).refused("invalid", 422)
