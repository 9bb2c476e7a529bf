"""Several who want to know the same are told by few askings, and nobody by an old one."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest

from gateway.web.watching import FRESH_SECONDS, LATE_SECONDS, Asking

SECONDS = 30


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_within_a_second_nobody_asks_again() -> None:
    answers, clock = count(1), Clock()
    asking = Asking(lambda: next(answers), clock)
    assert [asking.told(), asking.told()] == [1, 1]
    clock.at += FRESH_SECONDS
    assert [asking.told(), asking.told()] == [2, 2]


def test_who_comes_while_one_asks_anew_is_told_at_once_unless_it_was_long_ago() -> None:
    answers, asks, may_end, clock = count(1), Event(), Event(), Clock()

    def ask() -> int:
        asks.set()
        assert may_end.wait(SECONDS)
        clock.at += FRESH_SECONDS  # and when it has been answered, that is no longer new
        return next(answers)

    asking = Asking(ask, clock)
    may_end.set()
    assert asking.told() == 1
    asks.clear()
    may_end.clear()
    clock.at += FRESH_SECONDS
    with ThreadPoolExecutor(4) as visitors:
        first = visitors.submit(asking.told)
        assert asks.wait(SECONDS)
        assert asking.told() == 1
        clock.at += LATE_SECONDS
        waiting = [visitors.submit(asking.told) for _ in range(3)]
        may_end.set()
        assert first.result(SECONDS) == 2
        # What the first began to ask for is late by now: one asks again for all who came since.
        assert [one.result(SECONDS) for one in waiting] == [3, 3, 3]


def test_an_asking_that_failed_is_asked_anew() -> None:
    answers = iter([ConnectionError(), 7])

    def ask() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    asking = Asking(ask)
    with pytest.raises(ConnectionError):
        asking.told()
    assert asking.told() == 7
