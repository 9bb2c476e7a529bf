"""What is remembered of streams holds as long as nothing is appended, and no longer."""

from kernel.past import PastStore
from kernel.remembered import Remembered
from kernel.store import NewCommit
from tests.kernel.sample import Added, tally


def add(service, context, stream: str, expected: int, amount: int) -> None:
    service.store.append(NewCommit(stream, expected, [Added(amount)], context(f"{stream}{expected}")))


def test_a_state_is_read_once_and_again_after_an_append(service, context):
    remembered = Remembered(tally, most=2)
    add(service, context, "tally-a-1", 0, 5)
    first = remembered.states(service.store, "tally-a-")
    assert {name: total.amount for name, total in first.items()} == {"1": 5}
    assert remembered.states(service.store, "tally-a-") is first
    add(service, context, "tally-a-1", 1, 2)
    add(service, context, "tally-a-2", 0, 9)
    assert {name: total.amount for name, total in remembered.states(service.store, "tally-a-").items()} == {
        "1": 7,
        "2": 9,
    }


def test_only_the_last_few_are_remembered(service, context):
    remembered = Remembered(tally, most=2)
    for name in "abc":
        add(service, context, f"tally-{name}-1", 0, 1)
    first = remembered.states(service.store, "tally-a-")
    remembered.states(service.store, "tally-b-")
    remembered.states(service.store, "tally-c-")
    assert remembered.states(service.store, "tally-a-") is not first


def test_the_past_and_the_present_are_not_mixed_up(service, context):
    remembered = Remembered(tally, most=2)
    add(service, context, "tally-a-1", 0, 5)
    nothing = PastStore(service.store, "2000-01-01T00:00:00.000Z")
    for _ in range(2):
        assert remembered.states(nothing, "tally-a-") == {}
        assert remembered.states(service.store, "tally-a-")["1"].amount == 5
