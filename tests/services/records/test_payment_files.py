"""Payment files as they are booked: page by page, each voucher once, the same after any interruption (ENR-13)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kernel.service import Service
from services.records import contract as c
from services.records.bills import filed
from services.records.bills.domain import bill
from services.records.bills.payments import book_payments, get_payment_file, payments_page, receive_file
from services.records.runs.work import carry_out
from tests.services.harness import REPOSITORY, environment_of, wait
from tests.services.records.pasts import MONTH, sums
from tests.services.records.test_assessment_runs import a_city_of, assess

Row = dict[str, str]


@pytest.fixture(autouse=True)
def small_pages() -> Iterator[None]:
    """Many pages for few rows."""
    kept, filed.PAGE = filed.PAGE, 5
    yield
    filed.PAGE = kept


def a_row(unit_id: str, line: str, amount: int, voucher: str) -> Row:
    row = {"unit_id": unit_id, "month": MONTH, "line": line, "amount": f"{amount / 100:.2f}"}
    return row | {"arrived_on": "2026-10-20", "voucher": voucher}


def all_that_is_owed(records: Service) -> list[Row]:
    """A row for each line of each bill, a bad row, and a voucher that stands twice."""
    rows = [
        a_row(name.split("-")[1], line, account.owed, f"V{name.split('-')[1]}{line}")
        for name, events in records.store.streams("bill-")
        for line, account in bill.after(events).lines.items()
    ]
    return [*rows, rows[0], a_row("U000", "fire", 1, "VBAD"), {**rows[1], "amount": "0.01"}]


def received(records: Service, rows: list[Row], command_id: str = "file") -> str:
    context = replace(records.context("officer"), command_id=command_id, command_hash=str(len(rows)))
    return str(receive_file(records, rows, context)["result"]["file_id"])


def booked(records: Service, file_id: str) -> dict[str, Any]:
    carry_out(records, payments_page, "payments", file_id, records.context("officer"))
    return get_payment_file(records, c.GetPaymentFile(file_id))


def stored(records: Service) -> list[tuple[str, int, list[Any]]]:
    """What bills and people hold, without when and by whom and in which run."""
    found = records.store.commits.find({"category": {"$in": ["contribution", "bill"]}})
    events = [(commit["stream"], commit["version"], commit["events"]) for commit in found.sort("stream")]
    for _, _, happened in events:
        for event in happened:
            event["data"].pop("run", None)
    return sorted(events, key=str)


def test_a_file_is_booked_page_by_page_and_every_row_answered(alone: Service) -> None:
    a_city_of(alone, 40)
    assess(alone)
    rows = all_that_is_owed(alone)
    file_id = received(alone, rows)
    assert get_payment_file(alone, c.GetPaymentFile(file_id))["state"] == "running"
    told = booked(alone, file_id)
    assert told["outcomes"] == {"full": len(rows) - 3, "repeated": 1, "rejected": 2}
    assert (told["state"], told["booked"], told["amount"]) == ("completed", len(rows), sums(alone)["used"])
    assert sums(alone)["paid"] == sums(alone)["billed"] == sums(alone)["used"]
    pages, after = list[dict[str, Any]](), ""
    while after is not None:
        page = get_payment_file(alone, c.GetPaymentFile(file_id, after=after))
        pages, after = [*pages, *page["rows"]], page["next"]
    assert [row["voucher"] for row in pages] == [row["voucher"] for row in rows]
    assert [row.get("code") for row in pages[-2:]] == ["records_payment_line_invalid", "records_voucher_reused"]


def test_one_commit_a_person_for_all_lines_of_a_page(alone: Service) -> None:
    a_city_of(alone, 14)
    assess(alone)
    booked(alone, received(alone, all_that_is_owed(alone)))
    versions = Counter(stream for stream, _, _ in stored(alone) if stream.startswith("contribution"))
    assert set(versions.values()) == {2}  # assessed, paid


def test_the_same_file_again_changes_nothing(alone: Service) -> None:
    a_city_of(alone, 20)
    assess(alone)
    rows = all_that_is_owed(alone)
    booked(alone, received(alone, rows))
    before = stored(alone)
    again = booked(alone, received(alone, rows, "again"))
    assert again["outcomes"] == {"repeated": len(rows) - 2, "rejected": 2}
    assert again["amount"] == 0
    assert stored(alone) == before


def test_the_same_command_again_is_the_same_file(alone: Service) -> None:
    rows = [a_row("U1", "total", 100, f"V{number}") for number in range(12)]
    assert received(alone, rows) == received(alone, rows)
    assert alone.store.commits.count_documents({"category": "payment-file"}) == 1


def test_a_file_comes_to_what_a_feed_of_its_rows_does(alone: Service) -> None:
    """However rows are grouped, bills and months are the same to the fen."""
    a_city_of(alone, 20)
    assess(alone)
    rows = all_that_is_owed(alone)
    for number, row in enumerate(rows[::2]):
        book_payments(alone, [row], replace(alone.context("officer"), command_id=f"feed{number}"))
    booked(alone, received(alone, rows))
    assert sums(alone)["paid"] == sums(alone)["billed"] == sums(alone)["used"]


def test_an_empty_file_is_refused(alone: Service) -> None:
    with pytest.raises(c.PaymentFileEmpty):
        received(alone, [])


SCRIPT = """
import sys
from kernel.config import read_settings
from services.records.bills import filed
from services.records.bills.payments import payments_page
from services.records.runs.work import carry_out
from services.records.wiring import wire
filed.PAGE = 5
service = wire(read_settings())
carry_out(service, payments_page, "payments", sys.argv[1], service.context("officer"))
"""


def killed_when(records: Service, file_id: str, reached: int) -> None:
    """A process books the file until so many rows are booked, and is killed."""
    environment = {**environment_of(records.settings), "PYTHONWARNINGS": "ignore"}
    working = subprocess.Popen([sys.executable, "-c", SCRIPT, file_id], cwd=REPOSITORY, env=environment)
    vouchers = {"command_id": {"$gte": "voucher:", "$lt": "voucher;"}}
    wait(lambda: records.store.commits.count_documents(vouchers) >= reached or working.poll() is not None, 60)
    working.send_signal(signal.SIGKILL)
    working.wait()


def test_killed_at_any_moment_it_goes_on_to_the_same_result(alone: Service) -> None:
    a_city_of(alone, 120)
    assess(alone)
    rows = all_that_is_owed(alone)
    file_id = received(alone, rows, os.urandom(4).hex())
    for reached in (1, 7, 13, 22, 30):
        killed_when(alone, file_id, reached)
    told, found = booked(alone, file_id), sums(alone)
    assert told["outcomes"] == {"full": len(rows) - 3, "repeated": 1, "rejected": 2}
    assert told["amount"] == found["used"] == found["billed"] == found["paid"]
    before = stored(alone)
    booked(alone, received(alone, rows, "again"))
    assert stored(alone) == before
