"""Looks and disputes. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from kernel.aggregate import Aggregate
from kernel.context import Context
from kernel.refusals import Forbidden
from services.identity import contract as c

OFFICERS = frozenset({"clerk", "reviewer", "admin"})

# ------------------------------------------------------------------ looks


@dataclass(frozen=True, slots=True)
class Entry:
    """One look as the person reads it. `look_id` is `<day>.<place on that day>`: they are in the order of time."""

    look_id: str
    look: c.Look
    unmasked: tuple[c.Unmaskable, ...] = ()


def by_person(seen: Iterable[c.Seen]) -> dict[tuple[str, str], list[c.Look]]:
    """A batch turned round: the looks at each person on each UTC day."""
    found: dict[tuple[str, str], list[c.Look]] = {}
    for one in seen:
        for person_id in dict.fromkeys(one.person_ids):
            found.setdefault((person_id, one.look["at"][:10]), []).append(one.look)
    return found


def entries(day: str, events: Iterable[Any]) -> Iterator[Entry]:
    """The looks of a day's stream, in order."""
    place = 0
    for happened in events:
        looks = happened.looks if isinstance(happened, c.DataSeen) else [happened.look]
        unmasked = tuple(happened.fields) if isinstance(happened, c.DataUnmasked) else ()
        for look in looks:
            place += 1
            yield Entry(f"{day}.{place:06d}", look, unmasked)


LOOKS: Aggregate[int] = Aggregate(0, lambda count, _happened: count + 1)
"""How many events a day's stream holds: nothing is decided on what others saw."""


def only_machines(context: Context) -> None:
    """Looks are told by the web itself. Raises Forbidden."""
    if context.role != "service":
        raise Forbidden()


def unmask(command: c.Unmask, context: Context) -> c.DataUnmasked:
    """What is noted before anything is shown. Raises Forbidden, NoReason."""
    own = context.role == "person" and context.on_behalf_of == command.person_id
    if not own and context.role not in OFFICERS:
        raise Forbidden()
    if not own and not command.reason:
        raise c.NoReason()
    look = c.Look(
        at=context.instant,
        account=context.actor,
        role=context.role,
        acting_for=context.on_behalf_of,
        channel=context.channel,
        action="unmask",
        about=command.about,
        reason=command.reason,
    )
    return c.DataUnmasked(command.person_id, list(command.fields), look)


# ------------------------------------------------------------------ disputes


@dataclass(frozen=True, slots=True)
class NoDispute:
    """Nobody said anything."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """Waits for an auditor, until `answer` (sealed) is there."""

    dispute_id: str
    person_id: str
    look: c.Look
    justified: bool | None = None
    answer: str = ""


Dispute = NoDispute | Disputed


def evolve(state: Dispute, happened: c.DisputeEvent) -> Dispute:
    """The dispute after an event."""
    match happened:
        case c.LookDisputed():
            return Disputed(happened.dispute_id, happened.person_id, happened.look)
        case c.DisputeAnswered():
            if isinstance(state, NoDispute):
                raise ValueError("an answer to what nobody disputed")
            return Disputed(state.dispute_id, state.person_id, state.look, happened.justified, happened.answer)
        case _:
            assert_never(happened)


dispute: Aggregate[Dispute] = Aggregate(NoDispute(), evolve)


def dispute_look(
    command: c.DisputeLook, entry: Entry | None, sealed_reason: str, state: Dispute, context: Context
) -> list[c.DisputeEvent]:
    """异议. Raises LookUnknown, OwnLook, AlreadyDisputed."""
    if entry is None:
        raise c.LookUnknown()
    if entry.look["account"] == context.actor:
        raise c.OwnLook()
    if isinstance(state, Disputed):
        raise c.AlreadyDisputed()
    dispute_id = f"{command.person_id}-{command.look_id}"
    return [c.LookDisputed(dispute_id, command.person_id, command.look_id, entry.look, sealed_reason, context.today)]


def answer(command: c.AnswerDispute, sealed: str, state: Dispute, context: Context) -> list[c.DisputeEvent]:
    """答复. Raises Forbidden, DisputeUnknown, OwnLook, AlreadyAnswered."""
    if context.role != "auditor":
        raise Forbidden()
    if isinstance(state, NoDispute):
        raise c.DisputeUnknown()
    if state.look["account"] == context.actor:
        raise c.OwnLook()
    if state.justified is not None:
        raise c.AlreadyAnswered()
    justified, answered_on = command.justified, context.today
    return [c.DisputeAnswered(state.dispute_id, state.person_id, justified, sealed, context.actor, answered_on)]
