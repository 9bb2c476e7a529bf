"""ID-24: people without a resident ID register and sign in by their own number, and are proved at a window."""

import csv
from pathlib import Path

import jwt
import pytest

from services.records.importing.rows import PERSON_COLUMNS
from tests.journeys.city import Known
from tests.journeys.platform import Platform, registration

VISITORS = [
    Known("H0123456701", "陈港生", "13511110001"),
    Known("01234567", "林台安", "13511110002"),
    Known("USA123456789", "约翰·史密斯", "13511110003"),
]


@pytest.fixture(scope="module")
def visitors(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> list[Known]:
    """Three people whom the old system knows by a permit."""
    table = tmp_path_factory.mktemp("permits") / "persons.csv"
    write(table, platform, *VISITORS)
    done = platform.operate("deploy.cli", "import", "persons", str(table))
    assert done.returncode == 0, (done.stdout, done.stderr)
    return VISITORS


def write(table: Path, platform: Platform, *people: Known) -> None:
    with table.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, [column.name for column in PERSON_COLUMNS], restval="")
        writer.writeheader()
        for who in people:
            writer.writerow(
                {
                    **{"id_number": who.id_number, "name": who.name, "mobile": who.mobile, "document": "permit"},
                    **{"category": "employee", "status": "suspended", "lines": "pension"},
                    **{"unit_number": platform.city.other_unit, "district": platform.city.region},
                    **{"household_region": platform.city.region, "first_month": "2024-10", "start_month": "2024-10"},
                    **{"stop_month": "2025-01", "stop_reason": "contract_ended", "wage": "6000.00"},
                    **{"deemed_months": "0"},
                }
            )


@pytest.mark.feature("ID-24")
@pytest.mark.parametrize("place", range(3))
def test_they_register_and_sign_in_by_their_own_number(platform: Platform, visitors: list[Known], place: int) -> None:
    who = visitors[place]
    platform.person(who)
    login, password = platform.accounts[who.id_number]
    for typed in (login, login.lower(), who.mobile):
        platform.anyone().post("/sign-in", {"login": typed, "password": password}).ok  # noqa: B018


@pytest.mark.feature("ID-24")
def test_an_officer_who_has_seen_the_permit_proves_them(platform: Platform, visitors: list[Known]) -> None:
    who = visitors[0]
    person, clerk = platform.person(who), platform.as_("clerk")
    clerk.post("/proofs/window", {"number": "K1"}).refused("wrong_id_number", 422)
    assert clerk.post("/proofs/window", {"number": who.id_number}).result["level"] == 3
    assert [proof["means"] for proof in person.get("/me/proofs").ok["proofs"]] == ["window"]
    login, password = platform.accounts[who.id_number]
    token = platform.anyone().post("/sign-in", {"login": login, "password": password}).ok["access_token"]
    assert jwt.decode(token, options={"verify_signature": False})["level"] == 3


@pytest.mark.feature("ID-24")
def test_a_permit_issued_again_is_the_same_person(platform: Platform, visitors: list[Known]) -> None:
    who = visitors[0]
    platform.person(who)
    _, password = platform.accounts[who.id_number]
    again = who.id_number[:-2] + "09"
    platform.anyone().post("/sign-in", {"login": again, "password": password}).ok  # noqa: B018


@pytest.mark.feature("ID-24")
@pytest.mark.parametrize("number", ["H123", "911840199003072811", "ABC"])
def test_a_number_that_is_none_is_refused(platform: Platform, number: str) -> None:
    known = Known(number, "陈港生", "13511110009")
    told = registration(platform.anyone(), known, "Own-qx-permit7!")
    platform.anyone().post("/accounts", told).refused("wrong_id_number", 422)
