"""A person at a glance: QRY-01 and QRY-04, the card, what is under way. One document a person."""

from typing import Any

from gateway.views.cases import CASES, ENDED, status_after
from gateway.views.parts import Document, changed, earliest, known_by, latest, without
from kernel.cases import CaseDrafted, CaseEvent, CaseSubmitted, MaterialAdded
from kernel.events import Event, Fact
from kernel.readmodel import ReadModel
from services.cards import contract as cards
from services.records import contract as records
from services.records.contract import adjustments, doubles, refunds, repairs

ACCOUNT_LINES = ("pension", "medical")


def keys(fact: Fact) -> list[str]:
    """The person a fact is about, where it is about one."""
    match fact.event:
        case CaseEvent():
            return [fact.event.subject] if fact.event.subject else []
        case _:
            return [fact.event.person_id]  # type: ignore[attr-defined]


def fold(document: Document, fact: Fact) -> Document:
    """The person's document once `fact` is known."""
    fold_part = {
        "person": _person,
        "enrolment": _relation,
        "contribution": _months,
        "balance": _accounts,
        "transfer": _transfer,
        "card": _card,
        "case": _case,
    }[fact.category]
    return known_by(fold_part(document, fact.event), fact)


def _person(document: Document, event: Any) -> Document:
    match event:
        case doubles.AliasTaken():
            return {**document, "aliases": sorted({*document.get("aliases", []), event.alias})}
        case doubles.EntryMerged():
            return {**document, "merged_into": event.into}
        case doubles.MergeUndone():
            left = [one for one in document.get("aliases", []) if one != event.other]
            return {**document, "aliases": left, "merged_into": ""}
    told = ("name", "household_region", "kind", "registered_on")
    values = {name: value for name in told if (value := getattr(event, name, None)) is not None}
    return changed(document, "person", **values)


def _relation(document: Document, event: Event) -> Document:
    """A relation with a unit, line by line: `{status, since, start, paid_through}`."""
    match event:
        case records.PersonEnrolled():
            for line in event.lines:
                known = document.get("relations", {}).get(event.unit_id, {}).get(line, {})
                since = earliest(known.get("since"), event.start_month)
                values = {"status": "active", "since": since, "start": event.start_month, "paid_through": None}
                document = changed(document, "relations", event.unit_id, line, **values)
        case records.PersonStopped():
            status = "closed" if event.reason in records.FINAL_REASONS else "suspended"
            for line in event.lines:
                values = {"status": status, "paid_through": event.paid_through}
                document = changed(document, "relations", event.unit_id, line, **values)
    return document


def _months(document: Document, event: Event) -> Document:
    """First month, last assessed and last paid month of each line, and what the personal accounts got."""
    match event:
        case records.ContributionsImported():
            for row in event.rows:
                paid = row["period"] if row["arrived_on"] else None
                document = _month(document, row["line"], row["period"], paid)
                document = _imported_credit(document, row)
        case repairs.ContributionCorrected():
            document = _corrected(document, event)
        case records.ContributionsAssessed() | repairs.BackPaymentAssessed():
            for assessed in event.lines:
                document = _month(document, assessed["line"], event.period, None)
        case records.ContributionsPaid():
            for line in event.lines:
                document = _month(document, line["line"], event.period, event.period)
        case _:
            pass
    return _credited(document, event)


def _credited(document: Document, event: Event) -> Document:
    """What the personal accounts got of a month, or gave back."""
    match event:
        case records.ContributionsPaid() | adjustments.AdjustmentsPaid():
            for line in event.lines:
                document = _earned(document, line["line"], "paid", line["credited"])
        case refunds.ContributionsRefunded():
            for line in (*event.lines, *event.adjustments):
                document = _earned(document, line["line"], "paid", -line["credited"])
    return document


def _corrected(document: Document, event: repairs.ContributionCorrected) -> Document:
    if event.was is not None:
        document = _imported_credit(document, {**event.was, "account": -event.was["account"]})
    if event.now is not None:
        paid = event.now["period"] if event.now["arrived_on"] else None
        document = _month(document, event.now["line"], event.now["period"], paid)
        document = _imported_credit(document, event.now)
    return document


def _month(document: Document, line: str, period: str, paid: str | None) -> Document:
    known = document.get("months", {}).get(line, {})
    return changed(
        document,
        "months",
        line,
        first=earliest(known.get("first"), period),
        last_assessed=latest(known.get("last_assessed"), period),
        last_paid=latest(known.get("last_paid"), paid),
    )


