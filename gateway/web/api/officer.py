"""What officers do: the work list, deciding cases, assessing, booking payments, carrying transfers and cards on."""

from typing import Any

from marshmallow import fields, validate

from gateway.web.acting import ask, carry_out
from gateway.web.api.routes import PAGE, Routes, arguments
from gateway.web.bodies import body_of, required_upload
from gateway.web.figures import city_figures
from services.cards import contract as cards
from services.certificates import contract as certificates
from services.employer import contract as employer
from services.records import contract as records

routes = Routes("officer", __name__, description="The office's work")

PAYMENT_MEGABYTES = 10
OUTCOMES = ["", "full", "part", "late", "excess", "unmatched", "repeated", "rejected"]
OUTCOME = fields.String(load_default="", validate=validate.OneOf(OUTCOMES, error="请从给出的入账结果中选择。"))


@routes.acts(
    "/units/<unit_id>/base-closings", "collect contributions", body_of(employer.CloseBaseDeclaration, "unit_id")
)
def close_bases(body: dict[str, Any], unit_id: str) -> Any:
    """ENR-11: after the window, note whose base was not declared; 110 percent is owed until it is."""
    return carry_out("employer", employer.CloseBaseDeclaration(unit_id, **body))


@routes.acts("/subsidies/<subsidy>/payment", "collect contributions", body_of(employer.PaySubsidy, "subsidy"))
def pay_subsidy(body: dict[str, Any], subsidy: str) -> Any:
    """EMP-05: book that a granted subsidy was paid out."""
    return carry_out("employer", employer.PaySubsidy(subsidy, **body))


@routes.acts("/assessments", "collect contributions", body_of(records.AssessMonth))
def assess(body: dict[str, Any]) -> Any:
    """ENR-12: assess a month for all enrolled people; a rerun is harmless."""
    return carry_out("records", records.AssessMonth(**body))


@routes.reads("/assessments/<month>", "collect contributions")
def assessment(month: str) -> Any:
    """How far the assessment of a month has come."""
    return ask("records", records.GetRun("assessment", month))


@routes.acts("/interest", "collect contributions", body_of(records.CreditInterest))
def credit_interest(body: dict[str, Any]) -> Any:
    """Credit a year's interest to all personal accounts; a rerun is harmless."""
    return carry_out("records", records.CreditInterest(**body))


@routes.reads("/interest/<year>", "collect contributions")
def interest(year: str) -> Any:
    """How far the interest of a year has come."""
    return ask("records", records.GetRun("interest", year))


@routes.acts("/payments", "collect contributions", body_of(records.RecordPayments))
def record_payments(body: dict[str, Any]) -> Any:
    """ENR-13: payments that arrived, row by row."""
    return carry_out("records", records.RecordPayments(**body))


@routes.receives("/payment-files", "collect contributions")
def record_payment_file() -> Any:
    """ENR-13: the same from a CSV or XLSX file."""
    upload = required_upload("file", PAYMENT_MEGABYTES)
    return carry_out("records", records.RecordPaymentFile(upload.name, upload.base64))


@routes.reads("/payment-files/<file_id>", "collect contributions", arguments(outcome=OUTCOME, after=PAGE["after"]))
def payment_file(query: dict[str, Any], file_id: str) -> Any:
    """ENR-13: how far a file has come, and what became of each row, page by page."""
    return ask("records", records.GetPaymentFile(file_id, **query))


@routes.reads("/unmatched-payments", "collect contributions", arguments(**PAGE))
def unmatched(query: dict[str, Any]) -> Any:
    """Money for which nothing is owed."""
    return ask("records", records.GetUnmatchedPayments(query["after"] or None, query["limit"]))


@routes.reads("/figures", "see the figures")
def figures() -> Any:
    """OPS-07: units, relations by line, what is owed and has arrived month by month; amounts in fen."""
    return city_figures()


@routes.reads("/transfers/<transfer_id>", "carry a transfer on")
def transfer(transfer_id: str) -> Any:
    """TRF-02: one transfer with every step."""
    return ask("records", records.GetTransfer(transfer_id))


@routes.acts("/transfers/<transfer_id>/steps", "carry a transfer on", body_of(records.AdvanceTransfer, "transfer_id"))
def advance_transfer(body: dict[str, Any], transfer_id: str) -> Any:
    """Record that a step was done."""
    return carry_out("records", records.AdvanceTransfer(transfer_id, **body))


@routes.acts("/transfers/<transfer_id>/refusal", "carry a transfer on", body_of(records.RefuseTransfer, "transfer_id"))
def refuse_transfer(body: dict[str, Any], transfer_id: str) -> Any:
    """Record the new place's written refusal."""
    return carry_out("records", records.RefuseTransfer(transfer_id, **body))


@routes.acts(
    "/certificates/<number>/revocation", "withdraw a certificate", body_of(certificates.RevokeCertificate, "number")
)
def revoke_certificate(body: dict[str, Any], number: str) -> Any:
    """CRT-05: withdraw a certificate; whoever verifies it is told."""
    return carry_out("certificates", certificates.RevokeCertificate(number, **body))


@routes.reads("/persons/<person_id>/cards", "care for cards")
def cards_of_person(person_id: str) -> Any:
    """A person's cards."""
    return ask("cards", cards.GetCards(person_id))


@routes.acts("/persons/<person_id>/cards", "care for cards")
def issue_first_card(person_id: str) -> Any:
    """Order a first card for someone who has none."""
    return carry_out("cards", cards.IssueFirstCard(person_id))


@routes.acts("/persons/<person_id>/card-loss", "care for cards", body_of(cards.ReportLoss, "person_id"))
def report_loss(body: dict[str, Any], person_id: str) -> Any:
    """CRD-02 at a window: report a card lost for its holder, formally after what the holder has shown."""
    return carry_out("cards", cards.ReportLoss(person_id=person_id, **body))


@routes.acts("/cards/<card_id>/making", "care for cards", body_of(cards.MakeCard, "card_id"))
def make_card(body: dict[str, Any], card_id: str) -> Any:
    """Book a card in from its maker."""
    return carry_out("cards", cards.MakeCard(card_id, **body))


@routes.acts("/cards/<card_id>/hand-over", "care for cards")
def hand_over_card(card_id: str) -> Any:
    """Hand a card over to its holder."""
    return carry_out("cards", cards.HandOverCard(card_id))


@routes.acts("/cards/<card_id>/activation", "care for cards")
def activate_card(card_id: str) -> Any:
    """Activate a card at a window."""
    return carry_out("cards", cards.ActivateCard(card_id))
