"""Two commands at once: one of them wins, the other is refused or sees what the winner did (K1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from kernel.cases import CASE
from kernel.cases.life import case, status
from kernel.refusals import Refused
from services.employer import contract as c
from services.employer.staff.domain import staff
from tests.services.employer.conftest import Running, an_id_number

ROUNDS = 4
Act = Callable[[Running, str], object]
ACTS: dict[str, Act] = {
    "withdraw": lambda unit, case_id: unit.http.command(c.WithdrawCase(case_id, confirmed=True), unit.agent),
    "approve": lambda unit, case_id: unit.http.command(c.ApproveCase(case_id), unit.officer()),
    "reject": lambda unit, case_id: unit.http.command(c.RejectCase(case_id, "缺章"), unit.officer()),
    "take over": lambda unit, case_id: unit.http.command(c.ClaimCase(case_id, True), unit.officer("O2")),
}
ENDS = {"withdraw": "withdrawn", "approve": "carried_out", "reject": "rejected", "take over": "under_review"}


def at_once(*asked: Callable[[], object]) -> list[str]:
    """What came of each: "done", or the code of its refusal."""

    def outcome(ask: Callable[[], object]) -> str:
        try:
            ask()
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(asked)) as pool:
        outcomes = list(pool.map(outcome, asked))
    assert outcomes.count("done") == 1
    assert "busy" not in outcomes
    return outcomes


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("approve", "withdraw"),
        ("approve", "reject"),
        ("approve", "approve"),
        ("reject", "withdraw"),
        ("withdraw", "withdraw"),
        ("approve", "take over"),
    ],
)
def test_of_two_decisions_on_a_case_one_wins(nanjing: Running, first: str, second: str) -> None:
    for _ in range(ROUNDS):
        number = an_id_number()
        case_id = nanjing.claimed(nanjing.addition(number))
        outcomes = at_once(partial(ACTS[first], nanjing, case_id), partial(ACTS[second], nanjing, case_id))
        state, _ = nanjing.office.store.state(CASE.stream(case_id), case)
        here = staff.after(nanjing.staff_events(number))  # type: ignore[arg-type]
        winner = (first, second)[outcomes.index("done")]
        assert status(state) == ENDS[winner]
        assert bool(here.active()) == (status(state) == "carried_out")
        assert bool(here.pending) == (status(state) == "under_review")


def test_of_many_declarations_about_one_person_one_wins(nanjing: Running) -> None:
    number = an_id_number()
    outcomes = at_once(*[lambda: nanjing.declare(nanjing.addition(number)) for _ in range(5)])
    assert set(outcomes) == {"done", c.DeclaredAlready.code}
    assert len(nanjing.staff_events(number)) == 1
    pending = nanjing.roster(status="pending")
    assert [s["person_id"] for s in pending].count(nanjing.office.person_id(number)) == 1
