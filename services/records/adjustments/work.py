"""The work of adjusting a month: first what each person's lines cost more, noted by payer; then payer by payer the
notice, or, once that is over, what is owed (ENR-20). Both are runs, and harmless to repeat."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kernel.calendar import add_months, add_working_days, last_day
from kernel.commands import execute
from kernel.context import Context
from kernel.events import Event
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.adjustments import domain as d
from services.records.bills.decisions import adjust_bill
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.contract import adjustments as a
from services.records.contributions.assessment import PEOPLE, Relations, enrolled
from services.records.contributions.domain import Due, Year, contributions
from services.records.contributions.rules import late_fee_rates
from services.records.contributions.tariff import month_policy
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page, append_each
from services.records.units import industry_classes

NOTES, END = "adjustment_notes", "\uffff"
MEMBERS = 1_000
"""Of a payer's people in one event: a transaction's time, and a message's size."""
Lines = Mapping[str, Mapping[str, list[a.AdjustedLine]]]
"""Of a payer's people: by person and relation."""


def order_notice(service: Service, command: a.AnnounceAdjustments, context: Context) -> Document:
    """Begin to tell the payers. Raises MonthNotAssessable, NoPolicy."""
    return _order(service, "adjustment_notice", command.month, context)


def order_adjustment(service: Service, command: a.AdjustMonth, context: Context) -> Document:
    """Begin to adjust. Raises MonthNotAssessable, AdjustmentNotAnnounced, NoPolicy."""
    told, _ = service.store.state(c.RUN.stream("adjustment_notice", command.month), runs)
    if not told.number or told.running:
        raise a.AdjustmentNotAnnounced(month=command.month)
    return _order(service, "adjustment", command.month, context)


def _order(service: Service, matter: c.Matter, month: str, context: Context) -> Document:
    first: str = service.city["assessed_from"]
    if not first <= month <= context.month:
        raise c.MonthNotAssessable(first=first, last=context.month)
    month_policy(service.city, month)
    return execute(
        service.store,
        c.RUN.stream(matter, month),
        runs,
        lambda run: start(matter, month, run),
        context,
        result=lambda run: shown(matter, month, run),
    )


def notice_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next people; behind the last of them the next payer is told."""
    return _page(service, unit, of, run, "notice", _tell)


def adjustment_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next people; behind the last of them the next payer's adjustments become owed, if it was told."""
    return _page(service, unit, of, run, "adjust", _adjust)


Deal = Callable[[Service, Unit, str, "Noted"], Page]
"""`(service, unit, month, noted)` → the page that was done of a payer."""


def _page(service: Service, unit: Unit, month: str, run: Run, name: str, deal: Deal) -> Page | None:
    mark = f"{month}/{name}/{run.number}/"
    if run.phase in ("", "people"):
        page = _people(service, unit, month, run, mark)
        if page is not None:
            return page
    return _payer(service, unit, month, run, mark, deal)


# ------------------------------------------------------------------ people


def _people(service: Service, unit: Unit, month: str, run: Run, mark: str) -> Page | None:
    people: dict[str, Relations] = dict(islice(enrolled(service, run.after), PEOPLE))
    if not people:
        return None
    policy = month_policy(service.city, month)
    classes = industry_classes(service.database, {unit_id for relations in people.values() for unit_id in relations})
    years = _years(service, people, month)
    notes, lower = list[Document](), 0
    for person_id, relations in people.items():
        year = years.get(person_id, Year())
        for unit_id, relation in relations.items():
            due = [Due(line, spell.wage_fen, spell.participant) for line, spell in relation.owed_in(month)]
            found = d.differences(unit_id, due, year, policy, classes.get(unit_id, 0))
            lower += found.lower
            if found.lines:
                notes.append(_note(mark, person_id, unit_id, found))
    if notes:
        service.database[NOTES].insert_many(notes, session=unit.session)
    return Page("people", max(people), {"people": len(people), "lower": lower})


def _years(service: Service, people: Mapping[str, Relations], month: str) -> dict[str, Year]:
    streams = {c.CONTRIBUTION.stream(person_id, month[:4]): person_id for person_id in people}
    return {
        streams[name]: contributions.after(events) for name, events in service.store.load_many(list(streams)).items()
    }


def _note(mark: str, person_id: str, unit_id: str, found: d.Found) -> Document:
    payer = c.payer(unit_id, person_id)
    about = {"payer": payer, "person_id": person_id, "relation": unit_id}
    return {"_id": f"{mark}{payer}/{person_id}/{unit_id}", **about, "lines": found.lines, "amount": found.amount}


# ------------------------------------------------------------------ payers


@dataclass(frozen=True, slots=True)
class Noted:
    """A payer's notes of one page, behind the key `last`; of all notes `amount` fen and how many `people`.

    `begun`: pages of the same payer are done already; `ends`: no page of the payer comes behind this one.
    """

    payer: str
    notes: Sequence[Document]
    amount: int
    people: int
    begun: bool
    ends: bool

    @property
    def last(self) -> str:
        """The key that the payer's next page begins behind."""
        note = self.notes[-1]
        return f"{self.payer}/{note['person_id']}/{note['relation']}"

    @property
    def end(self) -> str:
        """The key behind all of the payer's notes."""
        return f"{self.payer}/{END}"

    @property
    def lines(self) -> Lines:
        """The page's lines."""
        found: dict[str, dict[str, list[a.AdjustedLine]]] = {}
        for note in self.notes:
            found.setdefault(note["person_id"], {})[note["relation"]] = note["lines"]
        return found


