"""Moving a relation to another place 关系转移接续: asking for it, and following it (TRF-01, TRF-02)."""

from typing import Any

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.looking import today
from gateway.web.pages.forms import Form, choice, filled, optional, refused, see, show
from gateway.web.places import cities, code_of
from gateway.web.rights import needs
from kernel.refusals import Refused
from services.records import contract as records

TRANSFERABLE = ("pension", "medical", "unemployment")
PLACES = ("from_region", "to_region")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/transfers")(transfers)
    pages.post("/me/transfers", endpoint="request_transfer")(request_transfer)
    pages.get("/me/transfers/<transfer_id>")(transfer)


@needs("see own record")
def transfers() -> Response:
    """What is being transferred, and asking for a transfer."""
    return _page(Form({"direction": "in"}))


@needs("move own relation")
def request_transfer() -> Response:
    """TRF-01: one of the two places is this city, the other one is asked for."""
    try:
        transfer_id = ask_for_transfer(caller().on_behalf_of)
    except Refused as refusal:
        return _page(at_the_place(refused(refusal)))
    return see("transfer", transfer_id=transfer_id)


def ask_for_transfer(person_id: str) -> str:
    """Ask for what the form says; the id of the transfer. Raises Refused."""
    there, here = code_of(choice("place"), "place"), edge().city["region"]
    ends = (there, here) if choice("direction") == "in" else (here, there)
    given = {**dict(zip(PLACES, ends, strict=True)), "left_on": optional("left_on")}
    command = filled(records.RequestTransfer, "line", "direction", person_id=person_id, **given)
    result = carry_out("records", command)["result"]
    if result.get("warning"):
        flash(result["warning"], "care")
    return str(result["transfer_id"])


def at_the_place(form: Form) -> Form:
    """What is wrong with either end is told at the one field there is for both."""
    told = {"place" if name in PLACES else name: sentences for name, sentences in form.errors.items()}
    return Form(form.values, told, form.problem, form.key)


def _page(form: Form) -> Response:
    found = ask("records", records.GetTransfers(caller().on_behalf_of))
    return show("person/transfers.html", form, found=found, **offered())


def offered() -> dict[str, Any]:
    """What the form of a transfer offers."""
    reminder = edge().city.policy.find("transfer/reminder", today())
    return {
        "transferable": [(line, records.LINE_NAMES[line]) for line in TRANSFERABLE],
        "cities": [name for code, name in cities().items() if code != edge().city["region"]],
        "reminder_days": reminder["days"] if reminder else None,
    }


@needs("see own record")
def transfer(transfer_id: str) -> str:
    """One transfer, step by step."""
    return render_template("person/transfer.html", transfer=ask("records", records.GetTransfer(transfer_id)))
