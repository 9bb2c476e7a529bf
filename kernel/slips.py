"""Slips: what must be known again of somebody for whom nothing is stored goes out sealed and comes back with them.

A slip is good for one purpose and until an instant; whatever was sealed for another purpose is not accepted.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from kernel.privacy import Sealer, Unreadable


def make_slip(sealer: Sealer, purpose: str, until: str, says: Mapping[str, Any]) -> str:
    """A slip that says something (JSON values), until an instant (UTC text)."""
    return sealer.seal(orjson.dumps({"slip": purpose, "until": until, "says": says}).decode())


def read_slip(sealer: Sealer, purpose: str, slip: str, now: str) -> dict[str, Any]:
    """What it says. Raises Unreadable where it is none of ours, was made for something else, or its time is over."""
    try:
        found = orjson.loads(sealer.open(slip))
    except orjson.JSONDecodeError:
        raise Unreadable from None
    if not isinstance(found, dict) or found.get("slip") != purpose or found["until"] <= now:
        raise Unreadable
    says: dict[str, Any] = found["says"]
    return says
