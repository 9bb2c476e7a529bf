"""ID-16: authority to act for another. It is used with the header `X-Acting-For`."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out
from gateway.web.api.routes import PAGE, Routes, arguments
from gateway.web.bodies import body_of
from gateway.web.limits import limited_delegations
from services.identity import contract as identity

routes = Routes("delegations", __name__, description="Acting for another")


@routes.acts("/me/delegations", "give authority", body_of(identity.GiveAuthority))
@limited_delegations
def give(body: dict[str, Any]) -> Any:
    """Authorise another, who must confirm it."""
    return carry_out("identity", identity.GiveAuthority(**body))


@routes.reads("/me/delegations", "give authority", arguments(**PAGE))
def own(query: dict[str, Any]) -> Any:
    """Authorities given and received, the newest first."""
    return ask("identity", identity.GetAuthorities(caller().on_behalf_of, **query))


@routes.acts("/delegations", "register authority", body_of(identity.RegisterAuthority))
def register(body: dict[str, Any]) -> Any:
    """At a window: both documents and the written authority, or the proof of guardianship, were seen."""
    return carry_out("identity", identity.RegisterAuthority(**body))


@routes.acts("/delegations/<delegation_id>/confirmation", "confirm authority")
def confirm(delegation_id: str) -> Any:
    """The delegate takes it on; what an officer has registered, a second officer confirms."""
    return carry_out("identity", identity.ConfirmAuthority(delegation_id))


@routes.acts("/delegations/<delegation_id>/end", "end authority")
def end(delegation_id: str) -> Any:
    """End it at once: the principal, the delegate or an officer."""
    return carry_out("identity", identity.EndAuthority(delegation_id))


@routes.reads("/persons/<person_id>/delegations", "register authority", arguments(**PAGE))
def of_person(query: dict[str, Any], person_id: str) -> Any:
    """A person's authorities, given and received."""
    return ask("identity", identity.GetAuthorities(person_id, **query))
