"""Laws that hold for every life a card can have, whatever is asked of it on whatever day."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kernel.calendar import add_days
from kernel.context import Context
from kernel.events import Event
from kernel.refusals import Refused
from services.cards import domain
from services.cards.contract import CancelCard, CancelReason, CardLost, LossKind, ReportLoss
from services.cards.domain import LossRules, card

RULES = LossRules(temporary_days=7, formal_online=True, proofs=("id_card",))
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
FOLLOWS: dict[str, set[str]] = {
    "NoCard": {"InProduction"},
    "InProduction": {"InProduction", "ToActivate", "Cancelled"},
    "ToActivate": {"Active", "LostTemporarily", "LostFormally", "Cancelled"},
    "Active": {"LostTemporarily", "LostFormally", "Cancelled"},
    "LostTemporarily": {"ToActivate", "Active", "LostFormally", "Cancelled"},
    "LostFormally": {"Cancelled"},
    "Cancelled": set(),
}


class CardLife(RuleBasedStateMachine):
    """Asks anything of a card at any time; what is refused must leave no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.past: list[Event] = []
        self.lost: list[CardLost] = []

    def context(self, role: str = "clerk") -> Context:
        return Context(now=self.now, role=role, on_behalf_of="P1" if role == "person" else "", channel="app")

    def ask(self, decide: Callable[[domain.Card], Sequence[Event]]) -> None:
        before = domain.standing(card.after(self.past), self.context().today)
        try:
            events = decide(card.after(self.past))
        except Refused:
            return
        self.past += events
        self.lost += [event for event in events if isinstance(event, CardLost)]
        after = card.after(self.past)
        assert not events or type(after).__name__ in FOLLOWS[type(before).__name__]

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def enrol(self) -> None:
        self.ask(lambda state: domain.order_on_enrolment(state, "P1", self.context()))

    @rule()
    def make(self) -> None:
        self.ask(lambda state: domain.make(state, "sealed", self.context()))

    @rule()
    def hand_over(self) -> None:
        self.ask(lambda state: domain.hand_over(state, self.context()))

    @rule(role=st.sampled_from(["person", "clerk"]))
    def activate(self, role: str) -> None:
        self.ask(lambda state: domain.activate(state, self.context(role)))

    @rule(kind=st.sampled_from(["temp", "temp", "formal"]), role=st.sampled_from(["person", "clerk", "agent"]))
    def report(self, kind: LossKind, role: str) -> None:
        command = ReportLoss(kind, proofs=["id_card"])
        self.ask(lambda state: domain.report_loss(command, state, RULES, self.context(role)))

    @rule()
    def take_back(self) -> None:
        self.ask(lambda state: domain.cancel_loss(state, self.context("person")))

    @rule(reason=st.sampled_from(["replaced", "death", "moved", "void"]), sure=st.integers(0, 4))
    def void(self, reason: CancelReason, sure: int) -> None:
        if sure == 0:
            self.ask(lambda state: domain.cancel(CancelCard("P1-1", reason), state, self.context()))

    @invariant()
    def replaying_gives_the_same_card(self) -> None:
        whole = card.after(self.past)
        for cut in range(len(self.past) + 1):
            assert card.after(self.past[cut:], card.after(self.past[:cut])) == whole

    @invariant()
    def a_temporary_loss_ends_by_itself(self) -> None:
        last = self.lost[-1] if self.lost else None
        if last and last.lapses_on:
            later = domain.standing(card.after(self.past), add_days(last.lapses_on, 1))
            assert not isinstance(later, domain.LostTemporarily)

    @invariant()
    def only_a_card_in_hand_was_ever_lost(self) -> None:
        state = card.after(self.past)
        if self.lost and not isinstance(state, domain.NoCard):
            assert state.known.collected_on

    @invariant()
    def a_formal_loss_is_final(self) -> None:
        if any(event.kind == "formal" for event in self.lost):
            assert isinstance(card.after(self.past), domain.LostFormally | domain.Cancelled)


TestCardLife = CardLife.TestCase
