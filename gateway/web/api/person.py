"""What a person sees and asks for, for themself."""

from base64 import b64decode
from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.web.acting import ask, caller, carry_out
from gateway.web.api.asking import body_with_captcha, check_captcha
from gateway.web.api.routes import PAGE, Routes, arguments, waited_for
from gateway.web.bodies import body_of
from gateway.web.looking import glance_of
from gateway.web.nothing_found import found_nothing, told
from gateway.web.statement import statement
from gateway.web.words import LINES
from kernel.schema import checked
from services.cards import contract as cards
from services.certificates import contract as certificates
from services.employer import contract as employer
from services.records import contract as records

routes = Routes("person", __name__, description="A person's own record")

LINE = fields.String(load_default=None, validate=validate.OneOf(LINES, error="请从给出的险种中选择。"))
DAY = fields.String(
    load_default=None,
    validate=validate.Regexp(
        r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z", error="请按“2026-01-31”的样式填写日期。"
    ),
    metadata={"description": "QRY-15: as known when this day ended"},
)
MONTH = fields.String(
    load_default=None, validate=validate.Regexp(r"(19|20)\d\d-(0[1-9]|1[0-2])\Z", error="请按“2026-01”的样式填写年月。")
)
ARRIVED: dict[str, fields.Field[Any]] = {"arrived_from": MONTH, "arrived_to": MONTH}


@routes.looks("/me/glance", "see own record")
def glance() -> Any:
    """My insurance at a glance: lines, balances, card, what is under way, and as of when."""
    return glance_of(caller().on_behalf_of, waited_for())


@routes.reads("/me/status", "see own record", arguments(as_of=DAY))
def status(query: dict[str, Any]) -> Any:
    """QRY-01: the insured status of all lines."""
    return told_status(ask("records", records.GetInsuredStatus(caller().on_behalf_of, query["as_of"])))


def told_status(status: dict[str, Any]) -> dict[str, Any]:
    """The status, with what to do where nothing is insured (QRY-13)."""
    insured = any(line["status"] != "none" for line in status["lines"])
    return status if insured else status | {"nothing_found": found_nothing()}


@routes.reads("/me/self-payment", "see own record")
def self_payment() -> Any:
    """ENR-05 to ENR-10: what I may do as one who pays for himself, with months, sites and bounds of the wage."""
    return ask("records", records.GetSelfPayment(caller().on_behalf_of))


@routes.reads("/me/statements/<month>", "see own record")
def own_statement(month: str) -> Any:
    """EMP-08: the month's base, amounts and payment on my units' behalf."""
    return statement(month)


@routes.acts("/me/statements/<month>/seen", "check own base", body_of(employer.NoteMonthSeen, "person_id", "month"))
def statement_seen(body: dict[str, Any], month: str) -> Any:
    """EMP-08: 已阅知; the unit sees who was reached."""
    return carry_out("employer", checked(employer.NoteMonthSeen, _seen(body, month)))


def _seen(body: dict[str, Any], month: str) -> dict[str, Any]:
    return {"person_id": caller().on_behalf_of, "month": month, **body}


@routes.reads("/me/bases", "see own record")
def own_bases() -> Any:
    """ENR-11: the bases my units have declared, by year, and where each stands."""
    return ask("employer", employer.GetOwnBases(caller().on_behalf_of))


@routes.acts("/me/bases/confirmation", "check own base", body_of(employer.ConfirmBase, "person_id"))
def confirm_base(body: dict[str, Any]) -> Any:
    """ENR-11: agree with a base; who does not objects by the matter `base-objection`."""
    return carry_out("employer", employer.ConfirmBase(caller().on_behalf_of, **body))


@routes.reads("/me/bills/<month>", "see own record")
def own_bill(month: str) -> Any:
    """What I owe for a month as one who pays for himself, and what arrived of it."""
    return ask("records", records.GetUnitBill(caller().on_behalf_of, month))


@routes.reads(
    "/me/contributions",
    "see own record",
    arguments(line=LINE, from_month=MONTH, to_month=MONTH, as_of=DAY, **ARRIVED, **PAGE),
)
def contributions(query: dict[str, Any]) -> Any:
    """QRY-02, QRY-12: month by month, the month it is for and the day it arrived, before the scheme's start apart."""
    return contributions_told(caller().on_behalf_of, query)


