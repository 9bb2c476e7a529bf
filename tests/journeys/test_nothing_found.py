"""QRY-13: 无参保记录, with what may be the cause and what to do, from every question that finds nothing."""

from typing import Any

import pytest

from tests.journeys.platform import Platform
from tests.journeys.test_looks import found
from tests.journeys.test_queries import BEFORE

CAUSES = ["not_enrolled", "payment_not_through", "not_transferred", "on_its_way", "entered_wrong"]
DETAIL: list[tuple[str, dict[str, str]]] = [
    ("status", {}),
    ("contributions", {"line": "pension"}),
    ("balances", {}),
    ("movements", {"line": "pension"}),
    ("benefits", {"line": "pension"}),
    ("medical/spending", {}),
    ("transferred-in", {"scope": "medical"}),
]
OWN: list[tuple[str, dict[str, str]]] = [*DETAIL, ("continuity", {}), ("charts", {"series": "base"})]


def causes(told: dict[str, Any]) -> list[str]:
    return [cause["code"] for cause in told["nothing_found"]["causes"]]


@pytest.mark.feature("QRY-13")
@pytest.mark.parametrize(("path", "asked"), OWN)
def test_who_was_not_known_is_told_causes_and_next_steps(platform: Platform, path: str, asked: dict[str, str]) -> None:
    told = platform.person(platform.city.employee).get(f"/me/{path}", as_of=BEFORE, **asked).ok
    nothing = told["nothing_found"]
    assert (nothing["title"], nothing["hotline"]) == ("无参保记录", "12333")
    assert causes(told)[-5:] == CAUSES
    assert all(cause["cause"] and cause["next_step"].endswith("。") for cause in nothing["causes"])
    steps = {cause["code"]: cause for cause in nothing["causes"]}
    assert "HR" in steps["not_enrolled"]["next_step"]
    assert steps["entered_wrong"]["matter"] == "record-correction"
    assert "12333" in nothing["sentence"]


@pytest.mark.feature("QRY-13")
@pytest.mark.parametrize(("path", "asked"), OWN)
def test_who_has_rows_is_told_nothing_of_the_sort(platform: Platform, path: str, asked: dict[str, str]) -> None:
    answer = platform.person(platform.city.employee).get(f"/me/{path}", **asked).ok
    empty = path in ("benefits", "transferred-in")  # draws no pension, has brought nothing along
    assert ("nothing_found" in answer) == empty
    if empty:
        assert answer["nothing_found"]["title"] != "无参保记录"


@pytest.mark.feature("QRY-13")
def test_a_period_that_is_too_narrow_is_the_first_cause(platform: Platform) -> None:
    person = platform.person(platform.city.employee)
    told = person.get("/me/contributions", line="pension", to_month="1999-12").ok
    assert (told["nothing_found"]["title"], causes(told)) == ("无缴费记录", ["period", *CAUSES])


@pytest.mark.feature("QRY-13")
@pytest.mark.parametrize(("path", "asked"), DETAIL)
def test_an_officer_is_told_the_same(platform: Platform, path: str, asked: dict[str, str]) -> None:
    person_id = found(platform, platform.city.employee)
    told = platform.as_("clerk").get(f"/persons/{person_id}/{path}", as_of=BEFORE, reason="window", **asked).ok
    assert told["nothing_found"]["title"] == "无参保记录"
