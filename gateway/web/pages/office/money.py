"""Money that arrives, from files, row by row; what could not be matched; what the bank says (ENR-13, ENR-19)."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, carry_out
from gateway.web.bodies import required_upload
from gateway.web.looking import unit_names
from gateway.web.looks import PERSON_ID
from gateway.web.pages.forms import Form, refused, see, show
from gateway.web.rights import needs
from kernel.refusals import Refused
from services.records import contract as records
from services.records.contract import draws
from services.records.contract.refunds import OWN_REFUND, REFUND

MEGABYTES = 10
OUTCOMES = {
    "full": "足额",
    "part": "部分",
    "late": "逾期",
    "excess": "多缴",
    "unmatched": "未匹配",
    "repeated": "重复",
    "rejected": "未入账",
    "failed": "扣款失败",
}
TONES = {"full": "good", "repeated": "", "rejected": "bad", "failed": "bad"}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/payments")(payments)
    pages.post("/office/payments", endpoint="booking")(booking)
    pages.get("/office/payment-files/<file_id>", endpoint="payment_file")(payment_file)
    pages.get("/office/draw-answers", endpoint="draw_answers")(draw_answers)
    pages.post("/office/draw-answers", endpoint="draw_answering")(draw_answering)


@needs("collect contributions")
def payments() -> Response:
    """Book payments, and see what could not be matched."""
    return _payments(Form())


@needs("collect contributions")
def booking() -> Response:
    """Book a file, and go on to what became of its rows."""
    try:
        file = required_upload("file", MEGABYTES)
        done = carry_out("records", records.RecordPaymentFile(file.name, file.base64))
    except Refused as refusal:
        return _payments(refused(refusal))
    return see("payment_file", file_id=done["result"]["file_id"])


def _payments(form: Form) -> Response:
    held = ask("records", records.GetUnmatchedPayments(request.args.get("after") or None))
    names = unit_names(row["unit_id"] for row in held["rows"])
    rows = [{**row, **_payer(row["unit_id"], names)} for row in held["rows"]]
    return show("office/payments.html", form, rows=rows, next=held["next"])


def _payer(payer: str, names: Mapping[str, str]) -> dict[str, str]:
    """Who paid, and the matter by which money goes back: a person who pays alone is called by their id."""
    if PERSON_ID.fullmatch(payer.encode()):
        return {"payer": "个人缴费", "matter": OWN_REFUND.code}
    name = names.get(payer, payer)  # one that is not known is called by its number
    return {"payer": f"{payer}（没有这个单位）" if name == payer else name, "matter": REFUND.code}


@needs("collect contributions")
def payment_file(file_id: str) -> str:
    """How far a file has come, and what became of each row."""
    asked = {name: request.args.get(name, "") for name in ("outcome", "after")}
    asked["outcome"] = asked["outcome"] if asked["outcome"] in OUTCOMES else ""
    found = ask("records", records.GetPaymentFile(file_id, **asked))
    names = unit_names(row["unit_id"] for row in found["rows"])
    shown = {"found": found, "names": names, "asked": asked, "outcomes": OUTCOMES, "tones": TONES}
    return render_template("office/payment_file.html", **shown)


@needs("collect contributions")
def draw_answers() -> Response:
    """What the bank says of draws."""
    return show("office/draw_answers.html", Form(), rows=None, outcomes=OUTCOMES, tones=TONES)


@needs("collect contributions")
def draw_answering() -> Response:
    """Book the bank's file."""
    try:
        file = required_upload("file", MEGABYTES)
        rows = carry_out("records", draws.RecordDrawFile(file.name, file.base64))["result"]["rows"]
    except Refused as refusal:
        return show("office/draw_answers.html", refused(refusal), rows=None, outcomes=OUTCOMES, tones=TONES)
    return show("office/draw_answers.html", Form(), rows=rows, outcomes=OUTCOMES, tones=TONES)
