"""Several who want to know the same at once are told by as few askings as are true for all of them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Condition, Event

import pytest

from gateway.web.watching import Asking

SECONDS = 30


class Clock:
    """Counts each look at it, and lets wait until it was looked at so often."""

    def __init__(self) -> None:
        self.looks, self._changed = 0, Condition()

    def __call__(self) -> float:
        with self._changed:
            self.looks += 1
            self._changed.notify_all()
            return self.looks

    def until(self, looks: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.looks >= looks, SECONDS)


def test_who_comes_while_it_is_asked_shares_the_next_answer_and_gets_none_from_before() -> None:
    answers, may_end, clock = count(1), Event(), Clock()

    def ask() -> int:
        answer = next(answers)
        assert may_end.wait(SECONDS)
        return answer

    asking = Asking(ask, clock)
    with ThreadPoolExecutor(4) as visitors:
        first = visitors.submit(asking.told)
        clock.until(2)  # it came, and it asks
        others = [visitors.submit(asking.told) for _ in range(3)]
        clock.until(5)  # they came, and they wait
        may_end.set()
        assert first.result(SECONDS) == 1
        assert [other.result(SECONDS) for other in others] == [2, 2, 2]
    assert asking.told() == 3


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
