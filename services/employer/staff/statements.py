"""Who has seen a month's notice (EMP-08): noted in the person's stream with the unit."""

from itertools import islice

from kernel.aggregate import Aggregate
from kernel.commands import execute_across
from kernel.context import Context
from kernel.events import Event
from kernel.privacy import mask
from kernel.refusals import Forbidden
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.domain import staff
from services.employer.units.domain import check_own

MOST_SCANNED = 2000
Months = frozenset[str]


def evolve(months: Months, event: Event) -> Months:
    """The months that were seen, after an event of the person's stream."""
    return months | {event.month} if isinstance(event, c.MonthSeen) else months


seen: Aggregate[Months] = Aggregate(frozenset(), evolve)


def note_seen(office: Office, command: c.NoteMonthSeen, context: Context) -> Document:
    """See `NoteMonthSeen`."""
    if context.role != "person" or context.on_behalf_of != command.person_id:
        raise Forbidden()
    stream = c.STAFF.stream(command.unit_id, command.person_id)

    def decide(unit: Unit) -> Document:
        if not unit.load(stream, staff).lines:
            raise c.BaseNotStaff()
        if command.month not in unit.load(stream, seen):
            unit.append(stream, [c.MonthSeen(command.unit_id, command.person_id, command.month)])
        return unit.reply(stream)

    return execute_across(office.store, decide, context)


def get_own_seen(office: Office, query: c.GetOwnMonthSeen, context: Context) -> Document:
    """See `GetOwnMonthSeen`."""
    if context.role != "person" or context.on_behalf_of != query.person_id:
        raise Forbidden()
    streams = {unit_id: c.STAFF.stream(unit_id, query.person_id) for unit_id in query.units}
    events = office.store.load_many(list(streams.values()))
    return {"units": [of for of, stream in streams.items() if query.month in seen.after(events.get(stream, []))]}


def get_seen(office: Office, query: c.GetMonthSeen, context: Context) -> Document:
    """See `GetMonthSeen`."""
    check_own(query.unit_id, context)
    prefix = c.STAFF.stream(query.unit_id) + "-"
    streams = office.store.streams(prefix, prefix + query.after if query.after else "")
    found: dict[str, bool] = {}
    scanned, last = 0, ""
    for name, events in islice(streams, MOST_SCANNED):
        scanned, last = scanned + 1, name.removeprefix(prefix)
        if staff.after(events).active():
            found[last] = query.month in seen.after(events)
        if len(found) == query.limit:
            break
    names = office.names(found)
    told = [{"person_id": who, "name": mask("name", names.get(who, "")), "seen": was} for who, was in found.items()]
    more = scanned == MOST_SCANNED or len(found) == query.limit
    return {"month": query.month, "staff": told, "next": last if more else None}