def contributions_told(person_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """A page of months, with what to do where there are none (QRY-13)."""
    return months_told(ask("records", months_asked(person_id, query)), person_id, query)


def months_asked(person_id: str, query: dict[str, Any]) -> records.GetContributions:
    """What records is asked for a page of months."""
    return records.GetContributions(person_id, **{**query, "after": query["after"] or None})


def months_told(found: dict[str, Any], person_id: str, query: dict[str, Any]) -> dict[str, Any]:
    """What records answered to that, with what to do where there are none (QRY-13)."""
    return told(found, person_id, query, "缴费", empty=not (found["rows"] or found["before_scheme"]))


@routes.reads("/me/continuity", "see own record", arguments(line=LINE, as_of=DAY))
def continuity(query: dict[str, Any]) -> Any:
    """QRY-12: the longest run, the missing months, what they matter for and what to do."""
    query["line"] = query["line"] or "pension"
    found = ask("records", records.GetContinuity(caller().on_behalf_of, **query))
    seen = any(found[name] for name in ("months", "awaited", "due", "missing"))
    return told(found, caller().on_behalf_of, query, "缴费", empty=not seen)


@routes.reads("/me/balances", "see own record", arguments(as_of=DAY))
def balances(query: dict[str, Any]) -> Any:
    """QRY-04: personal accounts with yearly interest and every movement."""
    return balances_told(caller().on_behalf_of, query["as_of"])


def balances_told(person_id: str, as_of: str | None) -> dict[str, Any]:
    """The accounts, with what to do where nothing has ever come to them (QRY-13)."""
    return accounts_told(ask("records", records.GetBalances(person_id, as_of)), person_id, as_of)


def accounts_told(found: dict[str, Any], person_id: str, as_of: str | None) -> dict[str, Any]:
    """What records answered to that, with what to do where nothing has ever come to them (QRY-13)."""
    moved = any(account["moved"] for account in found["accounts"])
    return told(found, person_id, {"as_of": as_of}, "个人账户", empty=not moved)


@routes.reads("/me/cards", "see own record")
def own_cards() -> Any:
    """The cards, newest first, and what reporting a loss means."""
    return ask("cards", cards.GetCards(caller().on_behalf_of))


@routes.acts("/me/card/loss", "report own card lost", body_of(cards.ReportLoss, "person_id", "proofs"))
def report_loss(body: dict[str, Any]) -> Any:
    """CRD-02: report the card lost, at any hour."""
    return carry_out("cards", cards.ReportLoss(**body))


@routes.acts("/me/card/activation", "activate own card", body_of(cards.ActivateCard))
def activate_card(body: dict[str, Any]) -> Any:
    """Activate the social side of a card that was collected."""
    return carry_out("cards", cards.ActivateCard(**body))


@routes.reads("/me/transfers", "see own record")
def transfers() -> Any:
    """TRF-02: all transfers, newest first, each with its next step and due day."""
    return ask("records", records.GetTransfers(caller().on_behalf_of))


@routes.reads("/me/transfers/<transfer_id>", "see own record")
def transfer(transfer_id: str) -> Any:
    """TRF-02: one transfer with every step, its day and its due day."""
    return ask("records", records.GetTransfer(transfer_id))


@routes.acts("/me/transfers", "move own relation", body_of(records.RequestTransfer, "person_id"))
def request_transfer(body: dict[str, Any]) -> Any:
    """TRF-01: ask for a line to be moved; the reply carries a warning where it comes late."""
    return carry_out("records", records.RequestTransfer(person_id=caller().on_behalf_of, **body))


@routes.asks(
    "/me/certificates/preview",
    "have a certificate made",
    body_of(certificates.PreviewContributionCertificate, "person_id"),
)
def preview_certificate(body: dict[str, Any]) -> Any:
    """CRT-01: what the certificate would say."""
    return ask("certificates", certificates.PreviewContributionCertificate(caller().on_behalf_of, **body))


@routes.acts(
    "/me/certificates",
    "have a certificate made",
    body_with_captcha(certificates.IssueContributionCertificate, "person_id", required=True),
)
def issue_certificate(body: dict[str, Any]) -> Any:
    """CRT-01: have a sealed and signed contribution certificate made."""
    check_captcha(body)
    return carry_out("certificates", certificates.IssueContributionCertificate(caller().on_behalf_of, **body))


@routes.reads("/me/certificates", "see own record", arguments(**PAGE))
def own_certificates(query: dict[str, Any]) -> Any:
    """Certificates made before, the newest first."""
    asked = certificates.ListCertificates(caller().on_behalf_of, query["after"] or None, query["limit"])
    return ask("certificates", asked)


@routes.sends("/me/certificates/<number>", "see own record")
def certificate(number: str) -> Any:
    """The signed PDF, as it was sealed."""
    return pdf_response(ask("certificates", certificates.GetCertificate(number)))


def pdf_response(found: dict[str, Any]) -> Response:
    """A certificate's file as a download."""
    headers = {"Content-Disposition": f"attachment; filename={found['number']}.pdf"}
    return Response(b64decode(found["pdf"]), headers=headers, content_type="application/pdf")
