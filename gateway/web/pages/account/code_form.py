"""Forms of two steps: first a code is sent by SMS, then it is given, with the ticket that the session keeps."""

from typing import Any

from gateway.web import session
from kernel.refusals import Refused
from services.identity import contract as identity

GIVING: dict[str, Any] = {"minutes": None}
"""The second step, nothing being said of a code that was sent just now."""


def asked(purpose: identity.CodePurpose, told: Any) -> Any:
    """What asking for a code was answered, its ticket kept."""
    session.keep_ticket(purpose, told["ticket"])
    return told


def ticket(purpose: identity.CodePurpose) -> dict[str, str]:
    """The ticket of the code that this browser asked for last."""
    return {"ticket": session.kept_ticket(purpose)}


def step_after(refusal: Refused, sent: Any) -> Any:
    """The step to show after a refusal: who asks for another code too soon, or too often, may still give the last."""
    return GIVING if isinstance(refusal, identity.CodeTooSoon | identity.CodeTooMany) else sent
