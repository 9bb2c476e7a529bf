"""Moving a relation to another place 关系转移接续: asking for it, and following it (TRF-01, TRF-02)."""

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.looking import today
from gateway.web.pages.forms import Form, choice, optional, see, show, submitted
from gateway.web.rights import needs
from services.records import contract as records

TRANSFERABLE = ("pension", "medical", "unemployment")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/transfers")(transfers)
    pages.post("/me/transfers", endpoint="request_transfer")(request_transfer)
    pages.get("/me/transfers/<transfer_id>")(transfer)


@needs("see own record")
def transfers() -> Response:
    """What is being transferred, and asking for a transfer."""
    return show("person/transfers.html", Form({"direction": "in", "to_region": edge().city["region"]}), **_transfers())


@needs("move own relation")
def request_transfer() -> Response:
    """TRF-01."""

    def act() -> Response:
        reply = carry_out(
            "records",
            records.RequestTransfer(
                caller().on_behalf_of,
                choice("line"),  # type: ignore[arg-type]
                choice("direction"),  # type: ignore[arg-type]
                choice("from_region"),
                choice("to_region"),
                optional("left_on"),
            ),
        )
        if reply["result"].get("warning"):
            flash(reply["result"]["warning"], "care")
        return see("transfer", transfer_id=reply["result"]["transfer_id"])

    return submitted("person/transfers.html", act, **_transfers())


def _transfers() -> dict[str, object]:
    found = ask("records", records.GetTransfers(caller().on_behalf_of))
    reminder = edge().city.policy.find("transfer/reminder", today())
    return {
        "found": found,
        "transferable": [(line, records.LINE_NAMES[line]) for line in TRANSFERABLE],
        "reminder_days": reminder["days"] if reminder else None,
    }


@needs("see own record")
def transfer(transfer_id: str) -> str:
    """One transfer, step by step."""
    return render_template("person/transfer.html", transfer=ask("records", records.GetTransfer(transfer_id)))
