"""ID-19: signing in with a passkey, beside the other ways."""

from typing import Any

import pytest

from tests.journeys.clients import Answer, Api, until
from tests.journeys.passkey import SoftwareKey
from tests.journeys.phones import texts_to
from tests.journeys.platform import Platform

pytestmark = pytest.mark.feature("ID-19")


def add(platform: Platform, who: str, key: SoftwareKey | None = None) -> tuple[SoftwareKey, Answer]:
    """A new passkey of somebody who has an account, with the password."""
    made, api = key or SoftwareKey(platform.address), platform.as_(who)
    given = api.post("/me/passkeys/options", {}).ok
    told = {"name": "我的手机", "asked": given["asked"], "credential": made.make(given["options"])}
    told["password"] = platform.accounts[who][1]
    return made, api.post("/me/passkeys", told)


def employee(platform: Platform) -> str:
    """The login of an insured person with an account."""
    platform.person(platform.city.employee)
    return platform.city.employee.id_number


def answer_of(platform: Platform, key: SoftwareKey) -> dict[str, Any]:
    """What a browser sends after its owner has touched the key."""
    given = platform.anyone().post("/sign-in/passkey/options", {}).ok
    return {"asked": given["asked"], "credential": key.sign(given["options"])}


def sign_in(platform: Platform, told: dict[str, Any]) -> Answer:
    return platform.anyone().post("/sign-in/passkey", told)


@pytest.mark.parametrize("who", ["person", "agent", "clerk"])
def test_a_passkey_signs_in_without_password_or_sms(platform: Platform, who: str) -> None:
    name = employee(platform) if who == "person" else who
    key, added = add(platform, name)
    assert added.status == 200
    assert platform.as_(name).get("/me/security-notices").ok["notices"][0]["kind"] == "passkey_added"
    signed_in = sign_in(platform, answer_of(platform, key)).ok
    assert (signed_in["role"], signed_in["duties"]) == (who, [])
    again = Api(platform.address, signed_in["access_token"])
    listed = again.get("/me/sessions").ok["sessions"]
    assert next(one for one in listed if one["current"])["means"] == ["passkey"]
    assert "我的手机" in [one["name"] for one in again.get("/me/passkeys").ok["passkeys"]]


def test_a_passkey_is_added_with_the_password_and_the_mobile_is_told(platform: Platform) -> None:
    who = platform.city.employee
    me, key = platform.as_(employee(platform)), SoftwareKey(platform.address)
    given = me.post("/me/passkeys/options", {}).ok
    told = {"name": "我的手机", "asked": given["asked"], "credential": key.make(given["options"])}
    me.post("/me/passkeys", told).refused("invalid", 422)
    me.post("/me/passkeys", {**told, "password": "not-this-1"}).refused("wrong_password", 422)
    body = {**told, "password": platform.accounts[who.id_number][1]}
    first = me.post("/me/passkeys", body, key="one-passkey").ok
    assert me.post("/me/passkeys", body, key="one-passkey").ok == first
    until(lambda: [text for text in texts_to(platform, who.mobile) if "新增了通行密钥" in text], "the mobile is told")


def test_an_answer_signs_in_once(platform: Platform) -> None:
    key, _ = add(platform, employee(platform))
    told = answer_of(platform, key)
    assert sign_in(platform, told).status == 200
    sign_in(platform, told).refused("passkey_refused", 401)


def test_a_copy_that_counts_from_before_is_refused(platform: Platform) -> None:
    key, _ = add(platform, employee(platform))
    assert sign_in(platform, answer_of(platform, key)).status == 200
    key.count = 0
    sign_in(platform, answer_of(platform, key)).refused("passkey_refused", 401)


def test_another_site_another_key_and_a_key_nobody_unlocked_are_refused(platform: Platform) -> None:
    me = employee(platform)
    key, _ = add(platform, me)
    elsewhere = SoftwareKey("https://elsewhere.example", True, 9, key.private, key.credential_id, key.owner)
    other = SoftwareKey(platform.address, count=9, credential_id=key.credential_id, owner=key.owner)
    untouched = SoftwareKey(platform.address, False, 9, key.private, key.credential_id, key.owner)
    unknown = SoftwareKey(platform.address, owner=key.owner)
    for wrong in (elsewhere, other, untouched, unknown):
        sign_in(platform, answer_of(platform, wrong)).refused("passkey_refused", 401)
    for wrong in (SoftwareKey("https://elsewhere.example"), SoftwareKey(platform.address, verifies=False)):
        add(platform, me, wrong)[1].refused("passkey_refused", 401)
    sign_in(platform, {"asked": "made-up", "credential": {"id": "x"}}).refused("passkey_refused", 401)


def test_what_was_asked_more_than_a_quarter_of_an_hour_ago_is_answered_too_late(platform: Platform) -> None:
    key, _ = add(platform, employee(platform))
    with platform.at("2026-11-19", hour=9):
        told = answer_of(platform, key)
    with platform.at("2026-11-19", hour=9, minute=16):
        sign_in(platform, told).refused("passkey_refused", 401)


def test_a_passkey_that_was_taken_away_opens_nothing(platform: Platform) -> None:
    me = platform.person(platform.city.employee)
    key, _ = add(platform, employee(platform))
    name = key.make({"user": {"id": key.owner}, "rp": {"id": "x"}, "challenge": "x"})["id"]
    assert me.post(f"/me/passkeys/{name}/removal").status == 200
    sign_in(platform, answer_of(platform, key)).refused("passkey_refused", 401)
    me.post(f"/me/passkeys/{name}/removal").refused("passkey_not_found", 404)
