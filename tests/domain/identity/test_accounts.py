"""Accounts and logins: who gets one, and what a lost card means for its holder's."""

from datetime import UTC, datetime

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from kernel.context import Context
from kernel.events import Event
from services.cards import contract as cards
from services.identity.account import domain
from services.identity.account.domain import Account, Loss, Owner, account, login
from services.identity.account.logins import agent_login, login_id
from services.identity.contract import (
    AccountRegistered,
    AlreadyRegistered,
    CardLossNoted,
    CardLossResolved,
    LoginReserved,
)
from tests.domain.specification import given

TODAY = "2026-11-22"
KEY = "k" * 32
at_noon = Context(now=datetime(2026, 11, 22, 4, tzinfo=UTC), role="security", command_id="c1")


def registered() -> list[Event]:
    return [AccountRegistered("A1", "person", ["person"], "P1", None, "name", "mobile", "2026-10-01")]


def lost(until: str | None = "2026-11-29") -> list[Event]:
    return [*registered(), CardLossNoted("A1", "P1", "P1-1", TODAY, until)]


def test_an_account_is_opened_for_its_owner() -> None:
    owner = Owner("agent", ("agent",), "name", "mobile", unit_id="32010001")
    given(account).when(lambda _: domain.open_account("A2", owner, at_noon)).then(
        [AccountRegistered("A2", "agent", ["agent"], None, "32010001", "name", "mobile", TODAY)]
    )


def test_a_login_leads_to_one_account() -> None:
    given(login).when(lambda owner: domain.reserve(owner, "A1")).then([LoginReserved("A1")])
    given(login, LoginReserved("A1")).when(lambda owner: domain.reserve(owner, "A2")).refused_with(AlreadyRegistered)


def test_a_mobile_that_a_family_shares_is_the_first_ones_login() -> None:
    given(login).when(lambda owner: domain.reserve_if_free(owner, "A1")).then([LoginReserved("A1")])
    given(login, LoginReserved("A1")).when(lambda owner: domain.reserve_if_free(owner, "A2")).nothing_happened()


# ------------------------------------------------------------------ a lost card


def test_a_lost_card_is_noted_on_its_holders_account() -> None:
    loss = cards.CardLost("P1-1", "P1", "temp", "app", TODAY, "2026-11-29")
    given(account, *registered()).when(lambda state: domain.note_card(state, loss, TODAY)).then(
        [CardLossNoted("A1", "P1", "P1-1", TODAY, "2026-11-29")]
    )


def test_a_loss_of_someone_without_an_account_is_nobodys_news() -> None:
    loss = cards.CardLost("P1-1", "P1", "temp", "app", TODAY, "2026-11-29")
    given(account).when(lambda state: domain.note_card(state, loss, TODAY)).nothing_happened()


@pytest.mark.parametrize(
    "happened", [cards.CardLossCancelled("P1-1", "P1", TODAY), cards.CardCancelled("P1-1", "P1", "replaced", TODAY)]
)
def test_a_loss_taken_back_or_a_card_made_void_resolves_it(happened: cards.CardEvent) -> None:
    given(account, *lost()).when(lambda state: domain.note_card(state, happened, TODAY)).then(
        [CardLossResolved("A1", "P1", "P1-1", TODAY)]
    )


def test_a_card_made_void_that_was_never_lost_resolves_nothing() -> None:
    void = cards.CardCancelled("P1-1", "P1", "moved", TODAY)
    given(account, *registered()).when(lambda state: domain.note_card(state, void, TODAY)).nothing_happened()


def test_a_temporary_loss_lapses_on_the_account_too() -> None:
    state = account.after(lost())
    assert isinstance(state, Account)
    assert state.losses_on("2026-11-29") == {"P1-1": Loss(TODAY, "2026-11-29")}
    assert state.losses_on("2026-11-30") == {}


def test_a_formal_loss_stays_until_it_is_resolved() -> None:
    state = account.after(lost(until=None))
    assert isinstance(state, Account)
    assert state.losses_on("2036-11-22") == {"P1-1": Loss(TODAY, None)}


# ------------------------------------------------------------------ what is typed


@pytest.mark.parametrize(
    "typed", ["44030419790516003X", " 44030419790516003x ", "４４０３０４１９７９０５１６００３Ｘ"]
)
def test_an_id_number_leads_to_the_persons_own_login(typed: str) -> None:
    assert login_id(typed, TODAY, KEY) == login_id("44030419790516003X", TODAY, KEY)
    assert login_id(typed, TODAY, KEY).startswith("P")


@pytest.mark.parametrize("typed", ["13800001234", "138 0000 1234", "+86-138-0000-1234"])
def test_a_mobile_is_the_same_login_however_it_is_written(typed: str) -> None:
    assert login_id(typed, TODAY, KEY) == login_id("13800001234", TODAY, KEY)


def test_agents_of_one_unit_have_logins_of_their_own() -> None:
    typed = [agent_login("32010001", ""), agent_login("32010001", "wang"), agent_login("32010002", "")]
    assert typed == ["32010001", "32010001/wang", "32010002"]
    assert len({login_id(each, TODAY, KEY) for each in typed}) == 3


@every(st.text(max_size=40))
def test_whatever_is_typed_gives_a_name_that_does_not_hold_it(typed: str) -> None:
    found = login_id(typed, TODAY, KEY)
    assert found.isalnum()
    assert len(typed) < 6 or typed not in found
