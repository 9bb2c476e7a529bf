"""What bills do to their members: what settles is paid and credited, what leaves a bill is owed no more (ENR-13)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from kernel.context import Context
from kernel.events import Fact
from kernel.service import Service
from kernel.store import EventStore
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import bill, unit_and_month
from services.records.bills.state import Bill, Paid
from services.records.contract.adjustments import AdjustmentsSettled
from services.records.contributions.domain import (
    ContributionEvent,
    Year,
    contributions,
    settle,
    settle_adjustments,
    withdraw,
)
from services.records.runs.work import append_each

MEMBERS = 500


def on_bill(unit: Unit, fact: Fact, service: Service) -> None:
    """Settle the next page of members; a further page follows on the news of this one.

    Harmless to repeat: a line that is paid already stays as it is. Of several settlements the last one's news does the
    work of all; where a run settled the bill, the run sees to the members itself.
    """
    event = fact.event
    if isinstance(event, c.BillReduced):
        _withdraw(unit, service, event, unit.load(fact.stream, bill))
    if not isinstance(event, c.LinesSettled | c.SettlementAdvanced | AdjustmentsSettled):
        return
    if isinstance(event, c.LinesSettled) and event.run:
        return
    state = unit.load(fact.stream, bill)
    after = event.after if isinstance(event, c.SettlementAdvanced) else ""
    if event.number != len(state.settlements) or state.settlements[-1].after != after:
        return  # it has moved on since
    page = list(islice(state.paid_members(after), MEMBERS + 1))
    more = len(page) > MEMBERS and page.pop()
    settle_members(service.store, {(event.unit_id, event.period): page}, unit.context)
    if more:
        unit.append(fact.stream, [c.SettlementAdvanced(event.unit_id, event.period, event.number, page[-1].person_id)])


def settle_bills(store: EventStore, streams: Iterable[str], run: str, context: Context) -> None:
    """Settle the members of the bills that this run sees to: all lines that are paid, in one write."""
    states = {stream: bill.after(events) for stream, events in store.load_many(list(streams)).items()}
    seen_to = {stream: state for stream, state in states.items() if any(s.run == run for s in state.settlements)}
    paid = {unit_and_month(stream): list(state.paid_members()) for stream, state in seen_to.items()}
    settle_members(store, paid, context)


def settle_members(store: EventStore, paid: Mapping[tuple[str, str], list[Paid]], context: Context) -> None:
    """Note the paid months and adjustments of members, by (unit id, month) of their bills: one commit a person and
    year."""
    by_stream: dict[str, list[tuple[str, str, Paid]]] = {}
    for (unit_id, period), members in paid.items():
        for member in members:
            stream = c.CONTRIBUTION.stream(member.person_id, period[:4])
            by_stream.setdefault(stream, []).append((unit_id, period, member))

    def decide(stream: str, year: Year) -> list[ContributionEvent]:
        return [
            event for unit_id, period, member in by_stream[stream] for event in _paid(unit_id, period, member, year)
        ]

    append_each(store, {stream: stream for stream in by_stream}, contributions, decide, context)


def _paid(unit_id: str, period: str, member: Paid, year: Year) -> Iterator[ContributionEvent]:
    of = (member.person_id, c.relation_of(unit_id, member.person_id), period)
    for settled, lines in member.settlements:
        yield from settle(*of, lines, year, settled.arrived_on, settled.voucher)
    for settled, adjustments in member.adjustments:
        yield from settle_adjustments(*of, adjustments, year, settled.arrived_on, settled.voucher)


def _withdraw(unit: Unit, service: Service, event: c.BillReduced, state: Bill) -> None:
    """What has come back to the bill since stays owed."""
    gone = {
        member["person_id"]: [
            line for line in member["lines"] if line not in state.members.get(member["person_id"], {})
        ]
        for member in event.members
    }
    streams = {person_id: c.CONTRIBUTION.stream(person_id, event.period[:4]) for person_id in gone}

    def decide(person_id: str, year: Year) -> list[ContributionEvent]:
        return withdraw(person_id, c.relation_of(event.unit_id, person_id), event.period, gone[person_id], year)

    append_each(service.store, streams, contributions, decide, unit.context)
