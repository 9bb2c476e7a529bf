"""What a third party may have done although its answer was lost is called back before it is decided again (K6); where
it never says whether it did, an officer finds out (ENR-21)."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from deploy.local.sandbox import bank, treasury
from kernel.cases.events import CASE
from kernel.cases.life import case, status
from kernel.context import Context
from kernel.partner import PartnerDown
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.payments import book_payments
from services.records.contract import draws as dc
from services.records.contract import refunds
from services.records.contract import unanswered as u
from services.records.draws import domain as d
from services.records.draws import ordering
from services.records.draws.answers import record_answers
from services.records.repairs import refunding
from services.records.repairs.unanswered import refunded_on, unanswered_case_id
from services.records.wiring import wire
from tests.services.harness import happened, settings_for
from tests.services.records.pasts import MONTH
from tests.services.records.test_payment_files import a_row
from tests.services.records.test_repairs import approved, asking, refund_orders, someone

ORDERED = "2026-11-20"


class Outside:
    """Bank and treasury; `away` hears nothing, `lost` does what it is asked and its answer does not arrive."""

    def __init__(self) -> None:
        self.away = self.lost = False
        app = Flask("outside")
        treasury.register(app)
        bank.register(app)
        app.before_request(lambda: Response(status=503) if self.away else None)
        app.after_request(lambda answer: Response(status=503) if self.lost else answer)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def records(outside: Outside, mongo: str, database_prefix: str, tmp_path: Path) -> Iterator[Any]:
    address = f"http://127.0.0.1:{outside.server.port}"
    urls = {name: f"{address}/{name}" for name in ("treasury", "bank_draw")}
    settings = settings_for(mongo, database_prefix, tmp_path)
    secrets = dict.fromkeys(urls, "s")
    service = wire(replace(settings, service_urls={**settings.service_urls, **urls}, partner_secrets=secrets))
    yield service
    service.close()


# ------------------------------------------------------------------ refunds


def refund(records: Any) -> dict[str, Any]:
    """What the treasury is told to pay back."""
    someone(records)
    book_payments(records, [a_row("U1", "total", 700, "V1")], replace(records.context("officer"), command_id="f"))
    approved(records, refunds.REFUND, "U1", refunds.Refund(MONTH, "V1"))
    return refund_orders(records)[0]


def held(records: Any) -> list[int]:
    return [money.amount for money in records.store.state(c.BILL.stream("U1", MONTH), bill)[0].held.values()]


def test_a_refund_whose_answer_was_lost_is_not_held_again_when_it_runs_out(records: Any, outside: Outside) -> None:
    said, outside.lost = refund(records), True
    with pytest.raises(PartnerDown):
        refunding.send(records, "case.V1", said)
    with pytest.raises(PartnerDown):  # it is not known yet: asked again later
        refunding.expired(records, "case.V1", said)
    outside.lost = False
    refunding.expired(records, "case.V1", said)
    assert held(records) == []


def test_a_refund_that_never_arrived_is_held_again_once_and_not_paid_any_more(records: Any, outside: Outside) -> None:
    said, outside.away = refund(records), True
    with pytest.raises(PartnerDown):
        refunding.send(records, "case.V1", said)
    outside.away = False
    for _ in range(2):
        refunding.expired(records, "case.V1", said)
    with pytest.raises(refunding.PartnerRefused, match="cancelled"):
        refunding.send(records, "case.V1", said)
    assert held(records) == [700]


# ------------------------------------------------------------------ refunds of which nothing is heard

ORDER, DAYS = "case.V1", 90


def officer(records: Any, command_id: str) -> Context:
    reviewer = replace(records.context("reviewer"), role="reviewer", channel="window")
    return replace(reviewer, command_id=command_id, command_hash="h")


def handed_over(records: Any, outside: Outside) -> str:
    """The treasury is away from the first day on; the id of the case that comes of it."""
    said, outside.away = refund(records), True
    with pytest.raises(PartnerDown):  # it may still come back
        refunding.expired(records, ORDER, said)
    Path(records.settings.clock_file).write_text(str(DAYS * 86_400))
    for _ in range(2):
        refunding.expired(records, ORDER, said)
    outside.away = False
    refunding.expired(records, ORDER, said)  # it answers at last, and an officer is at it already
    assert held(records) == []
    case_id = unanswered_case_id(ORDER, "U1", refunded_on(records, said))
    records.desk.claim(case_id, False, officer(records, "claim"))
    return case_id


def test_an_officer_who_hears_that_it_was_never_paid_has_it_held_again(records: Any, outside: Outside) -> None:
    case_id = handed_over(records, outside)
    told = records.desk.get(case_id, officer(records, "look"))
    assert (told["matter"], told["applicant"]) == (u.UNIT_REFUND_UNANSWERED.code, "U1")
    assert (told["form"]["amount_fen"], told["form"]["paid_under"], told["form"]["month"]) == (700, "V1", MONTH)
    outcome = records.desk.approve(case_id, officer(records, "approve"))["result"]["outcome"]
    assert "重新挂账" in outcome
    assert held(records) == [700]


def test_an_officer_who_hears_that_it_was_paid_ends_it(records: Any, outside: Outside) -> None:
    case_id = handed_over(records, outside)
    with pytest.raises(u.RefundBeingChecked):
        records.desk.withdraw(case_id, True, asking(records, "agent", "U1", "withdraw"))
    records.desk.reject(case_id, "国库已于2026-12-01退付", officer(records, "reject"))
    assert status(records.store.state(CASE.stream(case_id), case)[0]) == "rejected"
    assert held(records) == []


# ------------------------------------------------------------------ draws


def draw(records: Any) -> tuple[str, dict[str, Any]]:
    """The bank is told to draw: the draw's id and what the order says."""
    person_id = "P00001"
    asked = dc.DrawOrdered(person_id, MONTH, d.draw_id(person_id, MONTH, 1), 1, 500, ORDERED)
    happened(records, dc.DRAW.stream(person_id, MONTH), asked)
    return asked.draw_id, {"draw_id": asked.draw_id, "account": "6217000000000000", "amount": 500, "month": MONTH}


