"""What becomes of a code that a page shows: a telephone answers it once, the page goes in once. Pure."""

from dataclasses import dataclass, replace

from kernel.aggregate import Aggregate
from kernel.context import Context
from services.identity import contract as c

QrEvent = c.QrConfirmed | c.QrRefused | c.QrUsed


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a code: who answered it, how and when (UTC), and whether the page has used it."""

    account_id: str = ""
    agreed: bool = False
    used: bool = False
    at: str = ""


def evolve(shown: Shown, happened: QrEvent) -> Shown:
    """The code after an event."""
    match happened:
        case c.QrConfirmed():
            return Shown(happened.account_id, agreed=True, at=happened.at)
        case c.QrRefused():
            return Shown(happened.account_id)
        case c.QrUsed():
            return replace(shown, used=True)


code: Aggregate[Shown] = Aggregate(Shown(), evolve)


def answered(shown: Shown, agreed: bool, context: Context) -> list[QrEvent]:
    """The telephone says yes or no, once. Raises QrAnswered."""
    if shown.account_id:
        raise c.QrAnswered()
    says = c.QrConfirmed if agreed else c.QrRefused
    return [says(context.actor, context.instant)]


def used(shown: Shown, context: Context) -> list[QrEvent]:
    """The page goes in, once; nothing happens before the telephone has answered. Raises QrDeclined, QrAnswered."""
    if not shown.account_id:
        return []
    if not shown.agreed:
        raise c.QrDeclined()
    if shown.used:
        raise c.QrAnswered()
    return [c.QrUsed(context.instant)]
