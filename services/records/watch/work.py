"""The work of the watch: a month's bills page by page, a case for each that waits too long; and the end of it."""

import logging
from typing import Any

from nameko.timer import timer
from pymongo.errors import PyMongoError

from kernel.cases.events import CASE
from kernel.cases.life import NoCase, case
from kernel.cases.progress import sealed_form
from kernel.commands import execute
from kernel.context import Context
from kernel.events import Fact
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.domain import bill, unit_and_month
from services.records.closing.queries import units_billed
from services.records.contract.repairs import MISSING
from services.records.office import RecordsOffice
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page
from services.records.watch import domain as d

log = logging.getLogger(__name__)
UNITS = 200
WATCH_SECONDS = 60


def order_watch(service: Service, month: str, context: Context) -> Document:
    """Look through a month's bills; once for one command id."""
    return execute(
        service.store,
        c.RUN.stream("watch", month),
        runs,
        lambda run: start("watch", month, run),
        context,
        result=lambda run: shown("watch", month, run),
    )


def order_todays_watch(service: Service, context: Context) -> Document:
    """Look through the month that should have arrived by now; once a day, however often it is ordered."""
    month = d.newest_overdue(context.today, _latest(service, context.today))
    day = Context(
        context.now, context.actor, city=context.city, command_id=f"watch:{context.today}", command_hash=month
    )
    return order_watch(service, month, day)


def _latest(service: Service, today: str) -> int:
    return int(service.city.policy.at("arrival_lag", today)["latest"])


def watch_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next units' bills; a case is opened once for a unit and month, and stays as it is then."""
    assert isinstance(service, RecordsOffice)
    units = units_billed(service.store, of, run.after, UNITS)
    if not units:
        return None
    bills = service.store.load_many([c.BILL.stream(unit_id, of) for unit_id in units])
    today = unit.context.today
    found = [d.missing(unit_and_month(name)[0], of, bill.after(events), today) for name, events in bills.items()]
    late = [each for each in found if each and d.is_overdue(of, today, _latest(service, today))]
    unit.preload(CASE.stream(d.watch_case_id(each.unit_id, of)) for each in late)
    opened = sum(_open(service, unit, each) for each in late)
    return Page("units", units[-1], {"units": len(units), "missing": len(late), "opened": opened})


def _open(office: RecordsOffice, unit: Unit, found: d.Missing) -> bool:
    stream = CASE.stream(d.watch_case_id(found.unit_id, found.month))
    if not isinstance(unit.load(stream, case), NoCase):
        return False
    form = {"month": found.month, "owed_fen": found.owed, "people": found.people}
    office.desk.submit(unit, d.application(found, sealed_form(form, office.sealer.seal)), MISSING)
    return True


LESSENING = (c.PaymentArrived, c.HeldMoneyUsed, c.LinesSettled, c.BillReduced)
"""What leaves less owed. A line is settled by its last fen only, who joined late and owes later included."""


def on_arrival(unit: Unit, fact: Fact, service: Service) -> None:
    """Ends the case of a bill of which all that was due has arrived, or nothing is owed any more."""
    event, today = fact.event, unit.context.today
    if not isinstance(event, LESSENING) or not d.is_overdue(event.period, today, _latest(service, today)):
        return  # nobody can have missed it yet
    stream = CASE.stream(d.watch_case_id(event.unit_id, event.period))
    state = unit.load(stream, case)
    if isinstance(state, NoCase):
        return
    if d.missing(event.unit_id, event.period, unit.load(fact.stream, bill), today) is None:
        unit.append(stream, d.arrived(state, d.NOT_OWED if isinstance(event, c.BillReduced) else d.ARRIVED))


class ArrivalWatch:
    """Orders the day's watch. Several copies do no harm: the day's order is one command."""

    service: Any

    @timer(interval=WATCH_SECONDS)
    def watch_arrivals(self) -> None:
        try:
            order_todays_watch(self.service, self.service.context())
        except PyMongoError as outage:
            log.warning("the watch waits for the store: %s", type(outage).__name__)
