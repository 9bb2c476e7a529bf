"""ID-04: how sure it must be that a person is who they say, before what they ask for is done; a city's policy says."""

from collections.abc import Mapping
from typing import Any, Literal

from gateway.web.acting import edge
from gateway.web.caller import Caller
from kernel.clock import business_date
from services.identity import contract as identity

HIGHEST = 3
Needed = Literal["query", "change"]
LEVELS: Mapping[str, Needed] = {
    "see own record": "query",
    "see own looks": "query",
    "see own wards": "query",
    "see own cases": "query",
    "see a case": "query",
    "have a certificate made": "query",
    "change where money and codes go": "change",
    "activate own card": "change",
    "move own relation": "change",
    "apply for a matter": "change",
    "pay own contributions": "query",
    "go on with a case": "change",
    "give authority": "change",
    "act for another": "query",
    "confirm authority": "change",
    "end authority": "query",
}
"""Actions that ask a person for a real-name level, by what they are in the policy `proof/rule` (handbook 13).

Reporting a card lost does not: it is done at any hour, by whoever has signed in.
"""


def has_proved(who: Caller, needed: Needed) -> bool:
    """Whether a person has proved enough; of nobody else is it asked."""
    return who.role != "person" or who.level >= HIGHEST or who.level >= _level(needed)


def check_level(who: Caller, action: str | None) -> None:
    """Whether a person has proved enough for this. Raises ProofNeeded with the ways that are open to them."""
    needed = LEVELS.get(action or "")
    if needed is not None and not has_proved(who, needed):
        raise _needed(edge().services.query("identity", identity.GetProofs(), who), needed)


def check_proved_anew(found: Mapping[str, Any]) -> None:
    """ID-12: whether a person has proved of late who it is, as `GetProofs` tells; identity asks again where something
    is changed. Raises ProofNeeded."""
    if not found["proved_anew"]:
        raise _needed(found, "change")


def _needed(found: Mapping[str, Any], needed: Needed) -> identity.ProofNeeded:
    enough = [way["name"] for way in found["ways"] if way["level"] >= _level(needed) and way["available"]]
    return identity.ProofNeeded(told="、".join(enough))


def _level(needed: Needed) -> int:
    rule = edge().city.policy.at("proof/rule", business_date(edge().settings.clock()))
    return int(rule[needed])
