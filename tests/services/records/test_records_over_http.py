"""Every entry point of records once over HTTP: what is answered, repeated, refused."""

import base64
from datetime import UTC, datetime

import pytest

from kernel.context import Context
from kernel.policy import NoPolicy
from kernel.refusals import CommandIdReused, Forbidden, Invalid, NotFound, Refused
from kernel.service import Service
from kernel.tabular.faults import EncodingUnknown
from services.records import contract as c
from services.records.contributions.assessment import assess_page
from services.records.runs.work import carry_out
from tests.services.harness import Http, happened
from tests.services.records.pasts import MONTH, enrol, register, unit_known

TODAY = datetime(2026, 11, 22, 4, tzinfo=UTC)
BEFORE = "2026-09"


@pytest.fixture(scope="module", autouse=True)
def at_noon(records: Http) -> None:
    records.move_clock((TODAY - datetime.now(UTC)).total_seconds())


@pytest.fixture
def clerk(records: Http) -> Context:
    return records.context("clerk")


def person(records: Http, person_id: str) -> Context:
    return records.context("person", person_id)


def agent(records: Http, unit_id: str) -> Context:
    return records.context("agent", unit_id)


def enrolled(stored: Service, person_id: str, unit_id: str = "U1") -> None:
    register(stored, person_id)
    enrol(stored, [(person_id, unit_id)])
    unit_known(stored, unit_id)


def assessed(records: Http, stored: Service, clerk: Context, month: str = MONTH) -> None:
    """The month is ordered over HTTP and carried out."""
    records.command(c.AssessMonth(month), clerk)
    carry_out(stored, assess_page, "assessment", month, stored.context("officer"))


