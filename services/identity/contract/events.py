"""What happens at identity. Only accounts are public."""

from typing import Literal

from kernel.events import Category, Event, event
from kernel.schema import Count, Date, Id, Instant, Sealed

ACCOUNT = Category("account")
LOGIN = Category("login", public=False)
CREDENTIAL = Category("credential", public=False)
SIGN_IN = Category("sign-in", public=False)
SESSION = Category("session", public=False)

AccountKind = Literal["person", "agent", "officer"]

# ------------------------------------------------------------------ public


@event(ACCOUNT, "AccountRegistered")
class AccountRegistered(Event):
    """An account was opened. `role` values are those of kernel.context.Context."""

    account_id: Id
    kind: AccountKind
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    name: Sealed
    mobile: Sealed
    registered_on: Date


@event(ACCOUNT, "CardLossNoted")
class CardLossNoted(Event):
    """The person's card was reported lost: what needs strong proof asks for it again until `until` or resolved."""

    account_id: Id
    person_id: Id
    card_id: Id
    since: Date
    until: Date | None


@event(ACCOUNT, "CardLossResolved")
class CardLossResolved(Event):
    """The loss was taken back, or the lost card is void."""

    account_id: Id
    person_id: Id
    card_id: Id
    resolved_on: Date


AccountEvent = AccountRegistered | CardLossNoted | CardLossResolved

# ------------------------------------------------------------------ private


@event(LOGIN, "LoginReserved")
class LoginReserved(Event):
    """What someone types to sign in belongs to this account; the stream's name is its keyed hash."""

    account_id: Id


@event(CREDENTIAL, "PasswordSet")
class PasswordSet(Event):
    """The argon2id hash of the password, sealed; `initial` where somebody else chose it."""

    account_id: Id
    hash: Sealed
    initial: bool
    set_on: Date


@event(SIGN_IN, "SignInFailed")
class SignInFailed(Event):
    """A wrong password, or one for a login nobody has; `locked_until` where it was the one that locks."""

    at: Instant
    locked_until: Instant | None


@event(SIGN_IN, "SignedIn")
class SignedIn(Event):
    """The right password."""

    at: Instant


@event(SESSION, "SessionOpened")
class SessionOpened(Event):
    """Someone signed in; the session ends at `ends_at` at the latest."""

    session_id: Id
    account_id: Id
    roles: list[str]
    person_id: Id | None
    unit_id: Id | None
    at: Instant
    ends_at: Instant


@event(SESSION, "SessionRenewed")
class SessionRenewed(Event):
    """The refresh token was exchanged for the next one."""

    session_id: Id
    generation: Count
    at: Instant


@event(SESSION, "SessionEnded")
class SessionEnded(Event):
    """Signed out, or an old refresh token came again (`reused`): somebody else may hold it."""

    session_id: Id
    reason: Literal["signed_out", "reused"]
    at: Instant
