"""Several questions of one call are answered as of one moment; what decides reads anew."""

import contextvars

import eventlet

from kernel.moment import one_moment, read_once
from kernel.store import NewCommit
from kernel.unit import Unit
from tests.kernel.sample import Added, tally


def add(service, context, expected: int, amount: int) -> None:
    service.store.append(NewCommit("tally-1", expected, [Added(amount)], context(f"add{expected}")))


def amount(service) -> int:
    return service.store.state("tally-1", tally)[0].amount


def test_within_a_moment_all_see_what_the_first_saw(service, context):
    add(service, context, 0, 5)
    with one_moment():
        assert amount(service) == 5
        add(service, context, 1, 2)
        assert amount(service) == 5
    assert amount(service) == 7


def test_what_one_does_with_what_was_read_changes_nothing_for_others(service, context):
    add(service, context, 0, 5)
    with one_moment():
        service.store.load("tally-1")[0].clear()
        assert amount(service) == 5


def test_a_moment_is_its_own_callers(service, context):
    add(service, context, 0, 5)
    with one_moment():
        assert amount(service) == 5
        add(service, context, 1, 2)
        assert contextvars.Context().run(amount, service) == 7  # somebody else's call, at the same time


def test_greenlets_of_one_process_share_no_moment():
    """As nameko runs its workers: others go on while one waits for its store."""
    told, asked = [], eventlet.Event()

    def within() -> None:
        with one_moment():
            told.append(read_once("figure", lambda: 1))
            asked.wait()
            told.append(read_once("figure", lambda: 2))

    def beside() -> None:
        told.append(read_once("figure", lambda: 3))
        asked.send()

    workers = eventlet.GreenPool(2)
    workers.spawn(within)
    workers.spawn(beside)
    workers.waitall()
    assert told == [1, 3, 1]


def test_what_decides_reads_what_is_new(service, context):
    add(service, context, 0, 5)
    with one_moment(), service.store.transaction() as session:
        assert amount(service) == 5
        add(service, context, 1, 2)
    with one_moment(), service.store.transaction() as session:
        assert Unit(service.store, session, context("u1")).load("tally-1", tally).amount == 7