def _payer(service: Service, unit: Unit, month: str, run: Run, mark: str, deal: Deal) -> Page | None:
    notes, all_of_run = service.database[NOTES], {"$gt": mark, "$lt": mark + END}
    after = mark + run.after if run.phase == "payers" else mark
    found = list(notes.find({"_id": {**all_of_run, "$gt": after}}).sort("_id").limit(MEMBERS + 1))
    if not found:
        notes.delete_many({"_id": all_of_run})
        return None
    payer = found[0]["payer"]
    [sums] = notes.aggregate(
        [
            {"$match": {"_id": {"$gt": f"{mark}{payer}/", "$lt": f"{mark}{payer}/{END}"}}},
            {"$group": {"_id": None, "amount": {"$sum": "$amount"}, "people": {"$sum": 1}}},
        ]
    )
    own = [note for note in found if note["payer"] == payer]
    begun = run.phase == "payers" and run.after.startswith(f"{payer}/")
    page = Noted(payer, own[:MEMBERS], sums["amount"], sums["people"], begun, ends=len(own) <= MEMBERS)
    return deal(service, unit, month, page)


def _tell(service: Service, unit: Unit, month: str, noted: Noted) -> Page:
    rule = service.city.policy.at("adjustment", unit.context.today)
    owed_from = add_working_days(unit.context.today, rule["notice_days"])
    free_until = _fee_free_until(owed_from, rule["free_months"])
    number = _round(unit.load(c.BILL.stream(noted.payer, month), bill))
    wanted = a.AdjustmentAnnounced(noted.payer, month, noted.amount, noted.people, owed_from, free_until, number)
    stream = a.ADJUSTMENT.stream(noted.payer, month)
    events = d.announce(wanted, unit.load(stream, d.announced))
    unit.append(stream, events)
    told = {"told": len(events), "amount": wanted.amount if events else 0}
    return Page("payers", noted.end, {"payers": 1, **told})


def _round(state: Bill) -> int:
    """The round that comes next: a second one is told anew, of the same amount, too."""
    return state.rounds + 1


def _fee_free_until(owed_from: str, months: int) -> str:
    return last_day(add_months(owed_from[:7], months))


def _adjust(service: Service, unit: Unit, month: str, noted: Noted) -> Page:
    """A page of the payer's people, in the round that was told; the first page has begun it on the bill."""
    told = unit.load(a.ADJUSTMENT.stream(noted.payer, month), d.announced)
    state, first = unit.load(c.BILL.stream(noted.payer, month), bill), int(not noted.begun)
    number = told.round if told and noted.begun else _round(state)
    if told is None or not d.is_told(number, noted.amount, told, unit.context.today):
        if noted.begun:  # it was told anew in the middle of the round, which ends here
            _bill(service, unit, a.BillAdjusted(noted.payer, month, unit.context.today, []), state, last=True)
        return Page("payers", noted.end, {"payers": first, "waiting": 1})
    made = _owe(service, unit, a.BillAdjusted(noted.payer, month, told.fee_free_until, [], number), noted, state)
    amount = sum(line["employer"] + line["individual"] for line in made)
    return Page("payers", noted.last, {"payers": first, "adjusted": len(made), "amount": amount})


def _owe(service: Service, unit: Unit, told: a.BillAdjusted, noted: Noted, state: Bill) -> list[a.AdjustedLine]:
    """Owed by the people first, then on the bill: a page that is done again finds both as they are.

    The lines that the people did not have before.
    """
    month, billed = told.period, d.still_billed(noted.lines, state)

    def decide(person_id: str, year: Year) -> list[Event]:
        return [
            a.ContributionsAdjusted(person_id, relation, month, new, told.fee_free_until)
            for relation, found in billed[person_id].items()
            if (new := d.not_made(relation, month, found, year))
        ]

    streams = {person_id: c.CONTRIBUTION.stream(person_id, month[:4]) for person_id in billed}
    done = append_each(service.store, streams, contributions, decide, unit.context)
    owed = {
        person_id: [
            line for of, found in billed[person_id].items() for line in d.still_owed(of, month, found, each.before)
        ]
        for person_id, each in done.items()
    }
    _bill(service, unit, replace(told, members=d.not_billed(owed, state)), state, last=noted.ends)
    events = (event for each in done.values() for event in each.events)
    return [line for event in events if isinstance(event, a.ContributionsAdjusted) for line in event.lines]


def _bill(service: Service, unit: Unit, adjusted: a.BillAdjusted, state: Bill, *, last: bool) -> None:
    """Bring adjustments on the bill; with the last of a round money goes back and settles."""
    events = adjust_bill(adjusted, state, late_fee_rates(service.city.policy), unit.context.today, last=last)
    unit.append(c.BILL.stream(adjusted.unit_id, adjusted.period), events)
