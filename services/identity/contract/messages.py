"""What identity is asked."""

from dataclasses import field
from typing import Annotated, Literal

from kernel.events import message
from kernel.schema import Id, Line, some, text

OfficerRole = Literal["clerk", "reviewer", "admin"]
OfficerRoles = Annotated[list[OfficerRole], some(OfficerRole, most=3)]
"""The first one is the role acted in."""
Password = Annotated[str, text(most=200)]
OfficerLogin = Annotated[
    str, text(r"[A-Za-z][A-Za-z0-9_.]{1,29}", sentence="登录名以字母开头，由2到30位字母、数字、点或下划线组成。")
]
AgentName = Annotated[str, text(r"[A-Za-z0-9]{0,20}", sentence="经办人编号由字母或数字组成，最多20位。")]


@message
class RegisterPerson:
    """注册: name and mobile must be those of the insured archive. Result: `{account_id, mobile_signs_in}`."""

    id_number: Line = field(repr=False)
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class AppointAgent:
    """An administrator opens an account for a unit's agent 经办人. Result: `{account_id, login}`.

    The login is the unit number, or `<unit number>/<agent>` where `agent` tells several agents apart.
    """

    unit_id: Id
    name: Line = field(repr=False)
    mobile: Line = field(repr=False)
    password: Password = field(repr=False)
    agent: AgentName = ""


@message
class AppointOfficer:
    """An administrator opens an account for an officer. Result: `{account_id, login}`."""

    login: OfficerLogin
    roles: OfficerRoles
    name: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class SignIn:
    """`login` is an ID number, a mobile, a unit number (`/agent`) or an officer's login name.

    Result: `{account_id, role, roles, person_id, unit_id, access_token, expires_in, refresh_token}`.
    """

    login: Line = field(repr=False)
    password: Password = field(repr=False)


@message
class Refresh:
    """Exchanges a refresh token, once, for a new pair. Result as of `SignIn`."""

    refresh_token: Line = field(repr=False)


@message
class SignOut:
    """Ends the session of a refresh token. Result: `{}`."""

    refresh_token: Line = field(repr=False)


# ------------------------------------------------------------------ queries


@message
class GetAccount:
    """The asker's own account; an administrator may name another.

    `{account_id, kind, roles, person_id, unit_id, name, mobile, registered_on, card_losses, strong_proof_needed}`,
    name and mobile masked.
    """

    account_id: Id | None = None
