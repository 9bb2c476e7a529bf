"""ID-15: officers are appointed by a security administrator."""

from typing import Any

from kernel.commands import first_reply
from kernel.context import Context
from services.identity import contract as c
from services.identity.account.opening import Opening, open_with, with_login
from services.identity.identity import Identity
from services.identity.office.domain import check_roles, only_security
from services.identity.password.check import check_password
from services.identity.password.hashing import hash_password

Reply = dict[str, Any]


def appoint_officer(service: Identity, command: c.AppointOfficer, context: Context, *, initial: bool = True) -> Reply:
    """The password is to be changed first where it is `initial`.

    Raises Forbidden, RolesDoNotMix, PasswordNotAllowed, AlreadyRegistered.
    """
    if repeated := first_reply(service.store, context):
        return with_login(repeated, command.login)
    only_security(context)
    check_roles(command.roles)
    check_password(command.password, [], service.passwords, context.today)
    opening = Opening(
        "officer",
        tuple(command.roles),
        command.name,
        "",
        hash_password(command.password),
        initial=initial,
        logins=[command.login],
    )
    return with_login(open_with(service, opening, context), command.login)
