"""ENR-19: how people who pay for themselves pay a month, and what the bank says of its draws."""

from typing import Any

from gateway.web.acting import ask, caller, carry_out
from gateway.web.api.routes import Routes
from gateway.web.bodies import body_of, required_upload
from services.records import contract as records
from services.records.contract import draws

routes = Routes("own-payments", __name__, description="Paying for oneself")

FILE_MEGABYTES = 10


@routes.reads("/me/payments", "see own record")
def payments() -> Any:
    """What I owe by month as one who pays for himself: paid, being drawn, failed (why, when again) or open."""
    return ask("records", draws.GetOwnPayments(caller().on_behalf_of))


@routes.acts("/me/payment-orders", "pay own contributions", body_of(draws.IssuePaymentOrder, "person_id"))
def issue_order(body: dict[str, Any]) -> Any:
    """缴款单: an order by which I pay a month myself."""
    return carry_out("records", draws.IssuePaymentOrder(person_id=caller().on_behalf_of, **body))


@routes.acts("/draws", "collect contributions")
def order_draws() -> Any:
    """Order today's draws from the banks; every day it happens by itself, and a rerun is harmless."""
    return carry_out("records", draws.OrderDraws())


@routes.reads("/draws/<day>", "collect contributions")
def draws_of(day: str) -> Any:
    """How far a day's draws have come."""
    return ask("records", records.GetRun("draws", day))


@routes.acts("/draw-answers", "collect contributions", body_of(draws.RecordDrawAnswers))
def record_answers(body: dict[str, Any]) -> Any:
    """What the bank says of draws, row by row."""
    return carry_out("records", draws.RecordDrawAnswers(**body))


@routes.receives("/draw-answer-files", "collect contributions")
def record_answer_file() -> Any:
    """The same from a CSV or XLSX file."""
    upload = required_upload("file", FILE_MEGABYTES)
    return carry_out("records", draws.RecordDrawFile(upload.name, upload.base64))
