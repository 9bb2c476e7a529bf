"""What a person does for themself alone: nobody to whom they gave authority does it for them (ID-16)."""

from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c
from services.identity.account.domain import Account, account
from services.identity.identity import Identity


def check_oneself(service: Identity, context: Context) -> None:
    """Whether who asks as a person asks by the own account: a delegate's account is another than the principal's.

    The web keeps delegates away (gateway/web/rights.py); this holds where something else calls. Raises Forbidden.
    """
    if context.role != "person":
        return
    owner, _ = service.store.state(c.ACCOUNT.stream(context.actor), account)
    if not isinstance(owner, Account) or owner.person_id != context.on_behalf_of:
        raise Forbidden()
