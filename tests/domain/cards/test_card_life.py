"""A card from its order to the day it is void: each step, each refusal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Forbidden
from services.cards import domain
from services.cards.contract import (
    CancelCard,
    CardActivated,
    CardAlreadyLost,
    CardCancelled,
    CardCollected,
    CardExists,
    CardFormallyLost,
    CardLossCancelled,
    CardLost,
    CardMade,
    CardNotInHand,
    CardNotLost,
    CardNotReady,
    CardOrdered,
    CardVoid,
    FormalLossAtWindow,
    IssueFirstCard,
    NoCard,
    Proof,
    ProofsMissing,
    ReportLoss,
)
from services.cards.domain import LossRules, card
from tests.domain.specification import given

HOLDER, CARD = "PHOLDER", "PHOLDER-1"
TODAY = "2026-11-22"
NIGHT = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)  # 03:30 of the 22nd in Shanghai, a Sunday
holder = Context(now=NIGHT, actor="A1", role="person", on_behalf_of=HOLDER, channel="app", command_id="c1")
clerk = Context(now=NIGHT, actor="A2", role="clerk", channel="window", command_id="c2")
agent = Context(now=NIGHT, actor="A3", role="agent", on_behalf_of="32010001", channel="web", command_id="c3")
rules = LossRules(temporary_days=7, formal_online=False, proofs=("id_card", "photo"))


def ordered() -> list[Event]:
    return [CardOrdered(CARD, HOLDER, "first_enrolment", "2026-10-08")]


def made() -> list[Event]:
    return [*ordered(), CardMade(CARD, HOLDER, "sealed", "2026-10-20")]


def collected() -> list[Event]:
    return [*made(), CardCollected(CARD, HOLDER, "2026-10-21")]


def activated() -> list[Event]:
    return [*collected(), CardActivated(CARD, HOLDER, "2026-10-22")]


def lost_temporarily(lost_on: str = "2026-11-20", lapses_on: str = "2026-11-27") -> list[Event]:
    return [*activated(), CardLost(CARD, HOLDER, "temp", "hotline", lost_on, lapses_on)]


def lost_formally() -> list[Event]:
    return [*activated(), CardLost(CARD, HOLDER, "formal", "window", "2026-11-20", None)]


def cancelled() -> list[Event]:
    return [*lost_formally(), CardCancelled(CARD, HOLDER, "replaced", "2026-11-21")]


# ------------------------------------------------------------------ ordering


def test_the_first_enrolment_orders_a_card() -> None:
    given(card).when(lambda state: domain.order_on_enrolment(state, HOLDER, clerk)).then(
        [CardOrdered(CARD, HOLDER, "first_enrolment", TODAY)]
    )


@pytest.mark.parametrize("past", [ordered(), activated(), cancelled()])
def test_a_later_enrolment_orders_nothing(past: list[Event]) -> None:
    given(card, *past).when(lambda state: domain.order_on_enrolment(state, HOLDER, clerk)).nothing_happened()


def test_an_officer_orders_a_first_card_for_someone_who_has_none() -> None:
    given(card).when(lambda state: domain.issue_first_card(IssueFirstCard(HOLDER), state, clerk)).then(
        [CardOrdered(CARD, HOLDER, "application", TODAY)]
    )


def test_a_first_card_is_not_ordered_twice() -> None:
    given(card, *ordered()).when(
        lambda state: domain.issue_first_card(IssueFirstCard(HOLDER), state, clerk)
    ).refused_with(CardExists)


def test_only_an_officer_orders_a_card_by_hand() -> None:
    given(card).when(lambda state: domain.issue_first_card(IssueFirstCard(HOLDER), state, holder)).refused_with(
        Forbidden
    )


# ------------------------------------------------------------------ from the maker to the holder


def test_a_card_that_was_ordered_is_booked_in() -> None:
    given(card, *ordered()).when(lambda state: domain.make(state, "sealed", clerk)).then(
        [CardMade(CARD, HOLDER, "sealed", TODAY)]
    )


def test_a_card_is_booked_in_once() -> None:
    given(card, *made()).when(lambda state: domain.make(state, "sealed", clerk)).refused_with(
        CardNotReady, state="已制成，待领取"
    )


def test_a_made_card_is_handed_over() -> None:
    given(card, *made()).when(lambda state: domain.hand_over(state, clerk)).then([CardCollected(CARD, HOLDER, TODAY)])


def test_a_card_that_is_not_made_yet_cannot_be_handed_over() -> None:
    given(card, *ordered()).when(lambda state: domain.hand_over(state, clerk)).refused_with(
        CardNotReady, state="制卡中"
    )


def test_the_holder_activates_a_collected_card() -> None:
    given(card, *collected()).when(lambda state: domain.activate(state, holder)).then(
        [CardActivated(CARD, HOLDER, TODAY)]
    )


@pytest.mark.parametrize("past", [made(), activated(), lost_temporarily(), cancelled()])
def test_nothing_but_a_collected_card_is_activated(past: list[Event]) -> None:
    given(card, *past).when(lambda state: domain.activate(state, holder)).refused_with(CardNotReady)


def test_what_was_never_ordered_is_not_there() -> None:
    given(card).when(lambda state: domain.make(state, "sealed", clerk)).refused_with(NoCard)


# ------------------------------------------------------------------ reporting a loss


def temporary(state: domain.Card, context: Context = holder) -> list[Event]:
    return [*domain.report_loss(ReportLoss("temp"), state, rules, context)]


def formal(state: domain.Card, context: Context = clerk, *proofs: Proof) -> list[Event]:
    return [*domain.report_loss(ReportLoss("formal", proofs=list(proofs)), state, rules, context)]


@pytest.mark.parametrize("past", [collected(), activated()])
def test_the_holder_reports_a_temporary_loss_in_the_middle_of_a_sunday_night(past: list[Event]) -> None:
    given(card, *past).when(temporary).then([CardLost(CARD, HOLDER, "temp", "app", TODAY, "2026-11-29")])


def test_an_officer_reports_a_temporary_loss_for_the_caller() -> None:
    given(card, *activated()).when(lambda state: temporary(state, replace(clerk, channel="hotline"))).then(
        [CardLost(CARD, HOLDER, "temp", "hotline", TODAY, "2026-11-29")]
    )


def test_a_formal_loss_is_taken_in_person() -> None:
    given(card, *activated()).when(lambda state: formal(state, clerk, "id_card", "photo")).then(
        [CardLost(CARD, HOLDER, "formal", "window", TODAY, None)]
    )


def test_a_temporary_loss_becomes_formal() -> None:
    given(card, *lost_temporarily()).when(lambda state: formal(state, clerk, "photo", "id_card")).then(
        [CardLost(CARD, HOLDER, "formal", "window", TODAY, None)]
    )


def test_a_formal_loss_asks_for_every_proof() -> None:
    given(card, *activated()).when(lambda state: formal(state, clerk, "photo")).refused_with(
        ProofsMissing, missing="居民身份证"
    )


def test_a_formal_loss_is_not_taken_online() -> None:
    given(card, *activated()).when(lambda state: formal(state, holder)).refused_with(FormalLossAtWindow)


def test_a_formal_loss_is_taken_online_where_the_city_does() -> None:
    online = replace(rules, formal_online=True)
    given(card, *activated()).when(lambda state: domain.report_loss(ReportLoss("formal"), state, online, holder)).then(
        [CardLost(CARD, HOLDER, "formal", "app", TODAY, None)]
    )


def test_a_temporary_loss_in_force_is_not_repeated() -> None:
    given(card, *lost_temporarily()).when(temporary).refused_with(
        CardAlreadyLost, since="2026-11-20", until="2026-11-27"
    )


def test_a_formal_loss_is_not_repeated() -> None:
    given(card, *lost_formally()).when(temporary).refused_with(CardFormallyLost, since="2026-11-20")
    given(card, *lost_formally()).when(formal).refused_with(CardFormallyLost, since="2026-11-20")


def test_a_cancelled_card_cannot_be_lost() -> None:
    given(card, *cancelled()).when(temporary).refused_with(CardVoid, since="2026-11-21")


@pytest.mark.parametrize(("past", "state"), [(ordered(), "制卡中"), (made(), "已制成，待领取")])
def test_a_card_not_yet_in_hand_cannot_be_lost(past: list[Event], state: str) -> None:
    given(card, *past).when(temporary).refused_with(CardNotInHand, state=state)


def test_a_person_without_a_card_has_none_to_lose() -> None:
    given(card).when(temporary).refused_with(NoCard)


def test_nobody_reports_anothers_card() -> None:
    other = replace(holder, on_behalf_of="POTHER")
    given(card, *activated()).when(lambda state: temporary(state, other)).refused_with(NoCard)
    given(card, *activated()).when(lambda state: temporary(state, agent)).refused_with(Forbidden)


# ------------------------------------------------------------------ lapse


def test_a_temporary_loss_holds_through_its_last_day_and_no_longer() -> None:
    lost = card.after(lost_temporarily("2026-11-15", TODAY))
    assert isinstance(domain.standing(lost, TODAY), domain.LostTemporarily)
    assert isinstance(domain.standing(lost, "2026-11-23"), domain.Active)


def test_a_lapsed_loss_can_be_reported_again() -> None:
    given(card, *lost_temporarily("2026-11-14", "2026-11-21")).when(temporary).then(
        [CardLost(CARD, HOLDER, "temp", "app", TODAY, "2026-11-29")]
    )


def test_a_card_lost_before_it_was_activated_is_to_be_activated_once_the_loss_has_lapsed() -> None:
    past = [*collected(), CardLost(CARD, HOLDER, "temp", "app", "2026-11-14", "2026-11-21")]
    given(card, *past).when(lambda state: domain.activate(state, holder)).then([CardActivated(CARD, HOLDER, TODAY)])


# ------------------------------------------------------------------ taking it back


def cancel_loss(state: domain.Card) -> list[Event]:
    return [*domain.cancel_loss(state, holder)]


def test_a_temporary_loss_is_taken_back() -> None:
    given(card, *lost_temporarily()).when(cancel_loss).then([CardLossCancelled(CARD, HOLDER, TODAY)])
    taken_back = card.after([*lost_temporarily(), CardLossCancelled(CARD, HOLDER, TODAY)])
    assert isinstance(taken_back, domain.Active)


def test_a_formal_loss_is_never_taken_back() -> None:
    given(card, *lost_formally()).when(cancel_loss).refused_with(CardFormallyLost, since="2026-11-20")


def test_a_lapsed_loss_need_not_be_taken_back() -> None:
    given(card, *lost_temporarily("2026-11-14", "2026-11-21")).when(cancel_loss).refused_with(CardNotLost)


def test_a_card_that_is_not_lost_has_no_loss_to_take_back() -> None:
    given(card, *activated()).when(cancel_loss).refused_with(CardNotLost)
    given(card, *cancelled()).when(cancel_loss).refused_with(CardVoid)


# ------------------------------------------------------------------ the end


@pytest.mark.parametrize("past", [ordered(), activated(), lost_temporarily(), lost_formally()])
def test_an_officer_makes_a_card_void(past: list[Event]) -> None:
    given(card, *past).when(lambda state: domain.cancel(CancelCard(CARD, "death"), state, clerk)).then(
        [CardCancelled(CARD, HOLDER, "death", TODAY)]
    )


def test_a_card_is_made_void_once() -> None:
    given(card, *cancelled()).when(lambda state: domain.cancel(CancelCard(CARD, "moved"), state, clerk)).refused_with(
        CardVoid
    )


def test_a_holder_does_not_make_a_card_void() -> None:
    given(card, *activated()).when(lambda state: domain.cancel(CancelCard(CARD, "void"), state, holder)).refused_with(
        Forbidden
    )
