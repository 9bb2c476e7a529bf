"""Ordering the day's draws: payer by payer, each month that is open, as orders to the bank (ENR-19)."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from nameko.timer import timer
from pymongo.errors import PyMongoError

from kernel.calendar import add_days, instant_of
from kernel.commands import execute
from kernel.context import Context
from kernel.orders import Order
from kernel.partner import PartnerRefused
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.decisions import payable
from services.records.contract import draws as dc
from services.records.contributions.rules import late_fee_rates
from services.records.draws import domain as d
from services.records.draws.own import own_bills
from services.records.instructions import give, is_called_back
from services.records.payers.domain import Payer, payer
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page

log = logging.getLogger(__name__)
KIND, PATH = "bank_draw", "/draws"
RULE = "self_payment"
PAYERS = 50
DRAW_SECONDS = 60


def order_draws(service: Service, context: Context) -> Document:
    """Order today's draws; once for one command id. Raises DrawDayAhead, NoPolicy."""
    first = draws_from(service, context.today)
    if context.today < first:
        raise dc.DrawDayAhead(first=first)
    matter, of = "draws", context.today
    return execute(
        service.store,
        c.RUN.stream(matter, of),
        runs,
        lambda run: start("draws", of, run),
        context,
        result=lambda run: shown(matter, of, run),
    )


def draws_from(service: Service, today: str) -> str:
    """The day of this month from which on the bank is asked."""
    return add_days(f"{today[:7]}-01", service.city.policy.at(RULE, today)["draw_day"] - 1)


def draws_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next payers: what each owes for any month is asked of the bank of their self-service (ENR-07)."""
    prefix, after = c.PAYER.stream(""), run.after and c.PAYER.stream(run.after)
    payers = dict(islice(service.store.streams(prefix, after), PAYERS))
    if not payers:
        return None
    states = {name.removeprefix(prefix): payer.after(events) for name, events in payers.items()}
    willing = {person_id: state for person_id, state in states.items() if state.opened_on}
    ordered = [amount for person_id, state in willing.items() for amount in _order(service, unit, of, person_id, state)]
    return Page("payers", max(states), {"payers": len(willing), "draws": len(ordered), "amount": sum(ordered)})


def _order(service: Service, unit: Unit, today: str, person_id: str, state: Payer) -> list[int]:
    """The amounts that are asked for now; the order to the bank is written with the event."""
    rates, rule = late_fee_rates(service.city.policy), service.city.policy.at(RULE, today).values
    amounts = []
    for entry, month, billed in own_bills(service, person_id, today):
        owed = payable(billed, today, rates)
        if not owed:
            continue
        stream = dc.DRAW.stream(entry, month)
        unit.append(stream, d.give_up(unit.load(stream, d.draws), today, rule))
        for ordered in d.order_draw(entry, month, owed, unit.load(stream, d.draws), today):
            unit.append(stream, [ordered])
            service.orders.place(_to_the_bank(service, ordered, state, rule["good_days"]), unit.session)
            amounts.append(ordered.amount)
    return amounts


def _to_the_bank(service: Service, ordered: dc.DrawOrdered, state: Payer, good_days: int) -> Order:
    said = {
        "draw_id": ordered.draw_id,
        "account": service.sealer.open(state.bank_account),
        "amount": ordered.amount,
        "month": ordered.period,
    }
    until = instant_of(f"{add_days(ordered.ordered_on, good_days)}T00:00:00.000")
    return Order(ordered.draw_id, KIND, said, until)


def send(service: Service, order_id: str, says: Mapping[str, Any]) -> None:
    """Hand a draw to the bank: `POST /draws {draw_id, account, amount, month}`; what comes of it is told by its file.

    What it will not even take has failed. Raises PartnerDown, PartnerRefused.
    """
    try:
        give(service, KIND, PATH, says, order_id)
    except PartnerRefused as refused:
        reason: dc.DrawReason = "closed" if refused.code == "account_closed" else "refused"
        _note_once(service, order_id, reason)
        raise


def expired(service: Service, order_id: str, _says: Mapping[str, Any]) -> None:
    """The bank was away until the draw was of no use any more: it is asked again, with a draw of its own.

    What it took all the same is waited for. Raises PartnerDown while that is not known.
    """
    if is_called_back(service, KIND, PATH, {"draw_id": order_id}, order_id):
        _note_once(service, order_id, dc.NOT_REACHED)


def _note_once(service: Service, draw_id: str, reason: dc.DrawReason) -> None:
    with suppress(dc.DrawAnswered):  # it was noted before a kill
        note_failed(service, draw_id, reason, service.context())


def note_failed(service: Service, draw_id: str, reason: dc.DrawReason, context: Context) -> Document:
    """The bank could not draw it, today. Raises DrawUnknown, DrawAnswered."""
    rule = service.city.policy.at(RULE, context.today).values
    return execute(
        service.store,
        dc.DRAW.stream(*d.person_and_month(draw_id)),
        d.draws,
        lambda state: d.failed(draw_id, reason, context.today, rule, state),
        context,
    )


class DailyDraws:
    """Orders the day's draws. Several copies do no harm: the day's order is one command."""

    service: Any

    @timer(interval=DRAW_SECONDS)
    def order_draws(self) -> None:
        context = self.service.context()
        try:
            if context.today >= draws_from(self.service, context.today):
                order_draws(self.service, _of_today(context))
        except PyMongoError as outage:
            log.warning("the draws wait for the store: %s", type(outage).__name__)


def _of_today(context: Context) -> Context:
    command = {"command_id": f"draws:{context.today}", "command_hash": context.today}
    return Context(context.now, context.actor, city=context.city, **command)
