"""A short fault run: six faults, in a few seconds each what lasts half a minute in earnest.

The kinds that are left out here have a test of their own in tests/kernel. All of them, at random and at length:
`make faults KILLS=20 SEED=1`.
"""

import pytest

from tests.faults.chaos import Pace
from tests.faults.run import Outcome, run

KINDS = ("transaction", "batch", "relay", "mongod", "broker", "alarm")
QUICK = Pace(between=0.5, alarm=4)
SEED = 7

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The run, which all of these tests look at."""
    return run(tmp_path_factory.mktemp("faults") / "run", KINDS, SEED, QUICK)


def found(outcome: Outcome, claim: str) -> list[str]:
    return outcome.findings[claim]


def test_each_fault_happened_and_was_got_over(outcome):
    assert [strike.kind for strike in outcome.strikes] == list(KINDS)
    assert found(outcome, "every fault was got over in time") == []


def test_a_command_that_was_acknowledged_is_in_a_store_exactly_once(outcome):
    assert len(outcome.journal.acknowledged()) > 100
    assert found(outcome, "every acknowledged command is in a store exactly once") == []


def test_every_event_was_applied_exactly_once_by_each_subscriber_in_order(outcome):
    assert found(outcome, "every event was applied exactly once by each subscriber, in order") == []
    assert found(outcome, "every reaction happened exactly once") == []


def test_every_read_model_equals_one_rebuilt_from_nothing(outcome):
    assert found(outcome, "every read model equals one rebuilt from nothing") == []


def test_the_sums_of_the_ledger_are_what_was_assessed_and_paid(outcome):
    assert found(outcome, "the ledger's sums are what was assessed and paid") == []


def test_the_chain_of_every_log_verifies(outcome):
    assert found(outcome, "every log's chain verifies") == []


def test_nothing_personal_was_logged_or_stored_in_clear_while_things_broke(outcome):
    assert found(outcome, "nothing personal stands in clear in a store or a log") == []
