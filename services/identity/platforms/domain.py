"""Which account of a platform is linked to which account here. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c

# ------------------------------------------------------------------ of whom the platform names


def evolve_owner(_owner: str | None, happened: c.PlatformEvent) -> str | None:
    """The account here that somebody there is linked to."""
    return happened.account_id if isinstance(happened, c.PlatformLinked) else None


owner: Aggregate[str | None] = Aggregate(None, evolve_owner)

# ------------------------------------------------------------------ of an account


@dataclass(frozen=True, slots=True)
class Links:
    """Since when and as whom an account is linked, by platform."""

    by_platform: Mapping[str, c.PlatformLinked] = field(default_factory=dict)


def evolve_links(links: Links, happened: c.PlatformEvent) -> Links:
    """The links after an event."""
    others = {name: link for name, link in links.by_platform.items() if name != happened.platform}
    match happened:
        case c.PlatformLinked():
            return Links({**others, happened.platform: happened})
        case c.PlatformUnlinked():
            return Links(others)
        case _:
            assert_never(happened)


links: Aggregate[Links] = Aggregate(Links(), evolve_links)


def link(known: Links, linked_to: str | None, wanted: c.PlatformLinked) -> list[c.PlatformEvent]:
    """One account there, one account here. Raises PlatformTaken."""
    mine = known.by_platform.get(wanted.platform)
    if linked_to not in (None, wanted.account_id) or (mine is not None and mine.subject != wanted.subject):
        raise c.PlatformTaken()
    return [] if mine else [wanted]


def unlink(known: Links, platform: str, context: Context) -> list[c.PlatformEvent]:
    """The link ends. Raises PlatformNotLinked."""
    mine = known.by_platform.get(platform)
    if mine is None:
        raise c.PlatformNotLinked()
    return [c.PlatformUnlinked(platform, mine.subject, mine.account_id, context.instant)]
