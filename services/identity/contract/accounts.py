"""Accounts: what happens to them, what is asked of them, what is said no to. Names and mobiles are sealed."""

from typing import Literal

from kernel.events import Category, Event, event, message
from kernel.refusals import Refused
from kernel.schema import Date, Id, Sealed

__all__ = [
    "ACCOUNT",
    "LOGIN",
    "AccountEvent",
    "AccountKind",
    "AccountRegistered",
    "CardLossNoted",
    "CardLossResolved",
    "GetAccount",
    "LoginReserved",
    "WrongIdNumber",
    "WrongMobile",
]

ACCOUNT = Category("account")
LOGIN = Category("login", public=False)

AccountKind = Literal["person", "agent", "officer"]

# ------------------------------------------------------------------ public events


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
    details_due: bool = False
    """Whether the details are still to be completed at the first sign-in (ID-05)."""
    terms: str = ""
    """The version of the terms that was agreed to, where somebody registered."""


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

# ------------------------------------------------------------------ private events


@event(LOGIN, "LoginReserved")
class LoginReserved(Event):
    """What someone types to sign in belongs to this account; the stream's name is its keyed hash."""

    account_id: Id


EVENTS = [AccountRegistered, CardLossNoted, CardLossResolved, LoginReserved]

# ------------------------------------------------------------------ messages


@message
class GetAccount:
    """The asker's own account; a security administrator or auditor may name another.

    `{account_id, kind, roles, person_id, unit_id, name, mobile, registered_on, card_losses, strong_proof_needed,
    address, email, bank_account, reminders: [{what, told}], ended_on}`; name, mobile, e-mail and bank account masked,
    the address too where another asks.
    """

    account_id: Id | None = None


# ------------------------------------------------------------------ refusals


class WrongIdNumber(Refused):
    """Not a resident ID number: length, characters, date or check digit."""

    code = "wrong_id_number"
    sentence = "身份证号不正确，请核对18位号码（末位可能是X）后重新填写。"
    fields = ("id_number",)


class WrongMobile(Refused):
    """Not a mobile number of mainland China."""

    code = "wrong_mobile"
    sentence = "手机号不正确，请填写11位手机号。"
    fields = ("mobile",)
