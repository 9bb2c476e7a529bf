"""ID-16: acting for another: an agent within matter and time, a guardian for a child; both persons on every act."""

from typing import Any

import pytest

from tests.journeys.city import Known, id_number
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import addition

BEGINS, ENDS = "2026-11-18", "2026-12-31"
PROOFS = ["principal_id", "delegate_id", "authority"]


def acting(platform: Platform, delegate: Known, delegation_id: str) -> Api:
    """The delegate's client under an authority."""
    api = platform.person(delegate)
    api.headers["X-Acting-For"] = delegation_id
    return api


def wanted(delegate: Known, *matters: str, **other: Any) -> dict[str, Any]:
    told = {"delegate_id_number": delegate.id_number, "delegate_name": delegate.name, "matters": list(matters)}
    return {**told, "begins_on": BEGINS, "ends_on": ENDS, **other}


def registered(platform: Platform, principal: Known, delegate: Known, **other: Any) -> dict[str, Any]:
    told = wanted(delegate, "records", "card", kind="agent", proofs=PROOFS)
    return {**told, "principal_id_number": principal.id_number, "principal_name": principal.name, **other}


def given(platform: Platform, principal: Known, delegate: Known, *matters: str) -> str:
    """An authority that the delegate has taken on."""
    reply = platform.person(principal).post("/me/delegations", wanted(delegate, *matters))
    delegation_id = str(reply.result["delegation_id"])
    platform.person(delegate).post(f"/delegations/{delegation_id}/confirmation").ok  # noqa: B018
    return delegation_id


@pytest.mark.feature("ID-16")
def test_an_authorised_person_acts_for_another_and_both_are_on_the_act(platform: Platform) -> None:
    principal, delegate = platform.city.employee, platform.city.colleague
    delegation_id = given(platform, principal, delegate, "records", "transfer")
    agent, own = acting(platform, delegate, delegation_id), platform.person(principal)
    assert agent.get("/me/glance").ok["name"] == "欧*明"
    asked = {"line": "pension", "direction": "in", "from_region": "330100", "to_region": "320100"}
    transfer = agent.post("/me/transfers", asked)
    until(lambda: own.get("/me/transfers").ok["transfers"], "it is the principal's transfer")
    with platform.database("records") as database:
        meta = database["commits"].find_one({"stream": transfer.ok["stream"], "version": 1})["meta"]  # type: ignore[index]
    assert meta["actor"] == platform.person(delegate).get("/me").ok["account_id"]
    assert meta["onbehalfof"] == own.get("/me").ok["person_id"]

    def looked() -> list[dict[str, Any]]:
        looks: list[dict[str, Any]] = own.get("/me/looks").ok["looks"]
        return [look for look in looks if look["about"] == delegation_id]

    seen = until(looked, "the principal reads that the agent looked")[0]
    assert (seen["who"]["role"], seen["who"]["name"]) == ("person", "李*")


@pytest.mark.feature("ID-16")
def test_nothing_outside_the_matter_and_nothing_that_is_nobody_elses(platform: Platform) -> None:
    principal, delegate = platform.city.veteran, platform.city.colleague
    agent = acting(platform, delegate, given(platform, principal, delegate, "records"))
    agent.get("/me/balances").ok  # noqa: B018
    agent.post("/me/card/loss", {"kind": "temp"}).refused("outside_authority", 403)
    for path in ("/me", "/me/looks", "/me/delegations"):
        agent.get(path).refused("outside_authority", 403)
    agent.post("/me/unmasking", {"fields": ["mobile"]}).refused("outside_authority", 403)
    agent.post("/me/delegations", wanted(platform.city.payer, "records")).refused("outside_authority", 403)
    agent.get("/work-list").refused("forbidden", 403)


@pytest.mark.feature("ID-16")
def test_it_holds_once_confirmed_in_its_time_and_until_it_is_ended(platform: Platform) -> None:
    principal, delegate = platform.city.payer, platform.city.colleague
    own = platform.person(principal)
    delegation_id = own.post("/me/delegations", wanted(delegate, "records")).result["delegation_id"]
    agent = acting(platform, delegate, delegation_id)
    assert "尚未确认" in agent.get("/me/glance").refused("authority_over", 403)["detail"]
    platform.person(principal).post(f"/delegations/{delegation_id}/confirmation").refused("authority_unknown", 404)
    platform.person(delegate).post(f"/delegations/{delegation_id}/confirmation").ok  # noqa: B018
    agent.get("/me/glance").ok  # noqa: B018
    with platform.at("2027-01-01"):
        later = acting(platform, delegate, delegation_id)
        assert "2026-12-31" in later.get("/me/glance").refused("authority_over", 403)["detail"]
    own.post(f"/delegations/{delegation_id}/end").ok  # noqa: B018
    assert "2026-11-18" in agent.get("/me/glance").refused("authority_over", 403)["detail"]
    [one, *_] = until(lambda: own.get("/me/delegations").ok["authorities"], "the list")
    assert (one["as"], one["name"], one["state"]) == ("principal", "李*", "ended")


