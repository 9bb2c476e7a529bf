"""ID-05, ID-12, ID-13, ID-23: what a person tells, looks at again, and takes along when the account is closed."""

from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.refusals import NotFound
from services.cards.contract import CardLost
from services.identity import contract as c
from services.identity.account.domain import Account, Details, account, login, note_card, release, reserve
from services.identity.details import domain
from tests.domain.identity.test_accounts import TODAY
from tests.domain.specification import given

CONTEXT = Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC))
DAYS = {"password": 180, "details": 365}


def opened(*, due: bool = True) -> list[c.AccountRegistered]:
    return [c.AccountRegistered("A1", "person", ["person"], "P1", None, "name", "mobile", TODAY, due)]


def state(*events: object) -> Account:
    found = account.after([*opened(), *events])  # type: ignore[list-item]
    assert isinstance(found, Account)
    return found


def test_completing_the_details_ends_the_duty() -> None:
    given(account, *opened()).when(lambda known: domain.complete("address", None, known, CONTEXT)).then(
        [c.AddressChanged("A1", "address", TODAY), c.DetailsCompleted("A1", TODAY)]
    )
    assert state().details.due
    assert not state(c.DetailsCompleted("A1", TODAY)).details.due


def test_address_and_e_mail_are_changed_as_far_as_they_are_given() -> None:
    given(account, *opened()).when(lambda known: domain.contact(None, "email", known, CONTEXT)).then(
        [c.EmailChanged("A1", "email", TODAY)]
    )
    given(account, *opened()).when(lambda known: domain.contact(None, None, known, CONTEXT)).nothing_happened()


def test_details_are_confirmed_once_a_day_and_not_before_they_are_complete() -> None:
    earlier = c.DetailsCompleted("A1", "2025-10-01")
    given(account, *opened(), earlier).when(lambda known: domain.confirm(known, CONTEXT)).then(
        [c.DetailsCompleted("A1", TODAY)]
    )
    for past in ([], [c.DetailsCompleted("A1", TODAY)]):
        given(account, *opened(), *past).when(lambda known: domain.confirm(known, CONTEXT)).nothing_happened()


def test_what_was_changed_last_counts() -> None:
    known = state(
        c.MobileChanged("A1", "new mobile", TODAY),
        c.BankAccountChanged("A1", "first", TODAY),
        c.BankAccountChanged("A1", "second", TODAY),
    )
    assert (known.mobile, known.details.bank_account) == ("new mobile", "second")


@pytest.mark.parametrize(
    ("password_since", "looked_at", "due"),
    [
        ("2026-11-01", "2026-11-01", []),
        ("2026-05-26", "2025-11-22", []),
        ("2026-05-25", "2025-11-21", ["password", "details"]),
        ("", "2026-11-01", []),
    ],
)
def test_reminders_come_once_the_days_of_the_policy_are_over(
    password_since: str, looked_at: str, due: list[str]
) -> None:
    assert domain.reminders(Details(looked_at=looked_at), password_since, TODAY, DAYS) == due


# ------------------------------------------------------------------ closed


def closed() -> list[c.AccountRegistered | c.AccountClosed]:
    return [*opened(), c.AccountClosed("A1", "P1", TODAY)]


def test_nothing_is_told_or_changed_on_a_closed_account() -> None:
    for decide in (
        lambda known: domain.complete("address", None, known, CONTEXT),
        lambda known: domain.mobile("mobile", known, CONTEXT),
        lambda known: domain.bank_account("account", known, CONTEXT),
    ):
        given(account, *closed()).when(decide).refused_with(NotFound)


def test_a_card_lost_after_closing_is_noted_nowhere() -> None:
    lost = CardLost("P1-1", "P1", "temp", "app", TODAY, None)
    given(account, *closed()).when(lambda known: note_card(known, lost, TODAY)).nothing_happened()


def test_a_released_login_can_be_reserved_by_another_account() -> None:
    past = [c.LoginReserved("A1"), c.LoginReleased("A1")]
    given(login, *past).when(lambda owner: reserve(owner, "A2")).then([c.LoginReserved("A2")])
    given(login, *past).when(lambda owner: release(owner, "A1")).nothing_happened()
    given(login, past[0]).when(lambda owner: release(owner, "A2")).nothing_happened()
