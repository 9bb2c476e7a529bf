"""From a unit's news to paid months, over the real broker: enrolment, assessment, settlement."""

from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from kernel.effects import Folding
from kernel.inbox import Effect
from kernel.refusals import Refused
from kernel.service import Service
from kernel.subscription import Projection, Subscription
from services.employer import contract as employer
from services.records import contract as c
from services.records.balances.queries import get_balances
from services.records.bills.domain import bill
from services.records.bills.payments import book_payments
from services.records.bills.queries import get_unmatched_payments
from services.records.contributions.queries import get_contributions
from services.records.enrolment.domain import enrolment
from services.records.runs.commands import get_run, order_assessment, order_interest
from services.records.service import RecordsSubscriptions
from services.records.transfers.commands import request_transfer
from services.records.transfers.queries import transfers_of
from tests.services.harness import happened, listener_of, relay_of, running, wait
from tests.services.records.pasts import ID_NUMBER, MONTH, enrol, people, register, staff_added, sums, told

City = tuple[Service, Service]
SUBSCRIPTIONS = [made for made in vars(RecordsSubscriptions).values() if isinstance(made, Subscription)]


def effect(records: Service, subscription: Subscription) -> Effect:
    """What the subscription does; a read model begins empty instead of asking services that are not there."""
    if isinstance(subscription, Projection):
        return Folding(records.database, subscription.model)
    return subscription.effect(records)


@contextmanager
def listening(records: Service, *others: Service):
    """Everything that records listens to, and all relays."""
    listeners = [listener_of(records, one.subscription, one.sources, effect(records, one)) for one in SUBSCRIPTIONS]
    for listener, one in zip(listeners, SUBSCRIPTIONS, strict=True):
        listener.batch = one.batch
    with running(*listeners, relay_of(records), *(relay_of(other) for other in others)):
        yield


def lines_of(records: Service, person_id: str, unit_id: str) -> dict[str, str | None]:
    relation, _ = records.store.state(c.ENROLMENT.stream(person_id, unit_id), enrolment)
    return {line: relation.status(line) for line in relation.lines}


def test_who_a_unit_adds_is_archived_and_enrolled_and_who_it_stops_is_suspended(city: City):
    records, others = city
    added = staff_added(others, "U1")
    stopped = employer.StaffStopped("U1", added.person_id, "U1-2", ["pension"], "2026-12", "2026-11", "resigned")
    stream = employer.STAFF.stream("U1", added.person_id)
    with listening(records, others):
        happened(others, stream, added)
        wait(lambda: lines_of(records, added.person_id, "U1"))
        assert lines_of(records, added.person_id, "U1") == {"pension": "active", "medical": "active"}
        (person,), _ = records.store.load(c.PERSON.stream(added.person_id))
        assert isinstance(person, c.PersonRegistered)
        assert records.sealer.open(person.born) == "1990-03-07"
        assert ID_NUMBER not in str(list(records.store.commits.find()))
        happened(others, stream, stopped, expected=1)
        wait(lambda: lines_of(records, added.person_id, "U1")["pension"] == "suspended")


def test_what_cannot_be_enrolled_is_refused_by_an_event(city: City):
    records, others = city
    added = staff_added(others, "U1")
    again = replace(added, lines=["medical", "unemployment"])
    with listening(records, others):
        happened(others, employer.STAFF.stream("U1", added.person_id), added, again)
        wait(lambda: len(records.store.load(c.ENROLMENT.stream(added.person_id, "U1"))[0]) == 3)
    refused = records.store.load(c.ENROLMENT.stream(added.person_id, "U1"))[0][-1]
    assert isinstance(refused, c.EnrolmentRefused)
    assert (refused.lines, refused.code) == (["medical"], "records_already_enrolled_here")
    assert "医疗保险" in refused.sentence


def order(records: Service, month: str = MONTH) -> None:
    order_assessment(records, c.AssessMonth(month), replace(records.context("officer"), command_id=f"assess-{month}"))


def units_heard(others: Service, count: int) -> None:
    for number in range(count):
        unit = employer.UnitImported(
            unit_id=f"U{number:03d}",
            uscc=f"USCC{number}",
            name="某单位",
            district="320102",
            registered_on="2020-01-01",
            industry_class=1,
        )
        happened(others, employer.UNIT.stream(unit.unit_id), unit)


def row(unit_id: str, amount: int, voucher: str, line: str = "total") -> dict[str, str]:
    return {
        "unit_id": unit_id,
        "month": MONTH,
        "line": line,
        "amount": f"{amount / 100:.2f}",
        "arrived_on": "2026-10-20",
        "voucher": voucher,
    }


