"""Transfers with every step, its day and the day it is due (TRF-02), from their own streams."""

from typing import Any, assert_never

from kernel.calendar import is_provisional
from kernel.store import EventStore
from services.records import contract as c
from services.records.personfile import entries_of, person_file
from services.records.persons.domain import is_retired
from services.records.transfers.domain import (
    Completed,
    Declined,
    NotRequested,
    Standing,
    Step,
    Transfer,
    UnderWay,
    overdue,
    transfer,
)

Asked = UnderWay | Completed | Declined
STATE_NAMES = {"under_way": "办理中", "completed": "已办结", "declined": "转入地不予接收"}


def transfers_of(store: EventStore, person_id: str) -> list[Asked]:
    """All transfers of a person, newest first."""
    entries = entries_of(store, person_id)
    found = [transfer.after(events) for one in entries for _, events in store.streams(c.TRANSFER.stream(one, ""))]
    known = [one for one in found if not isinstance(one, NotRequested)]
    return sorted(known, key=lambda one: (one.asked.requested_on, one.asked.transfer_id), reverse=True)


def transfers_alike(store: EventStore, wanted: c.RequestTransfer) -> list[Transfer]:
    """The person's transfers of the same line and direction, in the order they were asked for."""
    prefix = c.TRANSFER.stream(wanted.person_id, wanted.line, wanted.direction, "")
    found = sorted(store.streams(prefix), key=lambda named: int(named[0].removeprefix(prefix)))
    return [transfer.after(events) for _, events in found]


def standing_of(store: EventStore, person_id: str, line: c.Line) -> Standing:
    """What the record says of the person and the line here."""
    person = person_file(store, person_id)
    statuses = {relation.status(line) for relation in person.relations.values()} - {None}
    paid = any(row["line"] == line for year in person.years.values() for row in year.imported)
    return Standing(active="active" in statuses, known=bool(statuses) or paid, retired=is_retired(person.archived))


def shown(found: Transfer, today: str) -> dict[str, Any]:
    """A transfer as `GetTransfer` shows it. Raises TransferUnknown."""
    if isinstance(found, NotRequested):
        raise c.TransferUnknown()
    asked, state = found.asked, _state(found)
    steps = [_step(step, today, waiting=isinstance(found, Declined)) for step in found.steps]
    return {
        "transfer_id": asked.transfer_id,
        "person_id": asked.person_id,
        "line": asked.line,
        "line_name": c.LINE_NAMES[asked.line],
        "direction": asked.direction,
        "from_region": asked.from_region,
        "to_region": asked.to_region,
        "left_on": asked.left_on,
        "requested_on": asked.requested_on,
        "late": asked.late,
        "state": state,
        "state_name": STATE_NAMES[state],
        "steps": steps,
        "next_step": found.next.step if isinstance(found, UnderWay) else None,
        "due_on": found.steps[-1].due_on,
        "provisional": any(is_provisional(step.due_on) for step in found.steps),
        "overdue": any(step["overdue"] for step in steps),
        "ended_on": None if isinstance(found, UnderWay) else found.on,
        "reason": found.reason if isinstance(found, Declined) else None,
    }


def _step(step: Step, today: str, *, waiting: bool) -> dict[str, Any]:
    """A step; one that a refusal has left undone is not late."""
    late = overdue(step, today) and not (waiting and step.done_on is None)
    return {
        "step": step.step,
        "who": step.who,
        "who_name": "转入地" if step.who == "new" else "转出地",
        "title": step.title,
        "working_days": step.working_days,
        "due_on": step.due_on,
        "done_on": step.done_on,
        "overdue": late,
    }


def _state(found: Asked) -> str:
    match found:
        case UnderWay():
            return "under_way"
        case Completed():
            return "completed"
        case Declined():
            return "declined"
        case _:
            assert_never(found)
