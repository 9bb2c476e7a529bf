"""What is made of streams holds as long as nothing is appended to them, and no longer."""

from kernel.past import PastStore
from kernel.remembered import Made, Remembered, streams_under, under
from kernel.store import EventStore, NewCommit
from tests.kernel.sample import Added, tally


def made(store: EventStore, key: str) -> Made[dict[str, int]]:
    """The amounts of the tallies whose names begin with `key`."""
    prefixes = [f"tally-{key}-"]
    streams, commits = streams_under(store, prefixes)
    return Made({name: tally.after(events).amount for name, events in streams.items()}, under(prefixes), commits)


def add(service, context, stream: str, expected: int, amount: int) -> None:
    service.store.append(NewCommit(stream, expected, [Added(amount)], context(f"{stream}{expected}")))


def test_streams_are_read_once_and_again_after_an_append(service, context):
    remembered = Remembered(made, most=2)
    add(service, context, "tally-a-1", 0, 5)
    first = remembered.of(service.store, "a")
    assert first == {"tally-a-1": 5}
    assert remembered.of(service.store, "a") is first
    add(service, context, "tally-a-1", 1, 2)
    add(service, context, "tally-a-2", 0, 9)
    assert remembered.of(service.store, "a") == {"tally-a-1": 7, "tally-a-2": 9}


def test_what_is_appended_elsewhere_changes_nothing(service, context):
    remembered = Remembered(made, most=2)
    add(service, context, "tally-a-1", 0, 5)
    first = remembered.of(service.store, "a")
    add(service, context, "tally-ab-1", 0, 5)
    add(service, context, "tally-b-1", 0, 5)
    assert remembered.of(service.store, "a") is first


def test_only_the_last_few_are_remembered(service, context):
    remembered = Remembered(made, most=2)
    for name in "abc":
        add(service, context, f"tally-{name}-1", 0, 1)
    first = remembered.of(service.store, "a")
    remembered.of(service.store, "b")
    remembered.of(service.store, "c")
    assert remembered.of(service.store, "a") is not first


def test_the_past_and_the_present_are_not_mixed_up(service, context):
    remembered = Remembered(made, most=2)
    add(service, context, "tally-a-1", 0, 5)
    nothing = PastStore(service.store, "2000-01-01T00:00:00.000Z")
    for _ in range(2):
        assert remembered.of(nothing, "a") == {}
        assert remembered.of(service.store, "a") == {"tally-a-1": 5}
    assert remembered.of(nothing, "a") is remembered.of(nothing, "a")
