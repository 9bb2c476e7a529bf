"""Pages of a person."""

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.looking import glance_of, today, unit_names
from gateway.web.nothing_found import sentence
from gateway.web.pages.forms import Form, choice, optional, see, show, submitted
from gateway.web.rights import needs
from services.cards import contract as cards
from services.records import contract as records

ROWS = 60
TRANSFERABLE = ("pension", "medical", "unemployment")


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me")(person_home)
    pages.get("/me/contributions")(contributions)
    pages.get("/me/balances")(balances)
    pages.get("/me/card")(card)
    pages.post("/me/card/loss")(report_loss)
    pages.post("/me/card/activation")(activate)
    pages.get("/me/transfers")(transfers)
    pages.post("/me/transfers", endpoint="request_transfer")(request_transfer)
    pages.get("/me/transfers/<transfer_id>")(transfer)


@needs("see own record")
def person_home() -> str:
    """My insurance at a glance."""
    return render_template(
        "person/home.html", glance=glance_of(caller().on_behalf_of, request.args.get("wait_for", ""))
    )


@needs("see own record")
def contributions() -> str:
    """Month by month, with a check for gaps."""
    person_id, line = caller().on_behalf_of, request.args.get("line") or "pension"
    asked = records.GetContributions(person_id, line, after=request.args.get("after") or None, limit=ROWS)  # type: ignore[arg-type]
    continuity = ask("records", records.GetContinuity(person_id, line))  # type: ignore[arg-type]
    found = ask("records", asked)
    names = unit_names(row["unit_id"] for row in found["rows"])
    return render_template("person/contributions.html", found=found, continuity=continuity, line=line, names=names)


@needs("see own record")
def balances() -> str:
    """Personal accounts with every movement."""
    found = ask("records", records.GetBalances(caller().on_behalf_of))
    told = sentence(str(edge().city["branding"]["hotline"]))
    return render_template("person/balances.html", found=found, nothing_found=told)


@needs("see own record")
def card() -> Response:
    """The card, and reporting it lost."""
    return show("person/card.html", Form(), found=_cards())


@needs("report own card lost")
def report_loss() -> Response:
    """Report it lost; what it means is told on the next page."""

    def act() -> Response:
        reply = carry_out("cards", cards.ReportLoss(choice("kind")))  # type: ignore[arg-type]
        flash(" ".join(["挂失已生效。", *reply["result"].get("sentences", [])]), "care")
        return see("card")

    return submitted("person/card.html", act, found=_cards())


@needs("activate own card")
def activate() -> Response:
    """Activate the social side."""

    def act() -> Response:
        carry_out("cards", cards.ActivateCard(choice("card_id")))
        flash("社保卡的社保功能已激活。金融功能请到发卡银行激活。", "")
        return see("card")

    return submitted("person/card.html", act, found=_cards())


def _cards() -> dict[str, object]:
    return dict(ask("cards", cards.GetCards(caller().on_behalf_of)))


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
