"""Insured people as a certificate needs them: who they are, their relations, their contributions, their units. Pure.

Names and ID numbers stay sealed as they came.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from kernel.store import Document
from services.employer import contract as employer
from services.records import contract as records
from services.records.contract.adjustments import AdjustedLine, AdjustmentsPaid, ContributionsAdjusted
from services.records.contract.refunds import ContributionsRefunded
from services.records.contract.repairs import BackPaymentAssessed

# ------------------------------------------------------------------ persons


def fold_person(document: Document, fact: Fact) -> Document:
    """`{name, id_number, relations: [{unit_id, lines: {line: status}}], seen: [{stream, version}]}`.

    `status`: active, suspended or closed. `seen` says how far each of the person's streams is known here.
    """
    event = fact.event
    match event:
        case records.PersonRegistered():
            changed = {"name": event.name, "id_number": event.id_number}
        case records.PersonNumberUpgraded():
            changed = {"id_number": event.id_number}
        case records.PersonCorrected():
            changed = {"name": event.name} if event.name is not None else {}
        case records.PersonEnrolled():
            changed = _relation(document, event.unit_id, event.lines, "active")
        case records.PersonStopped():
            status = "closed" if event.reason in records.FINAL_REASONS else "suspended"
            changed = _relation(document, event.unit_id, event.lines, status)
        case _:
            changed = {}
    return {**document, **changed, "seen": _replaced(document.get("seen", []), "stream", _place(fact))}


def _relation(document: Document, unit_id: str, lines: Iterable[str], status: str) -> Document:
    relations = document.get("relations", [])
    known: Document = next((each["lines"] for each in relations if each["unit_id"] == unit_id), {})
    changed = {"unit_id": unit_id, "lines": {**known, **dict.fromkeys(lines, status)}}
    return {"relations": _replaced(relations, "unit_id", changed)}


def _replaced(documents: Iterable[Document], key: str, changed: Document) -> list[Document]:
    """Sorted by key: the order in which streams arrive leaves no trace."""
    others = (each for each in documents if each[key] != changed[key])
    return sorted([*others, changed], key=lambda each: str(each[key]))


def _place(fact: Fact) -> Document:
    return {"stream": fact.stream, "version": fact.version}


# ------------------------------------------------------------------ contributions


def fold_year(document: Document, fact: Fact) -> Document:
    """A person's year: `{stream, version, rows: [...]}`, the rows in the order in which they became known.

    A row: `{period, line, kind, unit_id, base, personal, employer, arrived_on}`, fen; `arrived_on` None: not paid.
    """
    rows = document.get("rows", [])
    event = fact.event
    match event:
        case records.ContributionsImported():
            rows = [*rows, *(_imported(row) for row in event.rows)]
        case records.ContributionsAssessed():
            rows = [*rows, *(_assessed(event, line, "normal") for line in event.lines)]
        case BackPaymentAssessed():
            rows = [*rows, *(_assessed(event, line, "back_payment") for line in event.lines)]
        case ContributionsAdjusted():
            rows = [*rows, *(_assessed(event, line, "adjustment") for line in event.lines)]
        case AdjustmentsPaid():
            paid = {line["line"] for line in event.lines}
            rows = [{**row, "arrived_on": event.arrived_on} if _is_more(row, event, paid) else row for row in rows]
        case ContributionsRefunded():
            back = {(event.period, event.unit_id, line["line"]) for line in event.lines}
            rows = [row for row in rows if (row["period"], row["unit_id"], row["line"]) not in back]
        case records.ContributionsPaid():
            paid = {line["line"] for line in event.lines}
            rows = [{**row, "arrived_on": event.arrived_on} if _is_due(row, event, paid) else row for row in rows]
    return {**_place(fact), "rows": rows}


def _imported(row: records.ImportedRow) -> Document:
    kept = ("period", "line", "kind", "unit_id", "base", "employer", "arrived_on")
    return {**{name: row[name] for name in kept}, "personal": row["individual"]}  # type: ignore[literal-required]


def _assessed(
    event: records.ContributionsAssessed | BackPaymentAssessed | ContributionsAdjusted,
    line: records.AssessedLine | AdjustedLine,
    kind: records.Kind,
) -> Document:
    return {
        "period": event.period,
        "line": line["line"],
        "kind": kind,
        "unit_id": event.unit_id,
        "base": line["base"],
        "personal": line["individual"],
        "employer": line["employer"],
        "arrived_on": None,
    }


def _is_due(row: Document, event: records.ContributionsPaid, lines: Collection[str]) -> bool:
    owed = (row["period"], row["unit_id"]) == (event.period, event.unit_id) and row["line"] in lines
    return owed and row["arrived_on"] is None and row["kind"] != "adjustment"


def _is_more(row: Document, event: AdjustmentsPaid, lines: Collection[str]) -> bool:
    owed = (row["period"], row["unit_id"]) == (event.period, event.unit_id) and row["line"] in lines
    return owed and row["arrived_on"] is None and row["kind"] == "adjustment"


# ------------------------------------------------------------------ units


NAMED = (employer.UnitImported, employer.UnitRegistered, employer.UnitDetailsChanged)


def fold_unit(document: Document, fact: Fact) -> Document:
    """`{name}` of a unit."""
    return {"name": fact.event.name} if isinstance(fact.event, NAMED) else document


# ------------------------------------------------------------------ what is kept


def _of(*kinds: type[Event], key: Callable[[Any], str]) -> Callable[[Fact], list[str]]:
    return lambda fact: [key(fact.event)] if isinstance(fact.event, kinds) else []


def year_key(person_id: str, year: int | str) -> str:
    """The document of a person's year."""
    return f"{person_id}-{year}"


persons = ReadModel(
    name="persons",
    version=2,
    sources=[records.CONTRACT.source(records.PERSON), records.CONTRACT.source(records.ENROLMENT)],
    keys=lambda fact: [fact.event.person_id],  # type: ignore[attr-defined]
    fold=fold_person,
)
years = ReadModel(
    name="years",
    version=2,
    sources=[records.CONTRACT.source(records.CONTRIBUTION)],
    keys=lambda fact: [fact.stream.removeprefix(records.CONTRIBUTION.stream(""))],
    fold=fold_year,
)
units = ReadModel(
    name="units",
    version=2,
    sources=[employer.CONTRACT.source(employer.UNIT)],
    keys=_of(*NAMED, key=lambda event: event.unit_id),
    fold=fold_unit,
)