def drawn(records: Any, draw_id: str) -> d.Draw:
    state: d.Draw = records.store.state(dc.DRAW.stream(*d.person_and_month(draw_id)), d.draws)[0]
    return state


def test_a_draw_whose_answer_was_lost_is_waited_for_and_not_tried_anew(records: Any, outside: Outside) -> None:
    draw_id, said = draw(records)
    outside.lost = True
    with pytest.raises(PartnerDown):
        ordering.send(records, draw_id, said)
    outside.lost = False
    ordering.expired(records, draw_id, said)
    assert drawn(records, draw_id).under_way is not None


def test_a_draw_that_never_arrived_is_tried_anew(records: Any, outside: Outside) -> None:
    draw_id, said = draw(records)
    outside.away = True
    with pytest.raises(PartnerDown):
        ordering.expired(records, draw_id, said)
    outside.away = False
    ordering.expired(records, draw_id, said)
    failed = drawn(records, draw_id).failed
    assert failed is not None
    assert failed.reason == dc.NOT_REACHED
    assert failed.again_on is not None


def test_an_answer_counts_though_nobody_waited_for_it_any_more(records: Any) -> None:
    draw_id, _ = draw(records)
    stream = dc.DRAW.stream(*d.person_and_month(draw_id))
    given_up = d.give_up(drawn(records, draw_id), "2026-12-31", {"answer_days": 20})
    happened(records, stream, *given_up, expected=1)
    rows = [{"draw_id": draw_id, "outcome": "paid", "answered_on": ORDERED}]
    [told] = record_answers(records, rows, bank_file(records))["result"]["rows"]
    assert told["outcome"] == "unmatched"
    assert drawn(records, draw_id) == d.Draw(1)


def bank_file(records: Any) -> Context:
    context: Context = records.context("clerk")
    return replace(context, role="clerk", command_id="answers", command_hash="h")
