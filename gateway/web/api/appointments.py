"""Accounts that the office opens, changes and ends: of officers and of units' agents."""

from typing import Any

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of
from services.identity import contract as identity

routes = Routes("appointments", __name__, description="Officers and units' agents")


@routes.acts("/agents", "keep accounts", body_of(identity.AppointAgent))
def appoint_agent(body: dict[str, Any]) -> Any:
    """Open an account for a unit's agent; an initial password is told once."""
    return carry_out("identity", identity.AppointAgent(**body))


@routes.acts("/units/<unit_id>/agents", "keep own agents", body_of(identity.AppointAgent, "unit_id"))
def appoint_colleague(body: dict[str, Any], unit_id: str) -> Any:
    """ID-14: a manager of the unit opens an account for another agent; an initial password is told once."""
    return carry_out("identity", identity.AppointAgent(unit_id, **body))


@routes.acts(
    "/units/<unit_id>/agents/<account_id>/end", "keep own agents", body_of(identity.EndAppointment, "account_id")
)
def end_colleague(body: dict[str, Any], unit_id: str, account_id: str) -> Any:  # noqa: ARG001
    """ID-14: an agent who leaves is revoked at once."""
    return carry_out("identity", identity.EndAppointment(account_id, **body))


@routes.reads("/units/<unit_id>/agents", "see agents")
def agents(unit_id: str) -> Any:
    """ID-14: the unit's agents, names masked."""
    return ask("identity", identity.GetAgents(unit_id))


@routes.acts(
    "/agents/<account_id>/password", "reset at the counter", body_of(identity.ResetAgentPassword, "account_id")
)
def reset_password(body: dict[str, Any], account_id: str) -> Any:
    """ID-10: a new initial password, after seal and ID card were checked; it is told once."""
    return carry_out("identity", identity.ResetAgentPassword(account_id, **body))


@routes.acts("/officers", "keep accounts", body_of(identity.AppointOfficer))
def appoint_officer(body: dict[str, Any]) -> Any:
    """ID-15: propose an officer; the account opens nothing before another administrator confirms it."""
    return carry_out("identity", identity.AppointOfficer(**body))


@routes.acts(
    "/officers/<account_id>/confirmation", "confirm an appointment", body_of(identity.ConfirmAppointment, "account_id")
)
def confirm_appointment(body: dict[str, Any], account_id: str) -> Any:
    """ID-15: another administrator, with the officer at the desk, confirms the proposed name and roles; of a new
    officer an initial password is told once."""
    return carry_out("identity", identity.ConfirmAppointment(account_id, **body))


@routes.reads("/officers", "see colleagues")
def officers() -> Any:
    """ID-15: which officers there are, names masked."""
    return ask("identity", identity.GetOfficers())


@routes.acts("/officers/<account_id>/roles", "keep accounts", body_of(identity.ChangeRoles, "account_id"))
def change_roles(body: dict[str, Any], account_id: str) -> Any:
    """ID-15: other roles, from the next sign-in on; one the officer has not had waits for another administrator."""
    return carry_out("identity", identity.ChangeRoles(account_id, **body))


@routes.acts("/officers/password-resets", "keep accounts", body_of(identity.AskOfficerReset))
def ask_officer_reset(body: dict[str, Any]) -> Any:
    """ID-15: an officer has forgotten the password; good for that day."""
    return carry_out("identity", identity.AskOfficerReset(**body))


@routes.acts(
    "/officers/password-resets/confirmation", "give an officer a new password", body_of(identity.ResetOfficerPassword)
)
def reset_officer_password(body: dict[str, Any]) -> Any:
    """ID-15: another administrator, with the officer at the desk: a new initial password, which is told once."""
    return carry_out("identity", identity.ResetOfficerPassword(**body))


@routes.acts("/accounts/<account_id>/end", "keep accounts", body_of(identity.EndAppointment, "account_id"))
def end_appointment(body: dict[str, Any], account_id: str) -> Any:
    """ID-14, ID-15: an officer or agent who leaves signs in no more."""
    return carry_out("identity", identity.EndAppointment(account_id, **body))


@routes.reads("/accounts/<account_id>", "see accounts")
def account(account_id: str) -> Any:
    """An account, names masked."""
    return ask("identity", identity.GetAccount(account_id))
