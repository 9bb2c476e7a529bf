"""What a bill does to its members: what settles is paid and credited, what leaves it is owed no more (ENR-13)."""

from itertools import islice

from kernel.events import Fact
from kernel.service import Service
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import Bill, Settlement, bill
from services.records.contributions.domain import ContributionEvent, Year, contributions, settle, withdraw
from services.records.runs.work import append_each

MEMBERS = 500


def on_bill(unit: Unit, fact: Fact, service: Service) -> None:
    """Settle the next page of members; a further page follows on the news of this one.

    Harmless to repeat: a line that is paid already stays as it is.
    """
    event = fact.event
    state = unit.load(fact.stream, bill)
    if isinstance(event, c.BillReduced):
        _withdraw(unit, service, event, state)
    if not isinstance(event, c.LinesSettled | c.SettlementAdvanced):
        return
    settlement = state.settlements[event.number - 1]
    if settlement.after != (event.after if isinstance(event, c.SettlementAdvanced) else ""):
        return  # it has moved on since
    left = (member for member in state.settled_by(event.number) if member[0] > settlement.after)
    page = dict(islice(left, MEMBERS + 1))
    more = len(page) > MEMBERS and page.popitem()
    _settle_members(unit, service, (event.unit_id, event.period), settlement, page)
    if more:
        last = next(reversed(page))
        unit.append(fact.stream, [c.SettlementAdvanced(event.unit_id, event.period, event.number, last)])


def _settle_members(
    unit: Unit, service: Service, of: tuple[str, str], settlement: Settlement, page: dict[str, list[c.Line]]
) -> None:
    unit_id, period = of
    streams = {person_id: c.CONTRIBUTION.stream(person_id, period[:4]) for person_id in page}

    def decide(person_id: str, year: Year) -> list[ContributionEvent]:
        return settle(person_id, unit_id, period, page[person_id], year, settlement.arrived_on, settlement.voucher)

    append_each(service.store, streams, contributions, decide, unit.context)


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
        return withdraw(person_id, event.unit_id, event.period, gone[person_id], year)

    append_each(service.store, streams, contributions, decide, unit.context)
