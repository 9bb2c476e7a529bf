"""Instructions that move money at a third party: given once, called back when they ran out (promise K6).

One whose answer was lost may have been carried out. So what ran out is not given up by itself: the partner is told to
forget it, and only what it has not carried out, and never will, is decided again.
"""

from collections.abc import Mapping
from typing import Any

from kernel.partner import PartnerDown, PartnerRefused
from kernel.service import Service


def give(service: Service, kind: str, path: str, says: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """`POST <path>`; the partner knows a repetition by `key`. Raises PartnerDown, PartnerRefused."""
    if kind not in service.partners:
        raise PartnerDown(kind)
    return service.partners[kind].call(path, dict(says), key)


def is_called_back(service: Service, kind: str, path: str, named: Mapping[str, Any], key: str) -> bool:
    """`POST <path>/cancel` → `{cancelled}`: true where it was not carried out and never will be, false where it was.

    Raises PartnerDown while that is not known.
    """
    try:
        cancelled = give(service, kind, f"{path}/cancel", named, f"{key}.cancel").get("cancelled")
    except PartnerRefused:
        cancelled = None
    if not isinstance(cancelled, bool):
        raise PartnerDown(kind)
    return cancelled
