"""Forms of two steps: first a code is sent by SMS, then it is given."""

from typing import Any

from kernel.refusals import Refused
from services.identity import contract as identity

GIVING: dict[str, Any] = {"minutes": None}
"""The second step, nothing being said of a code that was sent just now."""


def step_after(refusal: Refused, sent: Any) -> Any:
    """The step to show after a refusal: who asks for another code too soon, or too often, may still give the last."""
    return GIVING if isinstance(refusal, identity.CodeTooSoon | identity.CodeTooMany) else sent
