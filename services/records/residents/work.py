"""A year of the resident schemes: assessed for everybody page by page, and paid row by row (ENR-23)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, cast

from kernel.calendar import is_day
from kernel.commands import execute
from kernel.context import Context
from kernel.identifiers import WrongNumber, resident_id
from kernel.money import fen
from kernel.service import Service
from kernel.store import Document
from kernel.unit import Unit
from services.records import contract as c
from services.records.bills.feeds import record_rows
from services.records.bills.rows import NUMBER
from services.records.contract import resident_refusals as rr
from services.records.contract import residents as r
from services.records.office import RecordsOffice
from services.records.personfile import asked_first, relations_of
from services.records.persons.domain import Person, archive
from services.records.residents import domain as d
from services.records.residents.desk import SERIES
from services.records.runs.domain import Run, runs, shown, start
from services.records.runs.work import Page, append_each

PEOPLE = 200
"""Each is looked at in the archive and in all relations, within the time of one transaction."""
SCHEME_WORDS: dict[str, str] = {**{scheme: scheme for scheme in r.SCHEMES}, **{v: k for k, v in r.SCHEME_NAMES.items()}}

# ------------------------------------------------------------------ assessing


def order_year(service: Service, command: r.AssessResidentYear, context: Context) -> Document:
    """Begin to assess. Raises ResidentYearAhead, NoPolicy."""
    for scheme in r.SCHEMES:
        row = service.city.policy.at(SERIES + scheme, context.today)
        if command.year > max(d.years_open(context.today, row["next_from"])):
            raise rr.ResidentYearAhead(year=command.year)
        service.city.policy.at(SERIES + scheme, f"{command.year}-01-01")
    matter: c.Matter = "resident_year"
    of = str(command.year)
    return execute(
        service.store,
        c.RUN.stream(matter, of),
        runs,
        lambda run: start(matter, of, run),
        context,
        result=lambda run: shown(matter, of, run),
    )


def year_page(service: Service, unit: Unit, of: str, run: Run) -> Page | None:
    """The next streams of residents; whose year is assessed already stays as it is."""
    prefix = r.RESIDENT.stream("")
    found = dict(islice(service.store.streams(prefix, prefix + run.after if run.after else ""), PEOPLE))
    if not found:
        return None
    today, year = unit.context.today, int(of)
    terms = {
        scheme: d.terms_of(scheme, year, service.city.policy.at(SERIES + scheme, f"{of}-01-01")) for scheme in r.SCHEMES
    }

    people = {name: name.removeprefix(prefix).partition("-") for name in found}
    stands = {person_id: _found(service, person_id, year) for person_id, _, _ in people.values()}

    def decide(name: str, state: d.Resident) -> Sequence[d.ResidentEvent]:
        person_id, _, scheme = people[name]
        return d.assess_or_stop(person_id, terms[cast(r.Scheme, scheme)], stands[person_id], state, today)

    done = append_each(service.store, {name: name for name in found}, d.residents, decide, unit.context)
    events = [event for each in done.values() for event in each.events]
    owed = [event.own for event in events if isinstance(event, r.ResidentYearAssessed)]
    counts = {"assessed": len(owed), "amount": sum(owed), "stopped": len(events) - len(owed)}
    return Page("residents", max(found).removeprefix(prefix), counts)


def _found(service: Service, person_id: str, year: int) -> d.Found:
    person, _ = service.store.state(c.PERSON.stream(person_id), archive)
    born = service.sealer.open(person.born) if isinstance(person, Person) and person.born else ""
    return d.Found(d.employed_lines(relations_of(service.store, person_id)), year - int(born[:4]) if born else None)


# ------------------------------------------------------------------ paying


def record_payments(office: RecordsOffice, rows: Sequence[Mapping[str, Any]], context: Context) -> Document:
    """Book every row that can be; the reply is the same when it is sent again. Raises as `record_rows`."""
    return record_rows(office, rows, lambda row, place: _book(office, row, place, context), "voucher", context)


def _book(office: RecordsOffice, row: Mapping[str, Any], place: Document, context: Context) -> Document:
    """One row. Raises ResidentRowInvalid, ResidentNothingOwed, ResidentAmountDiffers, CommandIdReused."""
    person_id, scheme, year, amount, day, voucher = _read(office, row, context.today)
    entry = _owing(office, person_id, scheme, year)
    once = replace(context, command_id=f"voucher:{voucher}", command_hash=f"{person_id}|{scheme}|{year}|{amount}|{day}")
    said = {"amount": amount, "outcome": "full", "sentence": f"{year}年度{r.SCHEME_NAMES[scheme]}已缴清。", **place}
    return execute(
        office.store,
        r.RESIDENT.stream(entry, scheme),
        d.residents,
        lambda state: d.pay(entry, scheme, year, amount, voucher, day, state),
        once,
        result=lambda _state: said,
    )


def _owing(office: RecordsOffice, person_id: str, scheme: r.Scheme, year: int) -> str:
    """The entry of the person (ENR-22) that owes the year, else the one that was named."""
    entries = asked_first(office.store, person_id)
    states = {one: office.store.state(r.RESIDENT.stream(one, scheme), d.residents)[0] for one in entries}
    owing = (one for one, state in states.items() if year in state.years and not state.years[year].arrived_on)
    return next(owing, person_id)


def _read(office: RecordsOffice, row: Mapping[str, Any], today: str) -> tuple[str, r.Scheme, int, int, str, str]:
    """Person id, scheme, year, fen, day and voucher of a row. Raises ResidentRowInvalid naming the field."""
    text = {name: str(value).strip() for name, value in row.items()}
    number, scheme = resident_id(text["id_number"], today), SCHEME_WORDS.get(text["scheme"])
    amount = _fen(text["amount"])
    day = text["arrived_on"]
    for field, right in (
        ("公民身份号码", not isinstance(number, WrongNumber)),
        ("险种", scheme is not None),
        ("年度", text["year"].isascii() and text["year"].isdigit() and len(text["year"]) == 4),
        ("金额", amount > 0),
        ("到账日期", is_day(day) and day <= today),
        ("凭证号", NUMBER.fullmatch(text["voucher"])),
    ):
        if not right:
            raise rr.ResidentRowInvalid(field=field)
    assert not isinstance(number, WrongNumber)
    person_id = office.person_id(number.number)
    return person_id, cast(r.Scheme, scheme), int(text["year"]), amount, day, text["voucher"]


def _fen(text: str) -> int:
    try:
        return fen(text)
    except ValueError:
        return 0
