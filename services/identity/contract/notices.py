"""What somebody should know who owns an account (ID-20): a sign-in from elsewhere, a new way in. Public."""

from typing import Literal

from kernel.events import Category, Event, event, message
from kernel.schema import Id, Instant, Sealed

__all__ = ["NOTICE", "GetNotices", "NoticeEvent", "PlaceSeen", "WayIn", "WayInAdded"]

NOTICE = Category("notice")
"""`notice-<account>`: the places it was signed in from, and the ways in that were added."""

WayIn = Literal["passkey", "totp"]


@event(NOTICE, "PlaceSeen")
class PlaceSeen(Event):
    """The account was signed in from a place (kind of device, browser, network) for the first time.

    `news` is false for the first place of all. `place` is a keyed hash of the place and the account; `source` says it
    in words, sealed with the account's own key. The session is what a report of misuse refers to.
    """

    account_id: Id
    session_id: Id
    place: Id
    source: Sealed
    means: str
    channel: str
    news: bool
    at: Instant


@event(NOTICE, "WayInAdded")
class WayInAdded(Event):
    """Another way to sign in, or a part of one, was added: a passkey, an authenticator app."""

    account_id: Id
    way: WayIn
    at: Instant


NoticeEvent = PlaceSeen | WayInAdded
EVENTS = [PlaceSeen, WayInAdded]


@message
class GetNotices:
    """The asker's newest hundred, newest first: `{notices: [{kind, at, session_id, means, channel, source}]}`.

    `kind` is `signed_in_elsewhere`, `passkey_added` or `totp_added`; the others are empty but for the first.
    """
