"""A month of a city of 100,000 insured: assessed, paid by a file of 100,000 rows, closed. Work alone, no broker.

Seconds until all of it is stored: bills with the assessment, and with the file every member's months paid.
"""

import time
from collections.abc import Callable, Iterator

from kernel.context import Context
from kernel.readmodel import Generations
from kernel.service import Service
from kernel.store import NewCommit
from services.records import contract as c
from services.records.bills.domain import bill
from services.records.bills.payments import payments_page, receive_file
from services.records.closing.queries import get_closing
from services.records.contract.closing import GetClosing
from services.records.contributions.assessment import assess_page
from services.records.runs.commands import order_assessment
from services.records.runs.work import carry_out
from services.records.units import units as units_model
from services.records.wiring import wire
from tests.bench.kernel import context
from tests.bench.measure import say
from tests.bench.stage import Stage

PEOPLE, UNITS, MONTH = 100_000, 20_000, "2026-10"
PAGE = 1_000
LINES = list(c.LINES)


def month_100k(stage: Stage) -> None:
    """`assessment_100k_s`, `arrival_100k_s` and `closing_report_s`, on the same city."""
    service = wire(stage.fresh())
    try:
        enrol(service, PEOPLE, UNITS)
        say("assessment_100k_s", seconds(lambda: assess(service)), "s", bound="< 60", people=PEOPLE, units=UNITS)
        rows = list(payments(service))
        say("arrival_100k_s", seconds(lambda: book(service, rows)), "s", bound="< 60", rows=len(rows))
        _check_all_paid(service)
        say("closing_report_s", seconds(lambda: close(service)), "s", bound="< 10", people=PEOPLE, units=UNITS)
    finally:
        service.database.client.drop_database(service.database.name)
        service.close()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once: it is long enough."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def enrol(service: Service, people: int, units: int) -> None:
    """People on all lines, and units with an injury class 工伤风险类别."""
    for start in range(0, people, PAGE):
        commits = []
        for number in range(start, min(start + PAGE, people)):
            person, unit = f"P{number:032d}", f"U{number % units:05d}"
            enrolled = c.PersonEnrolled(person, unit, LINES, "2025-01", 600_000 + number, "employee")
            commits.append(NewCommit(c.ENROLMENT.stream(person, unit), 0, [enrolled], context()))
        service.store.append_many(commits)
    known = Generations(service.database, units_model).serving()
    known.insert_many([{"_id": f"U{number:05d}", "industry_class": 1} for number in range(units)])


def assess(service: Service) -> None:
    """The month's assessment, bills included."""
    order_assessment(service, c.AssessMonth(MONTH), _clerk(service, "assess"))
    carry_out(service, assess_page, "assessment", MONTH, service.context())


def payments(service: Service) -> Iterator[dict[str, str]]:
    """A row for each line of each unit's bill."""
    for name, events in service.store.streams("bill-"):
        unit = name.split("-")[1]
        for line, account in bill.after(events).lines.items():
            voucher = f"V{unit}{line}"
            amount = f"{account.owed / 100:.2f}"
            row = {"unit_id": unit, "month": MONTH, "line": line, "amount": amount}
            yield row | {"arrived_on": "2026-10-20", "voucher": voucher}


def book(service: Service, rows: list[dict[str, str]]) -> None:
    """The file, and what it settles."""
    reply = receive_file(service, rows, _clerk(service, "file"))
    carry_out(service, payments_page, "payments", reply["result"]["file_id"], service.context())


def close(service: Service) -> None:
    """The month's closing report, which balances."""
    told = get_closing(service, GetClosing(MONTH), "2026-11-22")
    assert told["balanced"], told["differences"]
    assert told["units"] == UNITS, told["units"]
    assert all(line["assessed"] == line["arrived"] > 0 for line in told["lines"]), told["lines"]


def _clerk(service: Service, command_id: str) -> Context:
    now = service.clock()
    return Context(now, "bench", "clerk", city="nanjing", command_id=command_id, command_hash=command_id)


def _check_all_paid(service: Service) -> None:
    paid = service.store.commits.count_documents({"category": "contribution", "events.type": "ContributionsPaid"})
    assert paid == PEOPLE, paid


ALL: tuple[Callable[[Stage], None], ...] = (month_100k,)
