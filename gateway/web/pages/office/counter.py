"""At the counter, for whoever stands there: social-security cards (CRD-02), authority and guardianship (ID-16)."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, caller, carry_out
from gateway.web.looks import seen_persons
from gateway.web.pages.forms import Form, choice, choices, refused, see, show
from gateway.web.pages.office.persons import reason
from gateway.web.rights import allowed, needs
from kernel.refusals import Forbidden, Refused
from kernel.schema import checked
from services.cards import contract as cards
from services.identity import contract as identity

LOSS_PROOFS = {"id_card": "居民身份证", "photo": "一寸照片", "police_receipt": "公安机关报案回执"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/persons/<person_id>/cards", endpoint="office_cards")(card_desk)
    pages.post("/office/persons/<person_id>/cards", endpoint="card_work")(card_work)
    pages.get("/office/persons/<person_id>/authorities", endpoint="office_authorities")(authorities)
    pages.post("/office/persons/<person_id>/authorities", endpoint="authority_work")(authority_work)


# ------------------------------------------------------------------ cards


@needs("care for cards")
def card_desk(person_id: str) -> Response:
    """The person's cards, each with its next step."""
    return _cards(person_id, Form())


def _cards(person_id: str, form: Form) -> Response:
    """That there are none is something of the holder, too: it is a look (ID-17)."""
    why = reason()
    seen_persons([person_id])
    found = ask("cards", cards.GetCards(person_id))
    kept = {"person_id": person_id, "reason": why}
    return show("office/cards.html", form, found=found, kept=kept, proofs=LOSS_PROOFS)


@needs("care for cards")
def card_work(person_id: str) -> Response:
    """Carry a card a step on."""
    try:
        step = _card_steps(person_id).get(choice("do"))
        if step is None:
            return _cards(person_id, Form())
        carry_out("cards", step())
    except Refused as refusal:
        return _cards(person_id, refused(refusal))
    flash("已登记。", "good")
    return see("office_cards", person_id=person_id, reason=reason())


def _card_steps(holder: str) -> Mapping[str, Callable[[], Any]]:
    card_id = choice("card_id")
    loss = {"person_id": holder, "proofs": choices("proofs")}
    return {
        "order": lambda: cards.IssueFirstCard(holder),
        "make": lambda: checked(cards.MakeCard, {"card_id": card_id, "number": choice("number")}),
        "hand_over": lambda: cards.HandOverCard(card_id),
        "activate": lambda: cards.ActivateCard(card_id),
        "report_temp": lambda: checked(cards.ReportLoss, {"kind": "temp", **loss}),
        "report": lambda: checked(cards.ReportLoss, {"kind": "formal", **loss}),
    }


# ------------------------------------------------------------------ authority


@needs("register authority")
def authorities(person_id: str) -> Response:
    """What the person has given and was given."""
    return _authorities(person_id, Form())


def _authorities(person_id: str, form: Form) -> Response:
    why = reason()
    seen_persons([person_id])
    found = ask("identity", identity.GetAuthorities(person_id, request.args.get("after", "")))
    confirms = allowed(caller(), "confirm authority", {})
    kept = {"person_id": person_id, "reason": why}
    return show("office/authorities.html", form, found=found, kept=kept, confirms=confirms)


@needs("register authority")
def authority_work(person_id: str) -> Response:
    """Confirm what a colleague has registered, or end an authority."""
    try:
        given = {"delegation_id": choice("delegation_id")}
        if choice("do") == "confirm":
            if not allowed(caller(), "confirm authority", {}):
                raise Forbidden()
            carry_out("identity", checked(identity.ConfirmAuthority, given))
        else:
            carry_out("identity", checked(identity.EndAuthority, given))
    except Refused as refusal:
        return _authorities(person_id, refused(refusal))
    flash("已确认，现在起生效。" if choice("do") == "confirm" else "已终止。", "good")
    return see("office_authorities", person_id=person_id, reason=reason())
