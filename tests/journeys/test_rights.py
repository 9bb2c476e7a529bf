"""ID-15: officers are appointed in their roles, changed and ended; nobody reviews what the same officer entered."""

from typing import Any

import pytest

from tests.journeys.clients import Answer
from tests.journeys.platform import Platform

PASSWORD = "Mochou-lake#62"


def appointed(platform: Platform, login: str, *roles: str) -> str:
    """A new officer's account."""
    told = {"login": login, "roles": list(roles), "name": "冯一清", "password": PASSWORD}
    platform.accounts[login] = (login, PASSWORD)
    return str(platform.as_("security").post("/officers", told).result["account_id"])


def signing_in(platform: Platform, login: str) -> Answer:
    return platform.anyone().post("/sign-in", {"login": login, "password": PASSWORD})


@pytest.mark.feature("ID-15")
@pytest.mark.parametrize("role", ["clerk", "reviewer", "admin", "auditor", "agent"])
def test_only_a_security_administrator_keeps_accounts(platform: Platform, role: str) -> None:
    api = platform.as_(role)
    told = {"login": "mallory", "roles": ["admin"], "name": "马洛", "password": PASSWORD}
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
    told = {"login": "both", "roles": ["clerk", "auditor"], "name": "冯一清", "password": PASSWORD}
    platform.as_("security").post("/officers", told).refused("roles_do_not_mix", 422)


@pytest.mark.feature("ID-15")
def test_an_officer_whose_roles_change_acts_in_the_new_ones(platform: Platform) -> None:
    account_id, security = appointed(platform, "feng.change", "clerk"), platform.as_("security")
    assert security.post(f"/officers/{account_id}/roles", {"roles": ["reviewer"]}).result["roles"] == ["reviewer"]
    assert signing_in(platform, "feng.change").ok["role"] == "reviewer"
    security.post(f"/officers/{account_id}/roles", {"roles": ["security", "clerk"]}).refused("roles_do_not_mix")


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
