"""Which places an account is known to be signed in from. Pure."""

from dataclasses import replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.identity import contract as c

Places = frozenset[str]


def evolve(places: Places, happened: c.NoticeEvent) -> Places:
    """The known places after an event."""
    match happened:
        case c.PlaceSeen():
            return places | {happened.place}
        case c.WayInAdded():
            return places
        case _:
            assert_never(happened)


places: Aggregate[Places] = Aggregate(frozenset(), evolve)


def see(known: Places, seen: c.PlaceSeen) -> list[c.NoticeEvent]:
    """A sign-in from a place, which is noted once; where it is the first of all it is no news."""
    return [] if seen.place in known else [replace(seen, news=bool(known))]
