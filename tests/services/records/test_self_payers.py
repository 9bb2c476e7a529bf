"""People who pay for themselves are billed in their own name, pay, and are credited (with ENR-12, ENR-13)."""

import base64
from dataclasses import replace
from secrets import token_hex

import pytest

from kernel.context import Context
from kernel.effects import Reacting
from kernel.inbox import Inbox
from kernel.numbering import Numbering
from kernel.store import NewCommit
from services.records import contract as c
from services.records.bills.file import payment_rows
from services.records.bills.payments import book_payments, receive_file
from services.records.bills.settlement import on_bill
from services.records.contributions.assessment import assess_page
from services.records.office import RecordsOffice
from services.records.payers.payments import named_payers
from services.records.personfile import years_of
from services.records.runs.commands import order_assessment
from services.records.runs.work import carry_out
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, register, sums, unit_known


def clerk(records: RecordsOffice) -> Context:
    return replace(records.context("clerk"), role="clerk", command_id=token_hex(8), command_hash=token_hex(8))


def pays_alone(records: RecordsOffice, wage: int = 600_000, participant: c.PersonKind = "flexible") -> str:
    person_id = records.person_id(ID_NUMBER)
    enrolled = c.PersonEnrolled(person_id, c.SELF, ["pension", "medical"], "2026-01", wage, participant)
    stream = c.ENROLMENT.stream(person_id, c.SELF)
    records.store.append(NewCommit(stream, 0, [enrolled], replace(clerk(records), command_id=None)))
    return person_id


def assess(records: RecordsOffice) -> None:
    order_assessment(records, c.AssessMonth(MONTH), clerk(records))
    carry_out(records, assess_page, "assessment", MONTH, records.context("clerk"))


def settle(records: RecordsOffice) -> None:
    while Numbering(records.store).number():
        pass
    inbox = Inbox(records.database, Reacting(records, "bills", on_bill))
    for stream, _ in list(records.store.streams("bill-")):
        inbox.apply(records.store.facts(stream))


def row(amount: str, voucher: str) -> c.PaymentRow:
    return {
        "unit_id": ID_NUMBER,
        "month": MONTH,
        "line": "total",
        "amount": amount,
        "arrived_on": "2026-10-20",
        "voucher": voucher,
    }


def test_a_flexible_worker_owes_20_percent_on_a_bill_of_his_own(alone: RecordsOffice) -> None:
    person_id = pays_alone(alone)
    enrol(alone, [(person_id, "U1")], wage=100)  # beside a unit: two bills, each its own
    assess(alone)
    [bill] = [events for name, events in alone.store.streams(c.BILL.stream(person_id) + "-")]
    [member] = bill[0].members  # type: ignore[attr-defined]
    amounts = {line["line"]: (line["employer"], line["individual"], line["account"]) for line in member["lines"]}
    assert member["person_id"] == person_id
    assert amounts["pension"] == (0, 120_000, 48_000)
    assert amounts["medical"][0] == 0


def test_nobody_who_is_no_flexible_worker_is_billed_alone(alone: RecordsOffice) -> None:
    person_id = pays_alone(alone, participant="retired")
    assess(alone)
    assert list(alone.store.streams(c.BILL.stream(person_id))) == []


def test_his_payment_named_by_id_number_settles_his_month_and_credits_his_account(alone: RecordsOffice) -> None:
    person_id = pays_alone(alone)
    assess(alone)
    owed = sums(alone)["assessed"]
    rows = named_payers(alone, [row(f"{owed / 100:.2f}", "V1")], clerk(alone))
    assert rows[0]["unit_id"] == person_id
    reply = book_payments(alone, rows, clerk(alone))
    assert reply["result"]["rows"][0]["outcome"] == "full"
    assert ID_NUMBER not in str(reply)
    settle(alone)
    found = sums(alone)
    assert found["paid"] == found["used"] == owed
    assert found["credited"] == 48_000
    year = years_of(alone.store, person_id)[MONTH[:4]]
    assert {key[1] for key, owed_line in year.owed.items() if owed_line.arrived_on} == {c.SELF}


def test_a_file_of_such_payments_keeps_no_id_number(alone: RecordsOffice) -> None:
    pays_alone(alone)
    assess(alone)
    content = "单位编号,费款所属期,险种,金额,到账日期,凭证号\n" + f"{ID_NUMBER},{MONTH},total,1.00,2026-10-20,V7\n"
    rows = payment_rows(base64.b64encode(content.encode()).decode())
    receive_file(alone, named_payers(alone, rows, clerk(alone)), clerk(alone))
    for name in alone.database.list_collection_names():
        assert all(ID_NUMBER not in str(document) for document in alone.database[name].find()), name


OLD_WRONG = ID_NUMBER[:6] + "991332" + ID_NUMBER[14:17]  # the 32nd of a 13th month
WRONG = [
    ID_NUMBER[:-1] + "9",
    ID_NUMBER[:-1],
    f"{ID_NUMBER[:6]} {ID_NUMBER[6:]}3",
    OLD_WRONG,
    OLD_WRONG[1:],
    "13912345678",
    "王小明",
]


@pytest.mark.parametrize("typed", [*WRONG, " ".join(ID_NUMBER), f"{ID_NUMBER[:6]}-{ID_NUMBER[6:14]}-{ID_NUMBER[14:]}"])
def test_however_a_number_is_typed_it_is_kept_nowhere(alone: RecordsOffice, typed: str) -> None:
    """One that is wrong is refused; one with spaces or strokes in it is the person's."""
    person_id = pays_alone(alone)
    [named] = named_payers(alone, [row("1.00", "V7") | {"unit_id": typed}], clerk(alone))
    assert named["unit_id"] == ("" if typed in WRONG else person_id)
    [told] = receive_file(alone, [named], clerk(alone))["result"]["rows"]
    assert told.get("code") == ("records_payment_field_invalid" if typed in WRONG else None)
    for name in alone.database.list_collection_names():
        kept = "".join(str(list(alone.database[name].find())).split())
        assert all(number not in kept for number in (ID_NUMBER[:-1], *WRONG)), name


def test_a_number_of_15_digits_names_the_same_person_unless_a_unit_has_it(alone: RecordsOffice) -> None:
    person_id, old = pays_alone(alone), ID_NUMBER[:6] + ID_NUMBER[8:17]
    named = row("1.00", "V8") | {"unit_id": old}
    assert named_payers(alone, [named], clerk(alone))[0]["unit_id"] == person_id
    unit_known(alone, old)
    assert named_payers(alone, [named], clerk(alone))[0]["unit_id"] == old


def test_a_permit_names_who_is_in_the_archive_with_it_and_else_may_be_a_units_number(alone: RecordsOffice) -> None:
    named = [row("1.00", "V9") | {"unit_id": number} for number in ("H12345678", "M87654321", "3201000001")]
    register(alone, alone.person_id("H12345678"))
    found = [one["unit_id"] for one in named_payers(alone, named, clerk(alone))]
    assert found == [alone.person_id("H12345678"), "M87654321", "3201000001"]


def test_a_wage_that_was_set_counts_from_its_month(alone: RecordsOffice) -> None:
    person_id = pays_alone(alone)
    wages = c.ContributionWageSet(person_id, c.SELF, ["pension", "medical"], 1_000_000, MONTH)
    alone.store.append(
        NewCommit(c.ENROLMENT.stream(person_id, c.SELF), 1, [wages], replace(clerk(alone), command_id=None))
    )
    assess(alone)
    year = years_of(alone.store, person_id)[MONTH[:4]]
    assert year.owed[MONTH, c.SELF, "pension"].base == 1_000_000
