"""Pages of officers."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, carry_out, edge
from gateway.web.bodies import required_upload
from gateway.web.looking import today, unit_names
from gateway.web.looks import seen_persons
from gateway.web.matters import service_of_case
from gateway.web.pages.cases import case_shown
from gateway.web.pages.forms import Form, choice, choices, optional, refused, see, show, submitted
from gateway.web.rights import needs
from gateway.web.worklist import work_list
from kernel.cases import messages as m
from kernel.privacy import person_id
from kernel.refusals import Refused
from kernel.schema import checked
from services.cards import contract as cards
from services.records import contract as records

ROWS = 50
PAYMENT_MEGABYTES = 10


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office", endpoint="work_list")(work_list_page)
    pages.post("/cases/<case_id>/claim")(claim)
    pages.post("/cases/<case_id>/material-request")(ask_material)
    pages.post("/cases/<case_id>/approval")(approve)
    pages.post("/cases/<case_id>/rejection")(reject)
    pages.get("/office/assessments")(assess)
    pages.post("/office/assessments", endpoint="assessing")(assessing)
    pages.get("/office/payments")(payments)
    pages.post("/office/payments", endpoint="booking")(booking)
    pages.get("/office/transfers/<transfer_id>")(office_transfer)
    pages.post("/office/transfers/<transfer_id>", endpoint="advancing")(advancing)
    pages.get("/office/cards")(card_desk)
    pages.post("/office/cards", endpoint="card_work")(card_work)


@needs("see the work list")
def work_list_page() -> str:
    """What waits, by due day."""
    found = work_list(request.args.get("after", ""), ROWS, wait_for=request.args.get("wait_for", ""))
    names = unit_names(row["applicant"] for row in found["work"] if row["kind"] == "case")
    return render_template("office/work_list.html", found=found, names=names)


# ------------------------------------------------------------------ cases


def _on_case(case_id: str, command: Any, told: str) -> Response:
    def act() -> Response:
        carry_out(service_of_case(case_id), command())
        flash(told, "")
        return see("case", case_id=case_id)

    return submitted("case.html", act, **case_shown(case_id))


@needs("work on a case")
def claim(case_id: str) -> Response:
    """Take it."""
    take_over = bool(choice("take_over"))
    return _on_case(case_id, lambda: m.ClaimCase(case_id, take_over), "已受理，请审核。")


@needs("work on a case")
def ask_material(case_id: str) -> Response:
    """Ask for more."""
    body = {"case_id": case_id, "wanted": choices("wanted"), "reason": choice("reason")}
    return _on_case(case_id, lambda: checked(m.AskForMaterial, body), "已通知补正材料。")


@needs("decide a case")
def approve(case_id: str) -> Response:
    """Agree."""
    return _on_case(case_id, lambda: m.ApproveCase(case_id), "审核通过。后续登记正在办理中，稍后即可查到结果。")


@needs("decide a case")
def reject(case_id: str) -> Response:
    """Refuse, with a reason."""
    body = {"case_id": case_id, "reason": choice("reason")}
    return _on_case(case_id, lambda: checked(m.RejectCase, body), "已退回，原因已告知申请单位。")


# ------------------------------------------------------------------ contributions


@needs("collect contributions")
def assess() -> Response:
    """Assess a month, and see how far it has come."""
    month = request.args.get("month", "")
    run = ask("records", records.GetRun("assessment", month)) if month else None
    return show("office/assess.html", Form({"month": month or today()[:7]}), run=run)


@needs("collect contributions")
def assessing() -> Response:
    """Have it assessed."""

    def act() -> Response:
        carry_out("records", checked(records.AssessMonth, {"month": choice("month")}))
        return see("assess", month=choice("month"))

    return submitted("office/assess.html", act, run=None)


@needs("collect contributions")
def payments() -> Response:
    """Book a payment file, and see what could not be matched."""
    return show("office/payments.html", Form(), booked=None, unmatched=_unmatched())


@needs("collect contributions")
def booking() -> Response:
    """Book it, and tell what became of each row."""
    try:
        file = required_upload("file", PAYMENT_MEGABYTES)
        booked = carry_out("records", records.RecordPaymentFile(file.name, file.base64))["result"]
    except Refused as refusal:
        return show("office/payments.html", refused(refusal), booked=None, unmatched=_unmatched())
    return show("office/payments.html", Form(), booked=booked, unmatched=_unmatched())


def _unmatched() -> Any:
    return ask("records", records.GetUnmatchedPayments(request.args.get("after") or None))


# ------------------------------------------------------------------ transfers


@needs("carry a transfer on")
def office_transfer(transfer_id: str) -> Response:
    """A transfer, and recording its next step."""
    return show("office/transfer.html", Form(), transfer=_transfer(transfer_id))


@needs("carry a transfer on")
def advancing(transfer_id: str) -> Response:
    """Record a step, or the new place's refusal."""

    def act() -> Response:
        command: Any
        if choice("do") == "refuse":
            body = {"transfer_id": transfer_id, "reason": choice("reason"), "replied_on": optional("done_on")}
            command = checked(records.RefuseTransfer, body)
        else:
            step = int(choice("step")) if choice("step").isdigit() else 0
            command = records.AdvanceTransfer(transfer_id, step, optional("done_on"))
        carry_out("records", command)
        return see("office_transfer", transfer_id=transfer_id)

    return submitted("office/transfer.html", act, transfer=_transfer(transfer_id))


def _transfer(transfer_id: str) -> Any:
    return ask("records", records.GetTransfer(transfer_id))


# ------------------------------------------------------------------ cards


@needs("care for cards")
def card_desk() -> Response:
    """The card window: find the holder by ID number."""
    return show("office/cards.html", Form(), found=None)


@needs("care for cards")
def card_work() -> Response:
    """Find the cards of whoever stands at the window, and carry one a step on."""
    found = None
    try:
        holder = person_id(choice("id_number"), edge().settings.person_id_key) if choice("id_number") else ""
        if choice("do") != "find":
            _card_step(holder)
        found = _cards_of(holder) if holder else None
    except Refused as refusal:
        return show("office/cards.html", refused(refusal), found=found)
    return show("office/cards.html", Form({"id_number": choice("id_number")}), found=found)


def _cards_of(holder: str) -> Any:
    """That there are none is something of the holder, too: it is a look (ID-17)."""
    seen_persons([holder])
    return ask("cards", cards.GetCards(holder))


def _card_step(holder: str) -> None:
    card_id, number = choice("card_id"), choice("number")
    steps: dict[str, Any] = {
        "order": lambda: cards.IssueFirstCard(holder),
        "make": lambda: checked(cards.MakeCard, {"card_id": card_id, "number": number}),
        "hand_over": lambda: cards.HandOverCard(card_id),
        "activate": lambda: cards.ActivateCard(card_id),
        "report": lambda: checked(
            cards.ReportLoss, {"kind": "formal", "person_id": holder, "proofs": choices("proofs")}
        ),
    }
    if choice("do") in steps:
        carry_out("cards", steps[choice("do")]())
        flash("已登记。", "")
