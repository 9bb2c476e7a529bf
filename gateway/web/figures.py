"""Figures of the city as a page shows them (OPS-07): who is insured, what is owed and has arrived month by month."""

from typing import Any

from gateway.views.figures import INSURED, figures
from gateway.web import words
from gateway.web.acting import edge

MONTHS = 12


def city_figures() -> dict[str, Any]:
    """`{units, insured: [{line, name, relations}], months: [{period, owed, paid, members}], as_of}`; amounts in fen,
    the newest month last. A person insured by two units on a line counts twice."""
    documents = edge().views.generations(figures).serving()
    insured = documents.find_one({"_id": INSURED}) or {}
    months = list(documents.find({"_id": {"$ne": INSURED}}).sort("_id", -1).limit(MONTHS))
    return {
        "units": insured.get("units", 0),
        "insured": [
            {"line": line, "name": name, "relations": insured.get(line, 0)} for line, name in words.LINES.items()
        ],
        "months": [_month(document) for document in reversed(months)],
        "as_of": max((document["as_of"] for document in (insured, *months) if document), default=""),
    }


def _month(document: dict[str, Any]) -> dict[str, Any]:
    known = {name: document.get(name, 0) for name in ("employer", "individual", "paid", "members")}
    owed = known["employer"] + known["individual"]
    return {"period": document["_id"], "owed": owed, "paid": known["paid"], "members": known["members"]}