def test_a_month_is_ordered_and_its_progress_seen(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PA", "UA")
    reply = records.command(c.AssessMonth(MONTH), clerk)
    assert reply["result"]["state"] == "running"
    assert records.command(c.AssessMonth(MONTH), clerk)["result"]["number"] == reply["result"]["number"]
    carry_out(stored, assess_page, "assessment", MONTH, stored.context("officer"))
    told = records.query(c.GetRun("assessment", MONTH), clerk)
    assert (told["state"], told["counts"]["people"] >= 1) == ("completed", True)


@pytest.mark.parametrize("month", ["2026-12", "2019-12"])
def test_a_month_that_cannot_be_assessed_is_refused(records: Http, clerk: Context, month: str):
    with pytest.raises(c.MonthNotAssessable, match="2026-11"):
        records.command(c.AssessMonth(month), clerk)


def test_a_year_that_is_not_over_earns_no_interest(records: Http, clerk: Context):
    with pytest.raises(c.YearNotOver):
        records.command(c.CreditInterest(2026), clerk)


def test_a_year_without_a_rate_is_refused(records: Http, clerk: Context):
    with pytest.raises(NoPolicy):
        records.command(c.CreditInterest(1990), clerk)


def test_mass_work_and_money_are_the_offices(records: Http):
    for role in ("person", "agent"):
        context = records.context(role, "PA")
        for message in (c.AssessMonth(MONTH), c.CreditInterest(2025), c.RecordPayments([]), c.AdvanceTransfer("T", 1)):
            with pytest.raises(Forbidden):
                records.command(message, context)
        for query in (c.GetRun("assessment", MONTH), c.GetUnmatchedPayments()):
            with pytest.raises(Forbidden):
                records.query(query, context)


def test_a_person_sees_the_own_record_and_no_other(records: Http, stored: Service):
    enrolled(stored, "PB")
    for query in (
        c.GetPerson("PB"),
        c.GetInsuredStatus("PB"),
        c.GetContributions("PB"),
        c.GetContinuity("PB"),
        c.GetBalances("PB"),
        c.GetTransfers("PB"),
    ):
        assert records.query(query, person(records, "PB"))
        for other in (person(records, "PX"), agent(records, "U1"), records.context()):
            with pytest.raises(Forbidden):
                records.query(query, other)


def test_the_questions_of_a_page_are_answered_in_one_call_as_they_are_one_by_one(records: Http, stored: Service):
    enrolled(stored, "PQ")
    asked = [c.GetInsuredStatus("PQ"), c.GetContinuity("PQ"), c.GetBalances("PQ"), c.GetContinuity("PQ", "medical")]
    me = person(records, "PQ")
    assert records.queries(asked, me) == [records.query(each, me) for each in asked]
    assert records.queries([], me) == []


def test_what_refuses_one_question_refuses_the_call(records: Http, stored: Service):
    enrolled(stored, "PR")
    me = person(records, "PR")
    with pytest.raises(Forbidden):
        records.queries([c.GetContinuity("PR"), c.GetContinuity("PQ")], me)
    with pytest.raises(Invalid):
        records.queries([c.GetContinuity("PR", "wealth")], me)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        records.queries([c.RequestTransfer("PR", "pension", "in", "340100", "320100")], me)


def test_the_archive_is_opened_for_its_person(records: Http, stored: Service):
    register(stored, "PC", "李四")
    told = records.query(c.GetPerson("PC"), person(records, "PC"))
    assert (told["name"], told["born"], told["mobile"]) == ("李四", "1990-03-07", "13812345678")
    with pytest.raises(NotFound):
        records.query(c.GetPerson("PNOBODY"), person(records, "PNOBODY"))


def test_all_lines_at_a_glance(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PD", "UD")
    told = records.query(c.GetInsuredStatus("PD"), clerk)
    pension = next(line for line in told["lines"] if line["line"] == "pension")
    assert (told["known"], told["kind"], told["city"], told["agency"]) == (True, "employee", "南京市", "市本级")
    assert (pension["status"], pension["first_month"], pension["last_paid"]) == ("active", "2026-09", None)
    assert [relation["unit_id"] for relation in pension["relations"]] == ["UD"]


def test_two_active_relations_of_a_line_are_shown(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PE", "UE1")
    enrol(stored, [("PE", "UE2")])
    told = records.query(c.GetInsuredStatus("PE"), clerk)
    assert all(line["double"] and len(line["relations"]) == 2 for line in told["lines"])


def test_nobody_known_has_no_lines_enrolled(records: Http, clerk: Context):
    told = records.query(c.GetInsuredStatus("PNOBODY"), clerk)
    assert (told["known"], {line["status"] for line in told["lines"]}) == (False, {"none"})


def test_a_long_career_is_read_page_by_page(records: Http, stored: Service, clerk: Context):
    for year in (1990, 2024, 2025):
        rows = [imported(f"{year}-{month:02d}") for month in range(1, 13)]
        # Two rows that nothing tells apart are both shown.
        happened(
            stored, c.CONTRIBUTION.stream("PF", year), c.ContributionsImported("PF", year, [*rows, rows[0], rows[0]])
        )
    first = records.query(c.GetContributions("PF", "pension", limit=10), clerk)
    pages, told = [first["rows"]], first
    while told["next"]:
        told = records.query(c.GetContributions("PF", "pension", after=told["next"], limit=10), clerk)
        pages.append(told["rows"])
    assert [len(page) for page in pages] == [10, 10, 8]
    months = [row["period"] for page in pages for row in page]
    assert months == sorted(months, reverse=True)
    assert [row["period"] for row in first["before_scheme"]][-1] == "1990-01"
    assert first["totals"]["months"] == 36
    within = records.query(c.GetContributions("PF", "pension", "2024-03", "2024-05"), clerk)
    assert [row["period"] for row in within["rows"]] == ["2024-05", "2024-04", "2024-03"]


def imported(period: str) -> c.ImportedRow:
    return {
        "period": period,
        "line": "pension",
        "kind": "normal",
        "unit_id": "U1",
        "base": 500_000,
        "employer": 80_000,
        "individual": 40_000,
        "account": 40_000,
        "arrived_on": f"{period}-28",
    }


def row(unit_id: str, amount: str, voucher: str, line: str = "total", arrived_on: str = "2026-10-20") -> c.PaymentRow:
    return {
        "unit_id": unit_id,
        "month": MONTH,
        "line": line,
        "amount": amount,
        "arrived_on": arrived_on,
        "voucher": voucher,
    }


def outcomes(reply: dict) -> list[str]:
    return [answer["outcome"] for answer in reply["result"]["rows"]]


def owed(records: Http, unit_id: str, clerk: Context) -> int:
    return int(records.query(c.GetUnitBill(unit_id, MONTH), clerk)["owed"])


def test_payments_are_full_part_late_unmatched_repeated_or_rejected(records: Http, stored: Service, clerk: Context):
    for letter in "GHI":
        enrolled(stored, f"P{letter}", f"U{letter}")
    assessed(records, stored, clerk)
    assessed(records, stored, clerk, BEFORE)  # for the first time: its bills keep the month's due day
    amount = f"{owed(records, 'UG', clerk) / 100:.2f}"
    rows = [
        row("UG", amount, "V1"),
        row("UH", "10.00", "V2", "养老保险"),
        {**row("UI", amount, "V3", arrived_on="2026-11-20"), "month": BEFORE},
        row("UNONE", "88.00", "V4"),
        row("UG", amount, "V1"),
        row("UG", "-1", "V5"),
        row("UG", "1.00", "V6", "车险"),
        row("UG", "1.00", "V1"),
        row("UG", "1.00", "V7", arrived_on="2026-11-23"),
        row("UG", "1.00", "含中文"),
    ]
    reply = records.command(c.RecordPayments(rows), clerk)
    assert outcomes(reply) == ["full", "part", "late", "unmatched", "repeated", *["rejected"] * 5]
    codes = [answer["code"] for answer in reply["result"]["rows"][5:]]
    assert codes == [
        "records_amount_invalid",
        "records_payment_line_invalid",
        "records_voucher_reused",
        "records_arrival_in_future",
        "records_payment_field_invalid",
    ]
    late = records.query(c.GetUnitBill("UI", BEFORE), clerk)
    assert late["late_fee"] > 0
    assert (late["state"], late["paid"]) == ("overdue", late["owed"])
    assert {line["late_fee_open"] for line in late["lines"]} != {0}
    assert records.query(c.GetUnitBill("UG", MONTH), agent(records, "UG"))["state"] == "paid"
    with pytest.raises(Forbidden):
        records.query(c.GetUnitBill("UG", MONTH), agent(records, "UH"))


def test_the_same_file_again_books_nothing(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PJ", "UJ")
    assessed(records, stored, clerk)
    command = c.RecordPayments([row("UJ", "100.00", "VJ1"), row("UJ", "50.00", "VJ2", "medical")])
    first = records.command(command, clerk, "file-1")
    assert records.command(command, clerk, "file-1") == first
    with pytest.raises(CommandIdReused):
        records.command(c.RecordPayments([row("UJ", "100.00", "VJ3")]), clerk, "file-1")
    before = records.query(c.GetUnitBill("UJ", MONTH), clerk)
    assert outcomes(records.command(command, clerk, "file-2")) == ["repeated", "repeated"]
    assert records.query(c.GetUnitBill("UJ", MONTH), clerk) == before
    assert before["paid"] == 15_000


def test_a_payment_file_is_read_as_csv(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PK", "UK")
    assessed(records, stored, clerk)
    text = f"单位编号,费款所属期,险种,金额,到账日期,凭证号\r\nUK,{MONTH},养老,12.34,2026-10-20,VK1\r\n"
    for content, voucher in ((text.encode("gb18030"), "VK1"), (text.replace("VK1", "VK2").encode("utf-8-sig"), "VK2")):
        reply = records.command(c.RecordPaymentFile("税务.csv", base64.b64encode(content).decode()), clerk)
        assert [(a["voucher"], a["outcome"]) for a in reply["result"]["rows"]] == [(voucher, "part")]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [("", Invalid), ("不是base64", Invalid), (base64.b64encode(b"\x00\x01").decode(), EncodingUnknown)],
)
def test_what_is_no_payment_file_is_refused(records: Http, clerk: Context, content: str, refusal: type[Refused]):
    with pytest.raises(refusal):
        records.command(c.RecordPaymentFile("a.csv", content), clerk)


def test_too_many_rows_are_refused(records: Http, clerk: Context):
    with pytest.raises(c.TooManyRows):
        records.command(c.RecordPayments([row("U1", "1.00", f"V{n}") for n in range(5_001)]), clerk)


def test_rows_of_another_shape_are_refused(records: Http, clerk: Context):
    with pytest.raises(Invalid):
        records.command(c.RecordPayments([{"unit_id": 1}]), clerk)  # type: ignore[list-item]


def test_a_bill_names_its_members_and_pages(records: Http, stored: Service, clerk: Context):
    for number in range(5):
        enrolled(stored, f"PL{number}", "UL")
    assessed(records, stored, clerk)
    first = records.query(c.GetUnitBill("UL", MONTH, limit=3), clerk)
    rest = records.query(c.GetUnitBill("UL", MONTH, first["next"], limit=3), clerk)
    assert [m["person_id"] for m in (*first["members"], *rest["members"])] == [f"PL{n}" for n in range(5)]
    assert (first["people"], rest["next"], {m["name"] for m in first["members"]}) == (5, None, {"张*"})


def transfer(person_id: str, **changed: object) -> c.RequestTransfer:
    asked = {"line": "pension", "direction": "in", "from_region": "330100", "to_region": "320104"}
    return c.RequestTransfer(person_id, **{**asked, **changed})  # type: ignore[arg-type]


def test_a_transfer_is_asked_for_followed_and_completed(records: Http, stored: Service, clerk: Context):
    enrolled(stored, "PM")
    me = person(records, "PM")
    asked = records.command(transfer("PM", left_on="2026-07-01"), me, "transfer-1")
    assert "90天" in asked["result"]["warning"]
    assert records.command(transfer("PM", left_on="2026-07-01"), me, "transfer-1") == asked
    with pytest.raises(c.TransferUnderWay, match="2026-11-22"):
        records.command(transfer("PM"), me)
    transfer_id = asked["result"]["transfer_id"]
    told = records.query(c.GetTransfer(transfer_id), me)
    assert [step["working_days"] for step in told["steps"]] == [15, 15, 15]
    assert (told["state"], told["next_step"], told["overdue"]) == ("under_way", 1, False)
    for step in (1, 2, 3):
        told = records.command(c.AdvanceTransfer(transfer_id, step), clerk)["result"]
    assert (told["state"], told["ended_on"]) == ("completed", "2026-11-22")
    assert [one["transfer_id"] for one in records.query(c.GetTransfers("PM"), me)["transfers"]] == [transfer_id]
    again = records.command(transfer("PM"), me)["result"]["transfer_id"]
    assert again != transfer_id
    declined = records.command(c.RefuseTransfer(again, "未在转入地参保"), clerk)["result"]
    assert (declined["state"], declined["reason"]) == ("declined", "未在转入地参保")


def test_nobody_asks_for_anothers_transfer_or_sees_it(records: Http, stored: Service):
    enrolled(stored, "PN")
    with pytest.raises(Forbidden):
        records.command(transfer("PN"), person(records, "PX"))
    asked = records.command(transfer("PN"), person(records, "PN"))["result"]["transfer_id"]
    with pytest.raises(Forbidden):
        records.query(c.GetTransfer(asked), person(records, "PX"))
    with pytest.raises(c.TransferUnknown):
        records.query(c.GetTransfer("PX-pension-in-9"), person(records, "PX"))


def test_a_transfer_without_an_open_account_says_where_to_go(records: Http):
    with pytest.raises(c.NoOpenAccount, match="参保"):
        records.command(transfer("PNOBODY"), person(records, "PNOBODY"))


def test_wrong_region_codes_are_refused(records: Http):
    with pytest.raises(Invalid):
        records.command(transfer("PNOBODY", from_region="杭州"), person(records, "PNOBODY"))
