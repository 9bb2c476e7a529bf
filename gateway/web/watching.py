"""How the platform stands, for administrators: each service's health, and what its subscriptions hold back (OPS)."""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from gateway.web.acting import caller, carry_out, edge
from kernel import standing as told_by_store
from kernel.refusals import NotFound, Refused
from kernel.standing import RetryParked, subscriptions

log = logging.getLogger(__name__)
T = TypeVar("T")
VIEWS = "views"
Standing = list[dict[str, Any]]

SERVICES = {
    "identity": "账户和登录",
    "records": "参保档案和征缴",
    "cards": "社会保障卡",
    "certificates": "参保证明",
    "employer": "单位申报",
}
FRESH_SECONDS, LATE_SECONDS = 1.0, 5.0
"""An answer of the last second is as good as a new one; one of the last five is better than to wait for a new one."""
SLOW_SECONDS = 10
"""So long a commit waits to be published before somebody should look."""


def standing() -> Standing:
    """`[{name, title, up, health, subscriptions, bad}]`: each service as it tells of itself, and our own views."""
    return _asking.told()


class Asking(Generic[T]):
    """One `ask` a second for all who want to know. While one asks anew, others are told what was answered before."""

    def __init__(self, ask: Callable[[], T], now: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._now = ask, now
        self._turn = Lock()
        self._answer: T
        self._begun = float("-inf")

    def told(self) -> T:
        """The answer, asked for at most `LATE_SECONDS` ago. Raises what `ask` raises."""
        came = self._now()
        if self._is_within(FRESH_SECONDS):
            return self._answer
        if not self._turn.acquire(blocking=not self._is_within(LATE_SECONDS)):
            return self._answer
        try:
            if self._begun < came:  # nobody has begun to ask while we waited
                begun = self._now()
                self._answer = self._ask()
                self._begun = begun
            return self._answer
        finally:
            self._turn.release()

    def _is_within(self, seconds: float) -> bool:
        return self._now() - self._begun < seconds


def _of_each_service() -> Standing:
    told = [_service(name, title) for name, title in SERVICES.items()]
    views = subscriptions(edge().views.database)
    return [*told, _told(VIEWS, "页面数据", {"up": True, "health": None, "subscriptions": views})]


_asking = Asking(_of_each_service)


def retry(service: str, asked: RetryParked) -> None:
    """Let a stream go on that `service` (a service, or our own views) holds back. Raises NotFound, NotParked."""
    if service in SERVICES:
        carry_out(service, asked)
    elif service == VIEWS:
        told_by_store.retry(edge().views.database, asked)
        log.info("retry of %s %s asked by %s", asked.subscription, asked.stream, caller().account)
    else:
        raise NotFound()


def _service(name: str, title: str) -> dict[str, Any]:
    try:
        found = edge().services.read(name, "/standing")
    except Refused:
        return _told(name, title, {"up": False, "health": None, "subscriptions": []})
    return _told(name, title, {"up": True, **found})


def _told(name: str, title: str, found: dict[str, Any]) -> dict[str, Any]:
    slow = bool(found["health"]) and found["health"]["lag_seconds"] > SLOW_SECONDS
    parked = sum(one["parked"] for one in found["subscriptions"])
    return {
        "name": name,
        "title": title,
        **found,
        "slow": slow,
        "parked": parked,
        "bad": bool(parked or slow or not found["up"]),
    }
