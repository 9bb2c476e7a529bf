"""ID-15: a forgotten password of an officer: one administrator asks, another gives a first one at the desk."""

from typing import Any

import pytest

from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform, first_steps
from tests.journeys.test_rights import appointed, signing_in

pytestmark = pytest.mark.feature("ID-15")
RESETS, GIVEN = "/officers/password-resets", "/officers/password-resets/confirmation"
REASON = "本人到窗口说明忘记密码"


def test_two_administrators_give_an_officer_a_first_password_again(platform: Platform) -> None:
    login = "feng.forgot"
    account_id, security, admin = appointed(platform, login, "clerk"), platform.as_("security"), platform.as_("admin")
    tokens = signing_in(platform, login).ok
    tokens, old = first_steps(platform.address, tokens, platform.accounts[login][1])
    at_work = Api(platform.address, tokens["access_token"])
    at_work.get("/work-list").ok  # noqa: B018
    assert security.post(RESETS, {"login": login, "reason": REASON}).result == {"account_id": account_id}
    given = admin.post(GIVEN, {"login": login}, key="give it once").result
    assert admin.post(GIVEN, {"login": login}, key="give it once").result == given
    until(lambda: at_work.get("/work-list").status == 401, "the old session is over")
    platform.signing_in(login, old).refused("sign_in_refused", 401)
    fresh = platform.signing_in(login, given["password"]).ok
    assert fresh["duties"] == ["password"]
    Api(platform.address, fresh["access_token"]).get("/work-list").refused("password_first", 403)
    fresh, _ = first_steps(platform.address, fresh, given["password"])
    Api(platform.address, fresh["access_token"]).get("/work-list").ok  # noqa: B018
    admin.post(GIVEN, {"login": login}).refused("reset_not_asked", 409)


def test_nobody_does_both_and_it_is_good_for_a_day(platform: Platform) -> None:
    login = "feng.waits"
    appointed(platform, login, "clerk")
    platform.as_("security").post(RESETS, {"login": login, "reason": REASON}).ok  # noqa: B018
    platform.as_("security").post(GIVEN, {"login": login}).refused("reset_by_another", 403)
    with platform.at("2026-11-19"):
        platform.as_("admin").post(GIVEN, {"login": login}).refused("reset_not_asked", 409)


def test_neither_for_oneself_nor_for_who_is_no_officer_in_office(platform: Platform) -> None:
    security, gone = platform.as_("security"), "feng.gone"
    account_id = appointed(platform, gone, "clerk")
    security.post(f"/accounts/{account_id}/end", {"reason": "left"}).ok  # noqa: B018
    agent = platform.accounts["agent"][0]
    refusals: dict[str, tuple[str, int]] = {
        platform.accounts["security"][0]: ("not_for_oneself", 403),
        gone: ("account_ended", 403),
        agent: ("account_unknown", 404),
        "nobody.here": ("account_unknown", 404),
    }
    for login, told in refusals.items():
        security.post(RESETS, {"login": login, "reason": REASON}).refused(*told)


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        ("admin", RESETS, {"login": "x", "reason": REASON}),
        ("reviewer", RESETS, {"login": "x", "reason": REASON}),
        ("clerk", GIVEN, {"login": "x"}),
        ("auditor", GIVEN, {"login": "x"}),
    ],
)
def test_no_other_role_does_it(platform: Platform, role: str, path: str, body: dict[str, Any]) -> None:
    platform.as_(role).post(path, body).refused("forbidden", 403)
