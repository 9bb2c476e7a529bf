"""Accounts, and who one is."""

from typing import Any

from gateway.web.acting import ask, caller
from gateway.web.api.routes import Routes
from services.identity import contract as identity

routes = Routes("account", __name__, description="Accounts")


@routes.reads("/me", "know own account")
def me() -> Any:
    """The caller's own account, names masked."""
    return ask("identity", identity.GetAccount()) | {"role": caller().role}
