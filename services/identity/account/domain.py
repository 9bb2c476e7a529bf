"""An account, and the logins that lead to it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.cards import contract as cards
from services.identity import contract as c

# ------------------------------------------------------------------ account


@dataclass(frozen=True, slots=True)
class Loss:
    """A reported loss of the person's card: in force from `since` through `until` (None: until resolved)."""

    since: str
    until: str | None


Standing = Literal["open", "applied", "refused", "proposed"]


@dataclass(frozen=True, slots=True)
class NoAccount:
    """Nobody registered under this id."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a person has told of themself, sealed, "" where nothing was; `due`: still to be completed (ID-05).

    `looked_at` is the day on which they were last said to be right.
    """

    due: bool = False
    looked_at: str = ""
    address: str = ""
    email: str = ""
    bank_account: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Deregistered: what it held cannot be read any more."""

    closed_on: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Roles that an officer is to act in once another administrator than `by` has confirmed it (ID-15)."""

    roles: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Account:
    """Of a person, a unit's agent or an officer; name and mobile are sealed with the account's own key."""

    account_id: str
    kind: c.AccountKind
    roles: tuple[str, ...]
    person_id: str | None
    unit_id: str | None
    name: str
    mobile: str
    registered_on: str
    losses: Mapping[str, Loss] = field(default_factory=dict)
    ended_on: str | None = None
    """The day an officer's or agent's appointment ended: nothing is opened any more."""
    details: "Details" = Details()
    standing: Standing = "open"
    case_id: str = ""
    """The case of a unit's account that has to be approved first (ID-14)."""
    proposed: Proposal | None = None

    def losses_on(self, today: str) -> dict[str, Loss]:
        """The losses in force on a day, by card id. While there is one, strong matters ask for proof again."""
        return {card: loss for card, loss in self.losses.items() if loss.until is None or today <= loss.until}


State = NoAccount | Account | Closed
Happened = c.AccountEvent | c.OfficeEvent | c.UnitAccountEvent | c.DetailsEvent | c.AccountClosed


def evolve(state: State, happened: Happened) -> State:
    """The account after an event."""
    match happened:
        case c.AccountRegistered():
            return _registered(happened)
        case c.CardLossNoted() | c.CardLossResolved():
            known = _known(state)
            return replace(known, losses=_losses(known.losses, happened))
        case c.AppointmentProposed() | c.AppointmentConfirmed() | c.RolesChanged() | c.AppointmentEnded():
            return _appointed(_known(state), happened)
        case c.AgentApplied() | c.AgentActivated() | c.AgentRefused():
            return _agent(_known(state), happened)
        case c.MobileChanged():
            return replace(_known(state), mobile=happened.mobile)
        case c.DetailsCompleted() | c.AddressChanged() | c.EmailChanged() | c.BankAccountChanged():
            known = _known(state)
            return replace(known, details=_details(known.details, happened))
        case c.AccountClosed():
            return Closed(happened.closed_on)
        case _:
            assert_never(happened)


def _appointed(known: Account, happened: c.OfficeEvent) -> Account:
    match happened:
        case c.AppointmentProposed():
            standing: Standing = "proposed" if happened.opening else known.standing
            return replace(known, standing=standing, proposed=Proposal(tuple(happened.roles), happened.by))
        case c.AppointmentConfirmed():
            return replace(known, roles=tuple(happened.roles), standing="open", proposed=None)
        case c.RolesChanged():
            return replace(known, roles=tuple(happened.roles), proposed=None)
        case c.AppointmentEnded():
            return replace(known, ended_on=happened.ended_on, proposed=None)
        case _:
            assert_never(happened)


def _agent(known: Account, happened: c.UnitAccountEvent) -> Account:
    match happened:
        case c.AgentApplied():
            return replace(known, standing="applied", case_id=happened.case_id)
        case c.AgentActivated():
            return replace(known, standing="open")
        case c.AgentRefused():
            return replace(known, standing="refused")
        case _:
            assert_never(happened)


