"""Links with other platforms: one account there, one account here (ID-22)."""

from datetime import UTC, datetime

from kernel.context import Context
from services.identity import contract as c
from services.identity.platforms.domain import Links, link, links, owner, unlink
from tests.domain.specification import given

NOW = Context(now=datetime(2026, 11, 18, 2, tzinfo=UTC))
LINKED = c.PlatformLinked("wechat", "S1", "A1", NOW.instant)
ENDED = c.PlatformUnlinked("wechat", "S1", "A1", NOW.instant)


def test_somebody_is_linked_once() -> None:
    given(links).when(lambda known: link(known, None, LINKED)).then([LINKED])
    given(links, LINKED).when(lambda known: link(known, "A1", LINKED)).nothing_happened()


def test_neither_side_may_have_another_link() -> None:
    given(links).when(lambda known: link(known, "A2", LINKED)).refused_with(c.PlatformTaken)
    other = c.PlatformLinked("wechat", "S2", "A1", NOW.instant)
    given(links, LINKED).when(lambda known: link(known, None, other)).refused_with(c.PlatformTaken)


def test_a_link_ends_and_may_be_made_again() -> None:
    given(links, LINKED).when(lambda known: unlink(known, "wechat", NOW)).then([ENDED])
    given(links, LINKED, ENDED).when(lambda known: link(known, None, LINKED)).then([LINKED])
    given(links).when(lambda known: unlink(known, "wechat", NOW)).refused_with(c.PlatformNotLinked)
    assert owner.after([LINKED, ENDED]) is None
    assert links.after([LINKED, ENDED]) == Links()
