"""Laws for every transfer, whatever is recorded on whatever day."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kernel.context import Context
from kernel.refusals import Refused
from services.records import contract as c
from services.records.transfers import domain
from services.records.transfers.domain import Completed, Declined, NotRequested, Standing, UnderWay, transfer
from tests.domain.records.worlds import ANN, city, clerk

STANDING = Standing(active=True, known=True, retired=False)


class TransferLife(RuleBasedStateMachine):
    """Asks anything at any time; of two who decide on one state, the second decides again."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 2, 4, tzinfo=UTC)
        self.past: list[domain.TransferEvent] = []

    def context(self) -> Context:
        return clerk(self.now)

    def ask(self, decide) -> None:
        with suppress(Refused):
            self.past += decide(transfer.after(self.past))

    @rule(days=st.integers(0, 40))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(line=st.sampled_from(c.LINES), left=st.one_of(st.none(), st.just("2026-01-05")))
    def apply(self, line: c.Line, left: str | None) -> None:
        wanted = c.RequestTransfer(ANN, line, "in", "330100", "320100", left)
        self.ask(lambda state: domain.request(wanted, "T1", state, STANDING, city(), self.context()))

    @rule(number=st.integers(0, 4), back=st.integers(-2, 10))
    def advance(self, number: int, back: int) -> None:
        day = (self.now - timedelta(days=back)).date().isoformat()
        self.ask(lambda state: domain.advance(c.AdvanceTransfer("T1", number, day), state, self.context()))

    @rule()
    def advance_the_next(self) -> None:
        state = transfer.after(self.past)
        if isinstance(state, UnderWay):
            self.ask(lambda s: domain.advance(c.AdvanceTransfer("T1", state.next.step), s, self.context()))

    @rule()
    def refuse(self) -> None:
        self.ask(lambda state: domain.decline(c.RefuseTransfer("T1", "无账户"), state, self.context()))

    @invariant()
    def one_of_two_that_record_the_same_step_wins(self) -> None:
        state = transfer.after(self.past)
        if isinstance(state, UnderWay):
            command = c.AdvanceTransfer("T1", state.next.step)
            after = transfer.after([*self.past, *domain.advance(command, state, self.context())])
            try:
                domain.advance(command, after, self.context())
            except Refused:
                return
            raise AssertionError("the same step was recorded twice")

    @invariant()
    def replaying_in_parts_is_replaying_at_once(self) -> None:
        for cut in range(len(self.past) + 1):
            assert transfer.after(self.past[cut:], transfer.after(self.past[:cut])) == transfer.after(self.past)

    @invariant()
    def steps_follow_each_other_in_time(self) -> None:
        state = transfer.after(self.past)
        if isinstance(state, NotRequested):
            return
        done = [step.done_on for step in state.steps if step.done_on]
        assert done == sorted(done)
        assert [step.step for step in state.steps] == list(range(1, len(state.steps) + 1))
        waiting = [step.due_on for step in state.steps if not step.done_on]
        assert waiting == sorted(waiting)
        if isinstance(state, Completed):
            assert not waiting
        if isinstance(state, Declined):
            assert not [step for step in state.steps if step.who == "new" and step.done_on]


TestTransferLife = TransferLife.TestCase
TestTransferLife.settings = settings(max_examples=50, stateful_step_count=25)