def _known(state: State) -> Account:
    if not isinstance(state, Account):
        raise ValueError("something happened to an account that is not there")
    return state


def _registered(happened: c.AccountRegistered) -> Account:
    return Account(
        happened.account_id,
        happened.kind,
        tuple(happened.roles),
        happened.person_id,
        happened.unit_id,
        happened.name,
        happened.mobile,
        happened.registered_on,
        details=Details(due=happened.details_due, looked_at=happened.registered_on),
    )


def _details(
    details: Details, happened: c.DetailsCompleted | c.AddressChanged | c.EmailChanged | c.BankAccountChanged
) -> Details:
    match happened:
        case c.DetailsCompleted():
            return replace(details, due=False, looked_at=happened.completed_on)
        case c.AddressChanged():
            return replace(details, address=happened.address)
        case c.EmailChanged():
            return replace(details, email=happened.email)
        case c.BankAccountChanged():
            return replace(details, bank_account=happened.bank_account)
        case _:
            assert_never(happened)


def _losses(losses: Mapping[str, Loss], happened: c.CardLossNoted | c.CardLossResolved) -> dict[str, Loss]:
    others = {card: loss for card, loss in losses.items() if card != happened.card_id}
    if isinstance(happened, c.CardLossResolved):
        return others
    return {**others, happened.card_id: Loss(happened.since, happened.until)}


account: Aggregate[State] = Aggregate(NoAccount(), evolve)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account is opened; name and mobile are sealed with the new account's key."""

    kind: c.AccountKind
    roles: tuple[str, ...]
    name: str
    mobile: str
    person_id: str | None = None
    unit_id: str | None = None
    details_due: bool = False
    terms: str = ""


def open_account(account_id: str, owner: Owner, context: Context) -> list[c.AccountEvent]:
    """A new account; that there is no other for the same owner, the login that is reserved with it sees to."""
    return [
        c.AccountRegistered(
            account_id,
            owner.kind,
            list(owner.roles),
            owner.person_id,
            owner.unit_id,
            owner.name,
            owner.mobile,
            context.today,
            owner.details_due,
            owner.terms,
        )
    ]


def note_card(state: State, happened: cards.CardEvent, today: str) -> list[c.AccountEvent]:
    """What a card's news means for its holder's account: a loss is noted, and resolved when it is taken back."""
    if not isinstance(state, Account):
        return []
    match happened:
        case cards.CardLost():
            return [
                c.CardLossNoted(
                    state.account_id, happened.person_id, happened.card_id, happened.lost_on, happened.lapses_on
                )
            ]
        case cards.CardLossCancelled() | cards.CardCancelled() if happened.card_id in state.losses:
            return [c.CardLossResolved(state.account_id, happened.person_id, happened.card_id, today)]
        case _:
            return []


# ------------------------------------------------------------------ login


def evolve_login(_owner: str | None, happened: c.LoginReserved | c.LoginReleased) -> str | None:
    """The account a login leads to."""
    return happened.account_id if isinstance(happened, c.LoginReserved) else None


login: Aggregate[str | None] = Aggregate(None, evolve_login)


def reserve(owner: str | None, account_id: str) -> list[c.LoginReserved]:
    """A login leads to one account: who comes first has it. Raises AlreadyRegistered."""
    if owner is not None:
        raise c.AlreadyRegistered()
    return [c.LoginReserved(account_id)]


def reserve_if_free(owner: str | None, account_id: str) -> list[c.LoginReserved]:
    """The same for a login that is a convenience: families share a mobile, branches a credit code."""
    return [] if owner is not None else [c.LoginReserved(account_id)]


def release(owner: str | None, account_id: str) -> list[c.LoginReleased]:
    """A login leads nowhere again, where it led to this account."""
    return [c.LoginReleased(account_id)] if owner == account_id else []
