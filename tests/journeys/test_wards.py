"""QRY-10: a guardian sees the wards, what was paid for each and what each has spent; nobody else's child."""

from typing import Any

import pytest

from tests.journeys.city import Known, id_number
from tests.journeys.clients import until
from tests.journeys.platform import Platform
from tests.journeys.test_delegation import given, registered
from tests.journeys.test_looks import found
from tests.journeys.test_queries import table
from tests.journeys.test_residents import paid
from tests.journeys.test_staff_changes import enrolled

PROOFS = ["principal_id", "delegate_id", "relation"]


def guardianship(platform: Platform, child: Known, guardian: Known, **other: Any) -> str:
    """Registered at a window by one officer, confirmed by another."""
    told = registered(platform, child, guardian, kind="guardian", proofs=PROOFS, ends_on="2040-01-01", **other)
    delegation_id = str(platform.as_("clerk", "window").post("/delegations", told).result["delegation_id"])
    platform.as_("reviewer", "window").post(f"/delegations/{delegation_id}/confirmation").ok  # noqa: B018
    return delegation_id


def ward_of(platform: Platform, guardian: Known) -> str:
    """The guardian's authority over the child of the city."""
    person = platform.person(guardian)
    listed = person.get("/me/wards").ok["wards"]
    if not listed:
        guardianship(platform, platform.city.child, guardian)
        listed = until(lambda: person.get("/me/wards").ok["wards"], "the ward is listed")
    return str(listed[0]["delegation_id"])


@pytest.mark.feature("QRY-10")
def test_a_guardian_sees_who_the_wards_are(platform: Platform) -> None:
    guardian, child = platform.city.flexible, platform.city.child
    ward = ward_of(platform, guardian)
    person = platform.person(guardian)
    [one] = person.get("/me/wards").ok["wards"]
    assert (one["delegation_id"], one["name"], one["ends_on"]) == (ward, "郑*海", "2033-06-05")
    told = person.get(f"/me/wards/{ward}").ok
    assert (told["name"], told["born"], told["kind_name"]) == ("郑*海", "2015-06-06", "居民")
    assert told["id_number"] == child.id_number[:6] + "*" * 8 + child.id_number[-4:]
    assert told["medical"]["status_name"] == "正常参保"


@pytest.mark.feature("QRY-10")
def test_what_was_paid_for_a_ward_and_what_it_spent_in_six_months(platform: Platform) -> None:
    guardian = platform.city.flexible
    ward, person = ward_of(platform, guardian), platform.person(guardian)
    paid = person.get(f"/me/wards/{ward}/contributions").ok
    assert [(row["period"], row["individual"]) for row in paid["rows"]] == [("2026-01", 45_000), ("2025-01", 45_000)]
    spent = person.get(f"/me/wards/{ward}/spending").ok
    assert [(row["spent_on"], row["fund"]) for row in spent["rows"]] == [("2026-10-08", 18_000)]
    narrowed = person.get(f"/me/wards/{ward}/contributions", from_month="2026-01").ok
    assert [row["period"] for row in narrowed["rows"]] == ["2026-01"]
    for path, told in (("contributions", paid), ("spending", spent)):
        saved = table(person.get(f"/me/wards/{ward}/{path}/file", format="csv").content, "csv")
        assert len(saved) == 1 + len(told["rows"])
    nothing = person.get(f"/me/wards/{ward}/spending", to_month="2026-09").ok["nothing_found"]
    assert nothing["causes"][0]["code"] == "period"
    assert "from_month" in person.get(f"/me/wards/{ward}/spending", from_month="x").refused("invalid", 422)["errors"]


@pytest.mark.feature("QRY-10")
@pytest.mark.feature("ID-17")
def test_the_look_at_a_ward_is_written_down(platform: Platform) -> None:
    guardian = platform.city.flexible
    ward = ward_of(platform, guardian)
    platform.person(guardian).get(f"/me/wards/{ward}/spending").ok  # noqa: B018
    child, auditor = found(platform, platform.city.child), platform.as_("auditor")

    def seen() -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = auditor.get(f"/persons/{child}/looks", limit=200).ok["looks"]
        return [one for one in listed if one["about"] == ward]

    look = until(seen, "the guardian's look")[0]
    assert (look["who"]["role"], look["action_name"]) == ("person", "监护人查询参保信息")


