"""MSG-02: a notice of service stands on every page from its first day to its last."""

from pathlib import Path

import pytest

from gateway.web.notices import current
from kernel.policy import load

CITIES = Path(__file__).parents[2] / "deploy/cities"


@pytest.mark.parametrize(
    ("day", "shown"), [("2021-03-25", 0), ("2021-03-26", 1), ("2021-04-09", 1), ("2021-04-30", 1), ("2021-05-01", 0)]
)
def test_a_change_of_system_is_told_before_and_during_it(day: str, shown: int) -> None:
    found = current(load(CITIES / "ningbo.yaml"), day)
    assert len(found) == shown
    assert all("4月9日起" in notice["text"] for notice in found)


def test_a_city_without_notices_shows_none() -> None:
    assert current(load(CITIES / "nanjing.yaml"), "2026-11-22") == []
