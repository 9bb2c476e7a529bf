"""ID-20: this was not me: sessions end, the password must change, an officer looks into it."""

import re

import pytest

from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform, first_steps
from tests.journeys.test_accounts_kept import NEXT, login_of, registered, renewed, reset_by_code, signed_in


@pytest.mark.feature("ID-20")
def test_who_did_not_sign_in_reports_it_and_everybody_else_is_out(platform: Platform) -> None:
    who = registered(platform)
    password = login_of(platform, who)[1]
    stranger, strange = signed_in(platform, who)
    person, tokens = signed_in(platform, who)
    seen = next(one for one in person.get("/me/sessions").ok["sessions"] if not one["current"])
    told = {"about": "sign_in", "reference": seen["session_id"], "note": "我没有在这台设备上登录过。"}
    reported = person.post("/me/misuse", told).result
    assert reported["due_on"]

    until(lambda: stranger.get("/me").status == 401, "the stranger is out")
    renewed(platform, strange).refused("session_over", 401)
    assert "忘记密码" in platform.signing_in(who.id_number, password).refused("password_unsafe", 403)["detail"]
    tokens = renewed(platform, tokens).ok
    assert tokens["duties"] == ["password"]
    tokens, password = first_steps(platform.address, tokens, password)
    assert platform.signing_in(who.id_number, password).ok["duties"] == []
    platform.accounts[who.id_number] = (who.id_number, password)

    person = Api(platform.address, tokens["access_token"])
    case_id, officer = reported["case_id"], platform.as_("reviewer")
    waiting = until(
        lambda: [one for one in officer.get("/work-list", limit=200).ok["work"] if one.get("case_id") == case_id],
        "it waits for an officer",
    )
    assert waiting[0]["status"] == "submitted"
    officer.post(f"/cases/{case_id}/claim", {}).ok  # noqa: B018
    shown = officer.get(f"/cases/{case_id}").ok
    assert (shown["form"]["note"], shown["form"]["reference"]) == (told["note"], seen["session_id"])
    assert seen["session_id"] in [one["session_id"] for one in shown["form"]["trail"]]
    officer.post(f"/cases/{case_id}/approval").ok  # noqa: B018
    assert until(lambda: person.get(f"/cases/{case_id}").ok["status"] == "carried_out", "it is answered")


@pytest.mark.feature("ID-20")
def test_who_cannot_sign_in_any_more_sets_the_password_anew_by_the_mobile(platform: Platform) -> None:
    who = registered(platform)
    person, _ = signed_in(platform, who)
    person.post("/me/misuse", {"about": "change"}).ok  # noqa: B018
    reset_by_code(platform, who)
    assert platform.signing_in(who.id_number, NEXT).ok["duties"] == []
    platform.accounts[who.id_number] = (who.id_number, NEXT)


@pytest.mark.feature("ID-20")
def test_what_is_reported_must_be_one_of_the_kinds(platform: Platform) -> None:
    person, _ = signed_in(platform, registered(platform))
    assert person.post("/me/misuse", {"about": "weather"}).refused("invalid", 422)


@pytest.mark.feature("ID-20")
def test_a_sign_in_from_elsewhere_is_noticed_and_reported_from_there(platform: Platform) -> None:
    who = registered(platform)
    login, password = login_of(platform, who)
    person, _ = signed_in(platform, who)
    assert person.get("/me/security-notices").ok["notices"] == [], "the first place is no news"
    strange = platform.anyone("127.0.9.11")
    strange.headers["User-Agent"] = "Mozilla/5.0 (Linux; Android 14) Chrome/120"
    for _ in range(2):
        stranger = strange.post("/sign-in", {"login": login, "password": password}).ok
    [notice] = person.get("/me/security-notices").ok["notices"]
    assert (notice["kind"], notice["means"]) == ("signed_in_elsewhere", "password")
    assert "安卓设备" in notice["source"]
    told = until(
        lambda: [one for one in person.get("/inbox").ok["notices"] if one["kind"] == "signed_in_elsewhere"], "the inbox"
    )
    assert "非本人操作" in told[0]["text"]
    assert told[0]["session_id"] == notice["session_id"]
    browser = platform.browser(who.id_number)
    for page, words in (("/me/messages", "不是我登录的"), ("/me/account", "不是我登录的")):
        browser.open(page)
        browser.open(browser.link(words))
        assert re.search(r'value="sign_in"\s+checked', browser.text)
        assert 'name="reference" value="' in browser.text
    browser.open(f"/me/account/misuse?about=sign_in&reference={notice['session_id']}")
    browser.send({"about": "sign_in"}, "misuse")
    assert "已受理" in browser.text
    until(lambda: Api(platform.address, stranger["access_token"]).get("/me").status == 401, "the stranger is out")