def test_a_month_goes_from_the_order_to_credited_accounts_by_itself(city: City):
    """People of several units: assessed page by page, billed, paid, and every account credited, to the fen."""
    records, others = city
    found = people(30, 3)
    enrol(records, found)
    register(records, "P00000")
    units_heard(others, 3)
    with listening(records, others):
        wait(lambda: records.database["view_units_0"].count_documents({}) == 3)
        order(records)
        wait(lambda: get_run(records, c.GetRun("assessment", MONTH))["state"] == "completed", 60)
        total = sums(records)
        assert total["assessed"] == total["billed"] > 0
        early = book_payments(records, [row("U009", 1_000, "V0")], replace(records.context("officer"), command_id="f0"))
        assert early["result"]["rows"][0]["outcome"] == "unmatched"
        bills = [row(f"U{number:03d}", total["billed"], f"V{number + 1}") for number in range(3)]
        paid = book_payments(records, bills, replace(records.context("officer"), command_id="f1"))
        assert {answer["outcome"] for answer in paid["result"]["rows"]} == {"excess"}
        wait(lambda: sums(records)["paid"] == total["billed"], 60)
        assert sums(records)["used"] == total["billed"]
        wait(lambda: len(get_unmatched_payments(records, c.GetUnmatchedPayments())["rows"]) == 4)
    told = get_contributions(records, c.GetContributions("P00000", "pension", MONTH, MONTH), "2026-11-22")
    assert [(r["period"], r["arrived_on"], r["state"]) for r in told["rows"]] == [(MONTH, "2026-10-20", "paid")]
    balances = get_balances(records, "P00000", "2026-11-22")["accounts"]
    assert [account["balance"] for account in balances] == [told["rows"][0]["account"], 16_000]
    after = sums(records)
    order_interest(records, c.CreditInterest(2025), replace(records.context("officer"), command_id="interest"))
    assert sums(records) == after


def test_who_was_stopped_before_the_month_leaves_the_bill_with_the_next_run(city: City):
    records, _ = city
    enrol(records, people(4, 1))
    stopped = c.PersonStopped("P00000", "U000", ["pension", "medical"], MONTH, "2026-09", "resigned")
    with listening(records):
        order(records)
        wait(lambda: get_run(records, c.GetRun("assessment", MONTH))["state"] == "completed", 60)
        happened(records, c.ENROLMENT.stream("P00000", "U000"), stopped, expected=1)
        order_assessment(records, c.AssessMonth(MONTH), replace(records.context("officer"), command_id="again"))
        wait(lambda: told(records, "contribution-P00000", c.ContributionsWithdrawn), 60)
    state, _ = records.store.state(c.BILL.stream("U000", MONTH), bill)
    assert sorted(state.members["P00000"]) == ["maternity", "unemployment"]
    owed = get_contributions(records, c.GetContributions("P00000", None, MONTH, MONTH), "2026-11-22")["rows"]
    assert sum(row["employer"] + row["individual"] for row in owed) == sum(
        billed.amount for billed in state.members["P00000"].values()
    )


def test_a_large_unit_is_settled_page_by_page(city: City):
    records, _ = city
    enrol(records, people(1_200, 1))
    with listening(records):
        order(records)
        wait(lambda: get_run(records, c.GetRun("assessment", MONTH))["state"] == "completed", 90)
        owed = sums(records)["billed"]
        book_payments(records, [row("U000", owed, "V1")], replace(records.context("officer"), command_id="f1"))
        wait(lambda: records.store.commits.count_documents({"category": "contribution", "version": 2}) == 1_200, 90)
    assert sums(records)["paid"] == owed
    events, _ = records.store.load(c.BILL.stream("U000", MONTH))
    assert len([event for event in events if isinstance(event, c.SettlementAdvanced)]) == 2


def test_interest_is_credited_to_everybody_once(city: City):
    records, _ = city
    for number in range(3):
        person_id = f"P{number}"
        register(records, person_id)
        opening = c.OpeningBalanceImported(person_id, 1_000_000, 0, "2024-12-31")
        happened(records, c.BALANCE.stream(person_id), opening)
    with listening(records):
        for command_id, number in (("i1", 1), ("i2", 2)):
            order_interest(records, c.CreditInterest(2025), replace(records.context("officer"), command_id=command_id))
            expected = {"state": "completed", "number": number}
            wait(lambda e=expected: get_run(records, c.GetRun("interest", "2025")).items() >= e.items())
    for number in range(3):
        account = get_balances(records, f"P{number}", "2026-11-22")["accounts"][0]
        assert account["balance"] == 1_000_000 + 15_000
        assert account["years"][0]["interest"] == 15_000
        assert [(year["year"], year["brought_in"]) for year in account["years"]] == [(2025, 0), (2024, 1_000_000)]


def test_who_ask_for_the_same_transfer_at_once_are_one(city: City):
    records, _ = city
    enrol(records, [("P1", "U1")])
    command, answers = c.RequestTransfer("P1", "pension", "in", "330100", "320100"), list[str]()

    def ask(number: int) -> None:
        context = replace(records.context("tester"), role="clerk", command_id=f"t{number}", command_hash=str(number))
        try:
            answers.append(request_transfer(records, command, context)["stream"])
        except Refused as refused:
            answers.append(refused.code)

    threads = [Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["records_transfer_under_way"] * 5 + ["transfer-P1-pension-in-1"]
    assert len(transfers_of(records.store, "P1")) == 1