def _imported_credit(document: Document, row: records.ImportedRow) -> Document:
    """The old system's credits by day, as long as its closing day is not known; those before it are in its balance."""
    known = document.get("accounts", {}).get(row["line"], {})
    day = row["arrived_on"]
    if not day or not row["account"] or day <= known.get("opening_as_of", ""):
        return document
    credits = {**known.get("imported", {}), day: known.get("imported", {}).get(day, 0) + row["account"]}
    return changed(document, "accounts", row["line"], imported=credits)


def _earned(document: Document, line: str, what: str, fen: int) -> Document:
    if not fen:
        return document
    known = document.get("accounts", {}).get(line, {})
    return changed(document, "accounts", line, **{what: known.get(what, 0) + fen})


def _accounts(document: Document, event: Event) -> Document:
    match event:
        case records.OpeningBalanceImported():
            for line in ACCOUNT_LINES:
                known = document.get("accounts", {}).get(line, {}).get("imported", {})
                behind = {day: fen for day, fen in known.items() if day > event.as_of}
                opening = {"opening": getattr(event, line), "opening_as_of": event.as_of, "imported": behind}
                document = changed(document, "accounts", line, **opening)
        case records.InterestCredited():
            document = _earned(document, event.line, "interest", event.on_opening + event.on_credits)
        case repairs.InterestAdjusted():
            document = _earned(document, event.line, "interest", event.amount)
    return document


def _transfer(document: Document, event: Any) -> Document:
    """A transfer and its next step: `{line, direction, from_region, to_region, state, requested_on, next}`."""
    values: Document = {}
    match event:
        case records.TransferRequested():
            told = ("line", "direction", "from_region", "to_region", "requested_on")
            values = {name: getattr(event, name) for name in told}
            values |= {"state": "under_way", "next": next(iter(event.steps), None)}
        case records.TransferReplied():
            values = {} if event.accepted else {"state": "declined", "next": None}
        case records.TransferAdvanced():
            values = {"next": next(iter(event.remaining), None)}
        case records.TransferCompleted():
            values = {"state": "completed", "next": None, "completed_on": event.completed_on}
    return changed(document, "transfers", event.transfer_id, **values)


def _card(document: Document, event: Any) -> Document:
    """A card as far as it has come; that a temporary loss lapses by itself is worked out when it is read."""
    found = {"lost_on": None, "lapses_on": None, "channel": None}
    match event:
        case cards.CardOrdered():
            values: Document = {"state": "in_production", "ordered_on": event.ordered_on}
        case cards.CardMade():
            values = {"state": "made"}
        case cards.CardCollected():
            values = {"state": "to_activate", "in_hand": "to_activate"}
        case cards.CardActivated():
            values = {"state": "active", "in_hand": "active", **found}
        case cards.CardLost():
            lost = {"lost_on": event.lost_on, "lapses_on": event.lapses_on, "channel": event.channel}
            values = {"state": f"lost_{event.kind}", **lost}
        case cards.CardLossCancelled():
            values = {"state": document["cards"][event.card_id]["in_hand"], **found}
        case _:
            values = {"state": "cancelled", **found}
    return changed(document, "cards", event.card_id, **values)


def _case(document: Document, event: CaseEvent) -> Document:
    """Cases about the person that are under way; a draft is the applicant's own business."""
    status = status_after(event, document.get("cases", {}).get(event.case_id, {}).get("status", ""))
    if status in ENDED:
        return without(document, "cases", event.case_id)
    if isinstance(event, CaseDrafted):
        return document
    values = {"status": status, "matter": event.matter, "applicant": event.applicant}
    if isinstance(event, CaseSubmitted | MaterialAdded):
        values["due_on"] = event.due_on
    return changed(document, "cases", event.case_id, **values)


person_at_a_glance = ReadModel(
    "person-at-a-glance",
    version=4,
    sources=[
        records.CONTRACT.source(records.PERSON),
        records.CONTRACT.source(records.ENROLMENT),
        records.CONTRACT.source(records.CONTRIBUTION),
        records.CONTRACT.source(records.BALANCE),
        records.CONTRACT.source(records.TRANSFER),
        cards.CONTRACT.source(cards.CARD),
        *CASES,
    ],
    keys=keys,
    fold=fold,
)
