"""K1 and K2: an append is all or nothing, one writer wins, a repeated command acts once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kernel.commands import execute, execute_across
from kernel.context import Context
from kernel.refusals import Busy, CommandIdReused
from kernel.service import Service
from kernel.store import NewCommit, WrongVersion
from tests.kernel.sample import Added, TooMuch, add, tally


def run(service: Service, context: Context, amount: int = 1, most: int = 10**9, stream: str = "tally-a") -> dict:
    return execute(
        service.store,
        stream,
        tally,
        lambda total: add(amount, total, most),
        context,
        result=lambda total: {"amount": total.amount},
    )


def test_a_command_stores_its_events_and_says_where_they_stand(service, context):
    assert run(service, context("c1"), 5) == {"result": {"amount": 5}, "stream": "tally-a", "version": 1}
    assert run(service, context("c2"), 7) == {"result": {"amount": 12}, "stream": "tally-a", "version": 2}
    assert service.store.load("tally-a") == ([Added(5), Added(7)], 2)


def test_a_command_sent_twice_acts_once_and_answers_the_same(service, context):
    first = run(service, context("c1", "body"), 5)
    run(service, context("c2"), 7)
    assert run(service, context("c1", "body"), 5) == first
    assert service.store.load("tally-a")[1] == 2


def test_the_same_id_with_another_body_is_refused(service, context):
    run(service, context("c1", "body"), 5)
    with pytest.raises(CommandIdReused):
        run(service, context("c1", "another"), 6)


def test_a_command_carried_out_answers_the_same_even_when_it_would_be_refused_now(service, context):
    first = run(service, context("c1"), 5, most=5)
    assert run(service, context("c1"), 5, most=5) == first


def at_least(service: Service, context: Context, amount: int) -> dict:
    """Add what is missing: nothing, once it is there."""
    return execute(
        service.store,
        "tally-a",
        tally,
        lambda total: add(amount - total.amount, total) if total.amount < amount else [],
        context,
        result=lambda total: {"amount": total.amount},
    )


def at_least_across(service: Service, context: Context, amount: int) -> dict:
    def decide(unit):
        total = unit.load("tally-a", tally)
        unit.append("tally-a", add(amount - total.amount, total) if total.amount < amount else [])
        return unit.reply("tally-a", amount=unit.load("tally-a", tally).amount)

    return execute_across(service.store, decide, context)


@pytest.mark.parametrize("command", [at_least, at_least_across])
def test_a_command_carried_out_answers_the_same_even_when_it_would_change_nothing_now(service, context, command):
    first = command(service, context("c1", "body"), 5)
    run(service, context("c2"), 7)
    assert command(service, context("c1", "body"), 5) == first
    with pytest.raises(CommandIdReused):
        command(service, context("c1", "another"), 4)
    assert command(service, context("c3"), 5) == {"result": {"amount": 12}, "stream": "tally-a", "version": 2}


def test_a_refusal_is_decided_again_when_it_is_repeated(service, context):
    run(service, context("c1"), 5)
    with pytest.raises(TooMuch):
        run(service, context("c2"), 6, most=10)
    assert run(service, context("c2"), 6, most=11)["result"] == {"amount": 11}


def test_a_writer_that_decided_on_an_old_version_stores_nothing(service, context):
    run(service, context("c1"), 5)
    with pytest.raises(WrongVersion):
        service.store.append(NewCommit("tally-a", 0, [Added(1)], context("c2")))
    assert service.store.load("tally-a") == ([Added(5)], 1)


def test_sixteen_writers_on_one_stream_all_end_and_none_is_lost(service, context):
    barrier = Barrier(16)

    def write(writer: int) -> None:
        barrier.wait()
        for turn in range(10):
            run(service, context(f"{writer}/{turn}"))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    events, version = service.store.load("tally-a")
    assert (len(events), version) == (160, 160)


def across(service: Service, context: Context, *streams: str, most: int = 10**9) -> dict:
    def decide(unit):
        for stream in streams:
            unit.append(stream, add(1, unit.load(stream, tally), most))
        return unit.reply(streams[0])

    return execute_across(service.store, decide, context)


def test_several_streams_are_written_together_or_not_at_all(service, context):
    run(service, context("c1"), 10, stream="tally-b")
    with pytest.raises(TooMuch):
        across(service, context("c2"), "tally-a", "tally-b", most=10)
    assert service.store.load("tally-a") == ([], 0)
    reply = across(service, context("c3"), "tally-a", "tally-b")
    assert reply == {"result": {}, "stream": "tally-a", "version": 1}
    assert across(service, context("c3"), "tally-a", "tally-b") == reply
    assert service.store.load("tally-b")[1] == 2


def test_writers_that_meet_on_several_streams_lose_nothing(service, context):
    def client(number: int) -> dict:
        while True:
            try:
                return across(service, context(f"c{number}"), "tally-a", "tally-b")
            except Busy:  # nothing was done; a client sends it again
                continue

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(client, range(12)))
    assert sorted(reply["version"] for reply in replies) == list(range(1, 13))
    assert service.store.load("tally-b")[1] == 12


def test_many_streams_are_written_in_one_go_and_each_says_what_became_of_it(service, context):
    commits = [NewCommit(f"tally-{n}", 0, [Added(n)], context(f"c{n}")) for n in range(3)]
    assert service.store.append_many(commits[:2]).written == ["tally-0", "tally-1"]
    service.store.append(NewCommit("tally-3", 0, [Added(3)], context("other")))
    again = service.store.append_many([*commits, NewCommit("tally-3", 0, [Added(9)], context("c9"))])
    assert (again.written, again.repeated, again.conflict) == (["tally-2"], ["tally-0", "tally-1"], ["tally-3"])


def test_commits_in_order_end_at_the_first_where_another_writer_was_faster(service, context):
    commits = [NewCommit("tally-a", n, [Added(n)], context(f"c{n}")) for n in range(4)]
    assert service.store.append_in_order(commits[:2]) == 2
    assert service.store.find_commands(["c0", "c1", "c2"]).keys() == {"c0", "c1"}
    run(service, context("other"))  # version 3
    elsewhere = NewCommit("tally-b", 0, [Added(1)], context("b"))
    assert service.store.append_in_order([elsewhere, commits[2], commits[3]]) == 1
    assert (service.store.load("tally-a")[1], service.store.load("tally-b")[1]) == (3, 1)


def test_where_streams_stand_is_told_without_reading_them(service, context):
    append = service.store.append
    append(NewCommit("tally-a", 0, [Added(1)], context("c1")))
    append(NewCommit("tally-a", 1, [Added(2), Added(3), Added(4)], context("c2")))
    append(NewCommit("tally-b", 0, [Added(5)], context("c3")))
    assert service.store.versions(["tally-a", "tally-b", "tally-c"]) == {"tally-a": 4, "tally-b": 1}
    assert service.store.load("tally-a")[1] == 4
