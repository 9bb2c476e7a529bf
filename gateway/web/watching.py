"""How the platform stands, for administrators: each service's health, and what its subscriptions hold back (OPS)."""

import logging
from typing import Any

from gateway.web.acting import caller, carry_out, edge
from kernel import standing as told_by_store
from kernel.refusals import NotFound, Refused
from kernel.standing import RetryParked, subscriptions

log = logging.getLogger(__name__)
VIEWS = "views"

SERVICES = {
    "identity": "账户和登录",
    "records": "参保档案和征缴",
    "cards": "社会保障卡",
    "certificates": "参保证明",
    "employer": "单位申报",
}
SLOW_SECONDS = 10
"""So long a commit waits to be published before somebody should look."""


def standing() -> list[dict[str, Any]]:
    """`[{name, title, up, health, subscriptions, bad}]`: each service as it tells of itself, and our own views."""
    told = [_service(name, title) for name, title in SERVICES.items()]
    views = subscriptions(edge().views.database)
    return [*told, _told(VIEWS, "页面数据", {"up": True, "health": None, "subscriptions": views})]


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
    read = edge().services.read
    try:
        health, heard = read(name, "/health"), read(name, "/subscriptions")
    except Refused:
        return _told(name, title, {"up": False, "health": None, "subscriptions": []})
    return _told(name, title, {"up": True, "health": health, "subscriptions": heard["subscriptions"]})


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
