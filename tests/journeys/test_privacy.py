"""K8: after people have registered, signed in, acted for each other, been looked at and complained, nothing that they
told stands in clear in a store, in a queue or in a log."""

from collections.abc import Iterator

import pytest
from pymongo import MongoClient

from tests.faults.privacy import tells
from tests.journeys.city import Known
from tests.journeys.clients import until
from tests.journeys.phones import code_to
from tests.journeys.platform import Platform
from tests.journeys.test_accounts_kept import BANK
from tests.journeys.test_delegation import given, registered
from tests.journeys.test_looks import found, looks
from tests.journeys.test_rights_units import agent_of, filled_in
from tests.journeys.test_staff_changes import enrolled

BANK_ACCOUNT = "6228480000000011239"
ADDRESS = "中山路18号2单元301室"
"""What everybody tells at the first sign-in."""
CALL_ME = "13912340987"
WROTE = "请回电诸葛小明"


def of(*people: Known) -> Iterator[str]:
    for one in people:
        yield from (one.id_number, one.name, one.mobile)


def test_nothing_that_people_tell_is_in_clear_in_a_store_a_queue_or_a_log(platform: Platform) -> None:
    insured, delegate, clerk = enrolled(platform), platform.city.colleague, platform.as_("clerk", "window")
    person = until(lambda: platform.person(insured), "an account")
    platform.anyone().post("/sign-in", {"login": insured.mobile, "password": insured.id_number}).refused(
        "sign_in_refused", 401
    )
    ticket = person.post("/me/bank-account/codes").result["ticket"]
    proof = {
        "ticket": ticket,
        "code": code_to(platform, insured.mobile, BANK),
        "password": platform.accounts[insured.id_number][1],
    }
    person.post("/me/bank-account", {"bank_account": BANK_ACCOUNT, **proof}).ok  # noqa: B018
    given(platform, insured, delegate, "records")
    clerk.post("/delegations", registered(platform, insured, delegate)).ok  # noqa: B018
    person_id = found(platform, insured)
    told = {"fields": ["name", "id_number", "mobile"], "reason": "check"}
    assert clerk.post(f"/persons/{person_id}/unmasking", told).result["name"] == insured.name
    [seen, *_] = until(lambda: looks(person, reason="check"), "the look")
    person.post(f"/me/looks/{seen['look_id']}/dispute", {"reason": f"{WROTE}{CALL_ME}"}).ok  # noqa: B018
    unit = platform.city.paying_unit
    case_id = platform.anyone().post("/unit-accounts", filled_in(platform, unit, "private")).ok["case_id"]
    until(lambda: platform.as_("reviewer").get(f"/cases/{case_id}").status == 200, "the case")

    everything = {*of(insured, delegate, agent_of(platform)), CALL_ME, WROTE, BANK_ACCOUNT, ADDRESS}
    with MongoClient(platform.environment["MONGODB_URI"]) as client:
        prefix = platform.environment["DATABASE_PREFIX"]
        assert list(tells(platform.directory, client, everything, prefix)) == []


@pytest.mark.parametrize("place", ["log", "broker"])
def test_the_search_would_find_it(platform: Platform, place: str) -> None:
    (platform.directory / place / "left behind").write_text(f"somebody wrote {CALL_ME}", "utf-8")
    try:
        with MongoClient(platform.environment["MONGODB_URI"]) as client:
            told = list(tells(platform.directory, client, [CALL_ME], "nothing of this name"))
    finally:
        (platform.directory / place / "left behind").unlink()
    assert told == [f"{place}/left behind tells {CALL_ME}"]
