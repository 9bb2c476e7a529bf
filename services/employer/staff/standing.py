"""Where a line of a person with a unit stands: what records has confirmed, and what it has not answered. Pure.

records answers what was approved in the order of its approval. So what it tells of a line settles the oldest that waits
for it, and whatever was approved since goes on waiting upon that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Active:
    """参保 from `start_month` on; `confirmed`: records has enrolled it, else the case and what stood before it."""

    start_month: str
    confirmed: bool
    case_id: str = ""
    before: "Standing | None" = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """停保 in `stop_month`; `start_month` is where it was active from; the rest as with `Active`."""

    stop_month: str
    start_month: str
    confirmed: bool
    case_id: str = ""
    before: "Standing | None" = None


Standing = Active | Stopped
S = TypeVar("S", bound=Standing | None)


def started(standing: Standing | None) -> str:
    """The month since which it is or was active; "" where it never was."""
    return standing.start_month if standing else ""


def unanswered(standing: Standing | None) -> Iterator[Standing]:
    """What was approved and records has not answered, the newest first."""
    while standing and not standing.confirmed:
        yield standing
        standing = standing.before


def enrolled(standing: Standing | None, start_month: str) -> Standing:
    """After records has enrolled the line from that month on."""
    waiting = [each for each in unanswered(standing) if isinstance(each, Active) and each.start_month == start_month]
    return _upon(Active(start_month, True), standing, waiting[-1] if waiting else None)


def ended(standing: Standing | None, stop_month: str) -> Standing:
    """After records has stopped the line in that month: as the unit asked, or by itself (a death, a retirement)."""
    waiting = [each for each in unanswered(standing) if isinstance(each, Stopped) and each.stop_month == stop_month]
    asked = waiting[-1] if waiting else None
    return _upon(Stopped(stop_month, started(asked or _confirmed(standing)), True), standing, asked)


def refused(standing: Standing, case_id: str) -> Standing | None:
    """After records has refused the case: as it was confirmed before, None where it never was."""
    asked = [each for each in unanswered(standing) if each.case_id == case_id]
    return _upon(_confirmed(standing), standing, asked[-1] if asked else None)


def _confirmed(standing: Standing | None) -> Standing | None:
    """What records has confirmed beneath what it has not answered."""
    while standing and not standing.confirmed:
        standing = standing.before
    return standing


def _upon(confirmed: S, standing: Standing | None, answered: Standing | None) -> S | Standing:
    """What is newer than `answered`, upon what is confirmed now; all that waits where nothing of it was answered."""
    newer = list(takewhile(lambda each: each is not answered, unanswered(standing)))
    reached: S | Standing = confirmed
    for waiting in reversed(newer):
        reached = replace(waiting, before=reached)
    return reached
