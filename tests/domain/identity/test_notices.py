"""What an account's owner is told of: a place that is new, once, and never the first (ID-20)."""

from services.identity import contract as c
from services.identity.notices.domain import places, see
from tests.domain.specification import given


def seen(place: str, news: bool = True) -> c.PlaceSeen:
    return c.PlaceSeen("A1", "A1.d.1", place, "sealed", "password", "web", news, "2026-11-22T04:00:00.000Z")


ADDED = c.WayInAdded("A1", "passkey", "2026-11-22T04:00:00.000Z")


def test_the_first_place_is_remembered_and_no_news() -> None:
    given(places).when(lambda known: see(known, seen("home"))).then([seen("home", news=False)])
    given(places, ADDED).when(lambda known: see(known, seen("home"))).then([seen("home", news=False)])


def test_a_place_that_is_known_is_not_noted_again() -> None:
    given(places, seen("home", news=False)).when(lambda known: see(known, seen("home"))).then([])


def test_another_place_is_news_once() -> None:
    given(places, seen("home", news=False)).when(lambda known: see(known, seen("away"))).then([seen("away")])
    given(places, seen("home", news=False), seen("away")).when(lambda known: see(known, seen("away"))).then([])
