"""Where the attempts to sign in with a password are kept."""

from kernel.aggregate import Aggregate
from kernel.calendar import add_days
from kernel.context import Context
from services.identity import contract as c
from services.identity.password.lock import PasswordLock
from services.identity.sign_in import domain
from services.identity.wiring import Identity


def attempts_of(service: Identity, who: str, context: Context) -> tuple[str, Aggregate[PasswordLock]]:
    """This month's stream of attempts of an account (or a login that nobody has), and an aggregate that begins where
    the month before it ended. Cut by month, it stays short however long an account lives or somebody tries."""
    before = add_days(f"{context.month}-01", -1)[:7]
    lock, _ = service.store.state(c.SIGN_IN.stream(who, before), domain.attempts)
    return c.SIGN_IN.stream(who, context.month), Aggregate(lock, domain.evolve_attempts)
