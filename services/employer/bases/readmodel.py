"""A person's bases with all units, for the person: `{units: {unit_id: {year: {state, wage_fen, …}}}}`. Pure."""

from collections.abc import Iterable
from typing import Any

from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.employer import contract as c

STATES: dict[type, str] = {
    c.BaseDeclared: "declared",
    c.BaseUndeclared: "missed",
    c.BaseConfirmed: "confirmed",
    c.BaseObjected: "objected",
    c.BaseCorrected: "declared",
    c.BaseObjectionEnded: "declared",
}


def keys(fact: Fact) -> Iterable[str]:
    """The person."""
    return [fact.event.person_id] if isinstance(fact.event, c.BASE_EVENTS) else []


def fold(document: dict[str, Any], fact: Fact) -> dict[str, Any]:
    """The person after the fact."""
    event: Any = fact.event
    units = document.get("units", {})
    years = units.get(event.unit_id, {})
    known = years.get(str(event.year), {})
    told = {name: value for name in ("wage_fen", "from_month") if (value := getattr(event, name, None)) is not None}
    case_id = event.case_id if isinstance(event, c.BaseObjected) else None
    changed = {**known, **told, "state": STATES[type(event)], "case_id": case_id}
    return {**document, "units": {**units, event.unit_id: {**years, str(event.year): changed}}}


person_bases = ReadModel("person-bases", version=1, sources=[c.CONTRACT.source(c.STAFF)], keys=keys, fold=fold)
