"""Ordering mass work: checked at once, carried out page by page by the reaction, seen with GetRun."""

from collections.abc import Mapping

from kernel.commands import execute
from kernel.context import Context
from kernel.service import Service
from kernel.store import Document
from services.records import contract as c
from services.records.adjustments.work import adjustment_page, notice_page
from services.records.balances.interest import interest_page, interest_rates
from services.records.bills.payments import payments_page
from services.records.contributions.assessment import assess_page
from services.records.contributions.tariff import month_policy
from services.records.doubles.finding import doubles_page
from services.records.draws.ordering import draws_page
from services.records.residents.work import year_page
from services.records.runs.domain import runs, shown, start
from services.records.runs.work import Work
from services.records.watch.work import watch_page

WORKS: Mapping[str, Work] = {
    "assessment": assess_page,
    "interest": interest_page,
    "payments": payments_page,
    "watch": watch_page,
    "draws": draws_page,
    "adjustment_notice": notice_page,
    "adjustment": adjustment_page,
    "doubles": doubles_page,
    "resident_year": year_page,
}


def order_assessment(service: Service, command: c.AssessMonth, context: Context) -> Document:
    """Begin the month's assessment. Raises MonthNotAssessable, NoPolicy."""
    first: str = service.city["assessed_from"]
    if not first <= command.month <= context.month:
        raise c.MonthNotAssessable(first=first, last=context.month)
    month_policy(service.city, command.month)
    return _order(service, "assessment", command.month, context)


def order_interest(service: Service, command: c.CreditInterest, context: Context) -> Document:
    """Begin the year's interest. Raises YearNotOver, NoPolicy."""
    if command.year >= int(context.today[:4]):
        raise c.YearNotOver(year=command.year)
    interest_rates(service, command.year)
    return _order(service, "interest", str(command.year), context)


def _order(service: Service, matter: c.Matter, of: str, context: Context) -> Document:
    stream = c.RUN.stream(matter, of)
    return execute(
        service.store,
        stream,
        runs,
        lambda run: start(matter, of, run),
        context,
        result=lambda run: shown(matter, of, run),
    )


def get_run(service: Service, query: c.GetRun) -> Document:
    """See `GetRun`."""
    run, _ = service.store.state(c.RUN.stream(query.matter, query.of), runs)
    return shown(query.matter, query.of, run)
