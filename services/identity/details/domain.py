"""ID-05, ID-12: completing and changing registration details. Pure; what is told comes sealed."""

from datetime import date

from kernel.context import Context
from kernel.refusals import NotFound
from services.identity import contract as c
from services.identity.account.domain import Account, Details, State


def complete(address: str, email: str | None, state: State, context: Context) -> list[c.DetailsEvent]:
    """What was missing at the first sign-in. Raises NotFound."""
    owner = own(state)
    return [*contact(address, email, state, context), c.DetailsCompleted(owner.account_id, context.today)]


def confirm(state: State, context: Context) -> list[c.DetailsEvent]:
    """The details are right; one does not say so twice a day. Raises NotFound."""
    owner = own(state)
    again = owner.details.due or owner.details.looked_at == context.today
    return [] if again else [c.DetailsCompleted(owner.account_id, context.today)]


def contact(address: str | None, email: str | None, state: State, context: Context) -> list[c.DetailsEvent]:
    """Address and e-mail as far as they are given. Raises NotFound."""
    owner, changed = own(state), list[c.DetailsEvent]()
    if address is not None:
        changed.append(c.AddressChanged(owner.account_id, address, context.today))
    if email is not None:
        changed.append(c.EmailChanged(owner.account_id, email, context.today))
    return changed


def mobile(sealed: str, state: State, context: Context) -> list[c.DetailsEvent]:
    """Another mobile. Raises NotFound."""
    return [c.MobileChanged(own(state).account_id, sealed, context.today)]


def bank_account(sealed: str, state: State, context: Context) -> list[c.DetailsEvent]:
    """Another bank account. Raises NotFound."""
    return [c.BankAccountChanged(own(state).account_id, sealed, context.today)]


def reminders(details: Details, password_since: str, today: str, days: dict[str, int]) -> list[str]:
    """ID-23: which of `password`, `details` somebody is reminded of; `days` is the city's policy. Nobody is forced."""
    since = {"password": password_since, "details": details.looked_at}
    return [what for what, day in since.items() if day and _days(day, today) > days[what]]


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def own(state: State) -> Account:
    """A person's account. Raises NotFound."""
    if not isinstance(state, Account):
        raise NotFound()
    return state