@pytest.mark.feature("ID-16")
def test_an_authority_is_its_delegates_alone(platform: Platform) -> None:
    delegation_id = given(platform, platform.city.veteran, platform.city.colleague, "records")
    acting(platform, platform.city.payer, delegation_id).get("/me/glance").refused("authority_unknown", 404)
    acting(platform, platform.city.payer, "no such one").get("/me/glance").refused("authority_unknown", 404)
    clerk = platform.as_("clerk")
    clerk.headers["X-Acting-For"] = delegation_id
    clerk.get("/work-list").refused("forbidden", 403)


@pytest.mark.feature("ID-16")
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"delegate_name": "李四"}, "details_do_not_match"),
        ({"delegate_id_number": "320102199003072810"}, "wrong_id_number"),
        ({"ends_on": "2028-01-01"}, "delegation_period"),
        ({"begins_on": "2026-11-17"}, "delegation_period"),
        ({"matters": []}, "invalid"),
        ({"matters": ["everything"]}, "invalid"),
    ],
)
def test_what_is_refused_when_authority_is_given(platform: Platform, other: dict[str, Any], code: str) -> None:
    asked = wanted(platform.city.colleague, "records", **other)
    platform.person(platform.city.veteran).post("/me/delegations", asked).refused(code, 422)


@pytest.mark.feature("ID-16")
def test_nobody_authorises_oneself(platform: Platform) -> None:
    known = platform.city.veteran
    platform.person(known).post("/me/delegations", wanted(known, "records")).refused("delegation_oneself", 422)


@pytest.mark.feature("ID-16")
def test_a_window_sees_both_documents_and_the_written_authority_and_a_second_officer_confirms(
    platform: Platform,
) -> None:
    principal, delegate, clerk = platform.city.retired, platform.city.colleague, platform.as_("clerk", "window")
    body = registered(platform, principal, delegate)
    missing = clerk.post("/delegations", {**body, "proofs": ["delegate_id"]}).refused("delegation_proofs_missing", 422)
    assert "书面委托书" in missing["detail"]
    clerk.post("/delegations", {**body, "principal_name": "赵某"}).refused("details_do_not_match", 422)
    by_clerk = clerk.post("/delegations", body).result["delegation_id"]
    clerk.post(f"/delegations/{by_clerk}/confirmation").refused("forbidden", 403)
    reviewer = platform.as_("reviewer", "window")
    own = reviewer.post("/delegations", body).result["delegation_id"]
    reviewer.post(f"/delegations/{own}/confirmation").refused("delegation_second_officer", 403)
    reviewer.post(f"/delegations/{by_clerk}/confirmation").ok  # noqa: B018
    assert acting(platform, delegate, by_clerk).get("/me/glance").ok["name"] == "赵*"


@pytest.mark.feature("ID-16")
def test_a_guardian_acts_for_a_child_until_it_is_of_age(platform: Platform) -> None:
    grown_up, guardian = platform.city.veteran, platform.city.colleague
    clerk, reviewer = platform.as_("clerk", "window"), platform.as_("reviewer", "window")
    proofs = ["principal_id", "delegate_id", "relation"]
    body = registered(platform, grown_up, guardian, kind="guardian", proofs=proofs)
    clerk.post("/delegations", body).refused("delegation_not_a_child", 422)
    child = Known(id_number(f"{platform.city.region}20090307881"), "吴小宝", "13500009999")
    platform.approve(platform.declare(addition(child)).result["case_id"]).ok  # noqa: B018
    body = registered(platform, child, guardian, kind="guardian", proofs=proofs, ends_on="2040-01-01")
    delegation_id = until(lambda: _registered(clerk, body), "the child is in the archive")
    reviewer.post(f"/delegations/{delegation_id}/confirmation").ok  # noqa: B018
    named = acting(platform, guardian, delegation_id)
    until(lambda: named.get("/me/glance").ok.get("name") == "吴*宝", "the view has heard of the child")
    mine = platform.person(guardian)

    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = mine.get("/me/delegations").ok["authorities"]
        return [one for one in found if one["delegation_id"] == delegation_id]

    [one] = until(listed, "the guardian's list")
    assert (one["as"], one["kind"], one["ends_on"]) == ("delegate", "guardian", "2027-03-06")


def _registered(clerk: Api, body: dict[str, Any]) -> str:
    answer = clerk.post("/delegations", body)
    return str(answer.result["delegation_id"]) if answer.status == 200 else ""
