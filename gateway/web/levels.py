"""ID-04: how sure it must be that a person is who they say, before what they ask for is done; a city's policy says."""

from collections.abc import Mapping
from typing import Literal

from gateway.web.acting import edge
from gateway.web.caller import Caller
from kernel.clock import business_date
from services.identity import contract as identity

HIGHEST = 3
LEVELS: Mapping[str, Literal["query", "change"]] = {
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
    "confirm authority": "change",
    "end authority": "query",
}
"""Actions that ask a person for a real-name level, by what they are in the policy `proof/rule` (handbook 13).

Reporting a card lost does not: it is done at any hour, by whoever has signed in.
"""


def check_level(who: Caller, action: str | None) -> None:
    """Whether a person has proved enough for this. Raises ProofNeeded with the ways that are open to them."""
    needed = LEVELS.get(action or "")
    if who.role != "person" or needed is None or who.level >= HIGHEST:
        return
    rule = edge().city.policy.at("proof/rule", business_date(edge().settings.clock()))
    if who.level < rule[needed]:
        found = edge().services.query("identity", identity.GetProofs(), who)
        enough = [way["name"] for way in found["ways"] if way["level"] >= rule[needed] and way["available"]]
        raise identity.ProofNeeded(told="、".join(enough))
