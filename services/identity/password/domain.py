"""The password of an account: set, distrusted, set again. Pure."""

from dataclasses import dataclass, replace
from typing import assert_never

from kernel.aggregate import Aggregate
from services.identity import contract as c


@dataclass(frozen=True, slots=True)
class NoPassword:
    """None was ever set."""


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """By whom, and on which day, it was asked that an officer be given another (ID-15)."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Password:
    """Its argon2id hash, sealed. `initial`: to be changed before anything else; `distrusted`: opens nothing (ID-20);
    `good_until`: of one that somebody was told; `proved_until`: of one set anew by who had just proved who it is."""

    hash: str
    initial: bool
    set_on: str
    distrusted: bool = False
    reset_asked: ResetAsked | None = None
    good_until: str | None = None
    proved_until: str | None = None

    @property
    def must_change(self) -> bool:
        """Whether nothing else can be done until there is another (ID-05, ID-20)."""
        return self.initial or self.distrusted


Credential = NoPassword | Password


def evolve(credential: Credential, happened: c.CredentialEvent | c.OfficerResetAsked) -> Credential:
    """The password after an event."""
    match happened:
        case c.PasswordSet():
            known = Password(happened.hash, happened.initial, happened.set_on)
            return replace(known, good_until=happened.good_until, proved_until=happened.proved_until)
        case c.PasswordDistrusted():
            return replace(credential, distrusted=True) if isinstance(credential, Password) else credential
        case c.OfficerResetAsked(by=by, asked_on=on):
            return (
                replace(credential, reset_asked=ResetAsked(by, on)) if isinstance(credential, Password) else credential
            )
        case _:
            assert_never(happened)


credential: Aggregate[Credential] = Aggregate(NoPassword(), evolve)


def distrust(known: Credential, account_id: str, today: str) -> list[c.CredentialEvent]:
    """Somebody else may know it."""
    trusted = isinstance(known, Password) and not known.distrusted
    return [c.PasswordDistrusted(account_id, today)] if trusted else []
