"""Files of staff changes (ENR-17) as a list shows them: one document a file, by its unit, the newest first. Pure."""

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from gateway.views.parts import Document, known_by
from kernel.events import Fact
from kernel.readmodel import ReadModel
from services.employer import contract as employer
from services.employer.contract import files


def fold(document: Document, fact: Fact) -> Document:
    """The file once `fact` is known: `{unit_id, at, name (sealed), state, rows, good, unchanged, bad}`.

    `state` is as `GetStaffFile` tells it; the counts are those of the step under way, or of the last.
    """
    if not document:
        document = {"unit_id": fact.event.unit_id, "at": f"{fact.time}/{fact.stream}", **_begun("reading", 0)}  # type: ignore[attr-defined]
    return known_by({**document, **_step(document, fact.event)}, fact)


def _step(document: Document, event: Any) -> Document:
    match event:
        case files.StaffFileHandedIn():
            return {"name": event.file_name}
        case files.StaffFileUnreadable():
            return {"state": "unreadable"}
        case files.StaffFileReceived():
            # Before there were trials a file was declared as it was received.
            known = "name" in document
            return {"name": event.file_name, **_begun("checking" if known else "declaring", event.rows)}
        case files.StaffFilePageChecked():
            return _counted(document, event, event.good, "checked")
        case files.StaffFileCommitted():
            return _begun("declaring", document["rows"])
        case files.StaffFilePageDeclared():
            return _counted(document, event, event.declared, "declaring")
        case files.StaffFileDone():
            return {"state": "done"}
        case _:
            return {}


def _begun(state: str, rows: int) -> Document:
    return {"state": state, "rows": rows, "done": 0, "good": 0, "unchanged": 0, "bad": 0}


def _counted(
    document: Document, page: files.StaffFilePageChecked | files.StaffFilePageDeclared, good: int, then: str
) -> Document:
    """With one more page; `then` is the state behind the last one."""
    done = document["done"] + page.rows
    return {
        "state": then if done >= document["rows"] else document["state"],
        "done": done,
        "good": document["good"] + good,
        "unchanged": document["unchanged"] + page.unchanged,
        "bad": document["bad"] + len(page.bad),
    }


staff_files = ReadModel(
    "staff-files",
    version=1,
    sources=[employer.CONTRACT.source(files.STAFF_FILE)],
    keys=lambda fact: [fact.event.file_id],  # type: ignore[attr-defined]
    fold=fold,
    indexes=[IndexModel([("unit_id", ASCENDING), ("at", DESCENDING)], name="unit_at")],
)
