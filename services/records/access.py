"""Who may see and do what in records; which roles may use an action at all is the gateway's to say."""

from kernel.context import Context
from kernel.refusals import Forbidden

OFFICE = frozenset({"clerk", "reviewer", "admin", "service", "system"})


def office_only(context: Context) -> None:
    """Officers and our own services. Raises Forbidden."""
    if context.role not in OFFICE:
        raise Forbidden()


def own_person(context: Context, person_id: str) -> None:
    """The person, or the office; a unit's agent sees nobody's personal record. Raises Forbidden."""
    if context.role == "person" and context.on_behalf_of == person_id:
        return
    office_only(context)


def own_bill(context: Context, payer_id: str) -> None:
    """The unit's agent, who pays for himself, or the office. Raises Forbidden."""
    if context.role in ("agent", "person") and context.on_behalf_of == payer_id:
        return
    office_only(context)


def own_unit(context: Context, unit_id: str) -> None:
    """The unit's agent, or the office. Raises Forbidden."""
    if context.role == "agent" and context.on_behalf_of == unit_id:
        return
    office_only(context)
