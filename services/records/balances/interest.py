"""The work of a year's interest 计息: all accounts, page by page (ENR-15)."""

from decimal import Decimal
from itertools import groupby, islice

from kernel.service import Service
from kernel.store import EventStore
from kernel.unit import Unit
from services.records import contract as c
from services.records.balances.domain import ACCOUNT_LINES, Balance, BalanceEvent, balances, credit_interest
from services.records.contract.repairs import InterestAdjusted
from services.records.contributions.domain import Year, contributions
from services.records.runs.domain import Run
from services.records.runs.work import Page, append_each

PEOPLE = 300


def interest_rates(service: Service, year: int) -> dict[c.AccountLine, tuple[Decimal, str]]:
    """(percent, policy id) of the lines whose account earns interest here. Raises NoPolicy for an unpublished year."""
    series = {line: f"interest/{line}" for line in ACCOUNT_LINES}
    known = {line: name for line, name in series.items() if service.city.policy.entries(name)}
    entries = {line: service.city.policy.at(name, f"{year}-12-31") for line, name in known.items()}
    return {line: (entry["percent"], entry.id) for line, entry in entries.items()}


def interest_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next page of people in the archive, in the order of their ids."""
    prefix = c.PERSON.stream("")
    found = service.store.streams(prefix, prefix + run.after if run.after else "")
    people = [name.removeprefix(prefix) for name, _ in islice(found, PEOPLE)]
    if not people:
        return None
    years = _years(service.store, run.after, people[-1])
    rates, today = interest_rates(service, int(of)), unit.context.today

    def decide(person_id: str, balance: Balance) -> list[BalanceEvent]:
        return credit_interest(person_id, int(of), rates, balance, years.get(person_id, []), today)

    streams = {person_id: c.BALANCE.stream(person_id) for person_id in people}
    done = append_each(service.store, streams, balances, decide, unit.context)
    credited = [event for each in done.values() for event in each.events]
    interest = sum(
        e.on_opening + e.on_credits if isinstance(e, c.InterestCredited) else e.amount
        for e in credited
        if isinstance(e, c.InterestCredited | InterestAdjusted)
    )
    return Page("people", people[-1], {"people": len(people), "accounts": len(credited), "interest": interest})


def _years(store: EventStore, after: str, last: str) -> dict[str, list[Year]]:
    """The years of everybody behind `after` up to `last`, in one ordered scan."""
    prefix = c.CONTRIBUTION.stream("")
    years: dict[str, list[Year]] = {}
    found = store.streams(prefix, f"{prefix}{after}." if after else "")  # "." stands behind "-": all of that person
    for person_id, streams in groupby(found, key=lambda named: named[0].removeprefix(prefix).partition("-")[0]):
        if person_id > last:
            break
        years[person_id] = [contributions.after(events) for _, events in streams]
    return years
