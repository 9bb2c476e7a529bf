"""Asking somebody who is signed in for the password again: a wrong one counts as at signing in (ID-09)."""

from kernel.context import Context
from kernel.refusals import Refused
from services.identity import contract as c
from services.identity.identity import Identity
from services.identity.password.lock import lock_rule
from services.identity.session.keeping import without_command
from services.identity.sign_in.attempts import try_password


def prove_password(
    service: Identity, account_id: str, password: str, context: Context, wrong: type[Refused] = c.WrongPassword
) -> None:
    """Raises `wrong`, SignInLocked."""
    own = without_command(context)  # the act itself carries the command's id
    if not try_password(service, account_id, password, own):
        rule = lock_rule(service.city, context.today)
        raise wrong(threshold=rule.threshold, minutes=rule.minutes)