@pytest.mark.feature("QRY-10")
@pytest.mark.parametrize("part", ["", "/contributions", "/spending", "/contributions/file", "/spending/file"])
def test_nobody_sees_who_is_not_a_ward(platform: Platform, part: str) -> None:
    guardian, stranger = platform.city.flexible, platform.person(platform.city.steady)
    ward = ward_of(platform, guardian)
    assert stranger.get("/me/wards").ok["wards"] == []
    stranger.get(f"/me/wards/{ward}{part}").refused("authority_unknown", 404)
    stranger.get(f"/me/wards/no-such-one{part}").refused("authority_unknown", 404)
    for who in ("agent", "clerk", "auditor"):
        platform.as_(who).get(f"/me/wards/{ward}{part}").refused("forbidden", 403)
    platform.anyone().get(f"/me/wards/{ward}{part}").refused("unauthenticated", 401)


@pytest.mark.feature("QRY-10")
def test_an_agents_authority_over_an_adult_is_no_guardianship(platform: Platform) -> None:
    adult, agent = enrolled(platform), platform.city.steady
    delegation_id = given(platform, adult, agent, "records")
    told = platform.person(agent).get(f"/me/wards/{delegation_id}/spending").refused("not_a_ward", 403)
    assert "监护" in told["detail"]
    assert platform.person(agent).get("/me/wards").ok["wards"] == []


@pytest.mark.feature("QRY-10")
def test_a_guardianship_that_does_not_cover_records_or_has_ended_opens_nothing(platform: Platform) -> None:
    guardian, child = platform.city.returning, platform.city.child
    person = platform.person(guardian)
    card = guardianship(platform, child, guardian, matters=["card"])
    person.get(f"/me/wards/{card}").refused("not_a_ward", 403)
    ended = guardianship(platform, child, guardian)
    person.get(f"/me/wards/{ended}").ok  # noqa: B018
    person.post(f"/delegations/{ended}/end").ok  # noqa: B018
    person.get(f"/me/wards/{ended}").refused("authority_over", 403)
    acting = platform.person(guardian)
    acting.headers["X-Acting-For"] = card
    acting.get("/me/wards").refused("outside_authority", 403)


@pytest.mark.feature("QRY-10")
def test_a_child_that_was_enrolled_here_is_shown_with_its_years(platform: Platform) -> None:
    guardian = enrolled(platform)
    child = Known(id_number(f"{platform.city.region}20160708228"), "林小乐", "")
    api, clerk = platform.person(guardian), platform.as_("clerk", "window")
    form = {"child_id_number": child.id_number, "child_name": child.name, "year": 2026}
    body = {"form": form, "applicant": api.get("/me/status").ok["person_id"]}
    platform.approve(clerk.post("/matters/child-enrol/cases", body).result["case_id"]).ok  # noqa: B018
    told = registered(platform, child, guardian, kind="guardian", proofs=PROOFS, ends_on="2040-01-01")
    until(lambda: clerk.post("/delegations", told).status == 200, "the child is in the archive")
    ward = guardianship(platform, child, guardian)
    assert paid(platform, child.id_number, "少儿医疗保险", 2026, "400.00", "VWARD")["outcome"] == "full"
    told = api.get(f"/me/wards/{ward}/contributions").ok
    [scheme] = told["schemes"]
    assert (scheme["name"], scheme["years"][0]["state_name"]) == ("少儿医疗保险", "已缴费")
    assert "nothing_found" not in told
    [shown] = api.get(f"/me/wards/{ward}").ok["schemes"]
    assert (shown["status_name"], shown["from_year"]) == ("正常参保", 2026)
    assert "nothing_found" in api.get(f"/me/wards/{ward}/spending").ok
