"""My insurance at a glance (QRY-01), and the card (CRD-01, CRD-02)."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out, edge
from gateway.web.api.inbox import own_notices
from gateway.web.looking import glance_of
from gateway.web.pages.forms import Form, choice, see, show, submitted
from gateway.web.rights import for_themself, needs
from gateway.web.worklist import WITHDRAWABLE, applications
from services.cards import contract as cards

NEWEST = 20
MOST = 4


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me")(person_home)
    pages.get("/me/card")(card)
    pages.post("/me/card/loss")(report_loss)
    pages.post("/me/card/activation")(activate)


@needs("see own record")
def person_home() -> str:
    """My insurance at a glance: from the views alone, so that it shows while a service is down.

    Cases and messages are one's own: who acts for another sees none of them.
    """
    me, wait_for = caller().on_behalf_of, request.args.get("wait_for", "")
    glance = glance_of(me, wait_for)
    if not for_themself(caller()):
        return render_template("person/home.html", glance=glance, cases=[], messages=[])
    listed = applications(me, limit=NEWEST)["work"]
    cases = [row for row in listed if row["kind"] == "case" and row["status"] in WITHDRAWABLE][:MOST]
    messages = own_notices(limit=MOST)["notices"]
    return render_template("person/home.html", glance=glance, cases=cases, messages=messages)


@needs("see own record")
def card() -> Response:
    """The card, and reporting it lost."""
    return show("person/card.html", Form(), **_cards())


@needs("report own card lost")
def report_loss() -> Response:
    """Report it lost; what it means is told on the next page."""

    def act() -> Response:
        reply = carry_out("cards", cards.ReportLoss(choice("kind")))  # type: ignore[arg-type]
        flash(" ".join(["挂失已生效。", *reply["result"].get("sentences", [])]), "care")
        return see("card")

    return submitted("person/card.html", act, **_cards())


@needs("activate own card")
def activate() -> Response:
    """Activate the social side."""

    def act() -> Response:
        carry_out("cards", cards.ActivateCard(choice("card_id")))
        flash("社保卡的社保功能已激活。金融功能请到发卡银行激活。", "good")
        return see("card")

    return submitted("person/card.html", act, **_cards())


def _cards() -> dict[str, Any]:
    return {"found": ask("cards", cards.GetCards(caller().on_behalf_of)), "banks": edge().city["card_banks"]}
