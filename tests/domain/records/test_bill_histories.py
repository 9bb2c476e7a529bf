"""Laws of money: whatever is billed and arrives, in whatever order, no fen is lost and none is made."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gateway.views import unit as glance
from kernel.calendar import add_days
from kernel.events import Fact
from kernel.refusals import Refused
from kernel.store import Document
from services.employer.units import readmodel as unit_debts
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Assessed, Payment, adjust_bill, assess_bill, book
from services.records.bills.domain import BillEvent, bill
from services.records.bills.queries import fold
from services.records.bills.state import Bill, Held
from services.records.contract.adjustments import (
    AdjustedLine,
    AdjustedMember,
    AdjustmentsPaid,
    BillAdjusted,
    ContributionsAdjusted,
)
from services.records.contract.refunds import ContributionsRefunded
from services.records.contributions.domain import contributions, settle, settle_adjustments, withdraw
from services.records.contributions.rules import DailyRate
from services.records.repairs.refunds import Wrong, check_wrong, refund_held, release, take_back
from tests.domain.records.worlds import UNIT

MONTH, DUE, START = "2026-10", "2026-10-31", "2026-10-25"
RATES = (DailyRate("2011-07-01", Decimal("0.05")),)
PEOPLE = [f"P{letter}" for letter in "ABCDEF"]
amounts = st.integers(0, 3_000)


class BillLife(RuleBasedStateMachine):
    """Members are billed, money arrives for lines or for all, and the members' months follow."""

    def __init__(self) -> None:
        super().__init__()
        self.day = START
        self.past: list[BillEvent] = []
        self.people: dict[str, list] = {person_id: [] for person_id in PEOPLE}
        self.stopped: set[tuple[str, c.Line]] = set()
        self.came: dict[str, int] = {}
        self.given_back: dict[str, int] = {}

    @property
    def state(self) -> Bill:
        return bill.after(self.past)

    @property
    def arrived(self) -> int:
        """Without what went back."""
        return sum(self.came.values()) - sum(self.given_back.values())

    def give_back(self, voucher: str) -> None:
        """What is held under a voucher goes back to who paid, under the voucher that the treasury knows."""
        state = self.state
        came_under = state.came_under(voucher)
        self.given_back[came_under] = self.given_back.get(came_under, 0) + state.held[voucher].amount
        self.past += refund_held(UNIT, MONTH, voucher, state, "case", self.day)

    @initialize(employer=amounts)
    def some_are_billed(self, employer: int) -> None:
        """So that what happens to a bill is reached in few steps."""
        for person_id in PEOPLE[:3]:
            self.assess(person_id, "pension", employer, 20)
        self.run_the_bills()

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        self.day = add_days(self.day, days)

    @rule(person_id=st.sampled_from(PEOPLE), line=st.sampled_from(c.LINES), employer=amounts, individual=amounts)
    def assess(self, person_id: str, line: c.Line, employer: int, individual: int) -> None:
        year = contributions.after(self.people[person_id])
        if not year.has((MONTH, UNIT, line)):
            made: c.AssessedLine = {
                "line": line,
                "base": 1,
                "employer": employer,
                "individual": individual,
                "account": individual,
                "policy": [],
            }
            self.people[person_id].append(c.ContributionsAssessed(person_id, UNIT, MONTH, "employee", [made], DUE))

    @rule(person_id=st.sampled_from(PEOPLE), line=st.sampled_from(c.LINES))
    def stop(self, person_id: str, line: c.Line) -> None:
        self.stopped.add((person_id, line))

    @rule()
    def run_the_bills(self) -> None:
        """As a run does it: everything that is assessed is told, again and again."""
        members: list[c.BilledMember] = []
        for person_id, past in self.people.items():
            lines: list[c.BilledLine] = [
                {
                    "line": line,
                    "base": 1,
                    "employer": owed.employer,
                    "individual": owed.individual,
                    "account": owed.account,
                }
                for (_, _, line), owed in contributions.after(past).owed.items()
                if owed.refunded_on is None
            ]
            members.append({"person_id": person_id, "lines": lines})
        gone: list[c.ReducedMember] = []
        for member in members:
            stopped = [one["line"] for one in member["lines"] if (member["person_id"], one["line"]) in self.stopped]
            gone.append({"person_id": member["person_id"], "lines": stopped})
            member["lines"] = [one for one in member["lines"] if one["line"] not in stopped]
        found = Assessed(UNIT, MONTH, DUE, members, gone)
        self.past += assess_bill(found, self.state, RATES, self.day)

    @rule(line=st.sampled_from([TOTAL, TOTAL, *c.LINES]), amount=st.integers(1, 9_000))
    def arrives(self, line: str, amount: int) -> None:
        voucher = f"V{len(self.came) + 1}"
        self.came[voucher] = amount
        self.past += book(Payment(UNIT, MONTH, line, amount, self.day, voucher), self.state, RATES)

    @rule(line=st.sampled_from([TOTAL, *c.LINES]))
    def pays_what_is_open(self, line: str) -> None:
        wanted = [account for of, account in self.state.lines.items() if line in (TOTAL, of)]
        amount = sum(account.open + account.fee_open for account in wanted)
        if amount:
            self.arrives(line, amount)

    @rule(data=st.data())
    def is_given_back(self, data: st.DataObject) -> None:
        """Held money of some voucher goes back to the unit."""
        held = self.state.held
        if held:
            self.give_back(data.draw(st.sampled_from(sorted(held))))

    @rule(person_id=st.sampled_from(PEOPLE), line=st.sampled_from(c.LINES))
    def was_paid_wrongly(self, person_id: str, line: c.Line) -> None:
        """The line leaves bill and year, and its money goes back."""
        past = self.people[person_id]
        owed = contributions.after(past).owed.get((MONTH, UNIT, line))
        if owed is None or not owed.is_paid:
            return
        wrong = Wrong(person_id, UNIT, MONTH, [line], f"case{len(self.past)}")
        with suppress(Refused):
            check_wrong(wrong, contributions.after(past), set())
            released = release(wrong, self.state)
            self.past += released
            for event in released:
                if event.amount:
                    self.give_back(event.voucher)
            past.append(take_back(wrong, contributions.after(past), self.day))

    @rule(data=st.data(), days=st.integers(0, 60))
    def is_owed_again(self, data: st.DataObject, days: int) -> None:
        """What went back turns out to be right after all: assessed anew, free of late fee for some days."""
        back = [
            (person_id, key)
            for person_id, past in self.people.items()
            for key in contributions.after(past).owed
            if contributions.after(past).is_given_back(key)
        ]
        if not back:
            return
        person_id, (_, _, line) = data.draw(st.sampled_from(sorted(back)))
        self.stopped.discard((person_id, line))
        shares = {"line": line, "base": 1, "employer": 90, "individual": 10, "account": 10}
        made: c.AssessedLine = {**shares, "policy": []}  # type: ignore[typeddict-item]
        until = add_days(self.day, days)
        self.people[person_id].append(c.ContributionsAssessed(person_id, UNIT, MONTH, "employee", [made], until))
        member: c.BilledMember = {"person_id": person_id, "lines": [shares]}  # type: ignore[list-item]
        self.past += assess_bill(Assessed(UNIT, MONTH, DUE, [member], (), until), self.state, RATES, self.day)

    @rule(data=st.data(), employer=st.integers(1, 900), days=st.integers(0, 60))
    def costs_more_by_policy_published_late(self, data: st.DataObject, employer: int, days: int) -> None:
        """An adjustment is owed by the person and on the bill, free of late fee for some days."""
        billed = [(person_id, line) for person_id, lines in self.state.members.items() for line in lines]
        if not billed:
            return
        person_id, line = data.draw(st.sampled_from(billed))
        past, key = self.people[person_id], (MONTH, UNIT, line)
        year = contributions.after(past)
        if key not in year.owed or year.owed[key].refunded_on:
            return
        number, until = len(year.adjusted.get(key, ())) + 1, add_days(self.day, days)
        more: AdjustedLine = {
            "line": line, "number": number, "old_base": 1, "base": 2, "employer": employer, "individual": 7,
            "account": 7, "policy": [],
        }  # fmt: skip
        past.append(ContributionsAdjusted(person_id, UNIT, MONTH, [more], until))
        members: list[AdjustedMember] = [{"person_id": person_id, "lines": [more]}]
        self.past += adjust_bill(BillAdjusted(UNIT, MONTH, until, members), self.state, RATES, self.day)

    @rule(data=st.data(), employer=st.integers(0, 900), individual=st.integers(1, 90))
    def costs_less_by_policy_published_late(self, data: st.DataObject, employer: int, individual: int) -> None:
        """What was paid beyond it is held at once, and the account gives back its part."""
        billed = [(person_id, line) for person_id, lines in self.state.members.items() for line in lines]
        if not billed:
            return
        person_id, line = data.draw(st.sampled_from(billed))
        past, key = self.people[person_id], (MONTH, UNIT, line)
        year = contributions.after(past)
        if key not in year.owed or year.owed[key].refunded_on:
            return
        made = year.adjusted.get(key, ())
        shares = [sum(getattr(one, name) for one in (year.owed[key], *made)) for name in ("employer", "individual")]
        less = [-min(wanted, share) for wanted, share in zip((employer, individual), shares, strict=True)]
        lower: AdjustedLine = {
            "line": line, "number": len(made) + 1, "old_base": 2, "base": 1, "employer": less[0], "individual": less[1],
            "account": less[1], "policy": [],
        }  # fmt: skip
        past.append(ContributionsAdjusted(person_id, UNIT, MONTH, [lower], self.day))
        members: list[AdjustedMember] = [{"person_id": person_id, "lines": [lower]}]
        self.past += adjust_bill(BillAdjusted(UNIT, MONTH, self.day, members), self.state, RATES, self.day)
        self.months_follow()

    @rule(data=st.data())
    def leaves_though_it_cost_more(self, data: st.DataObject) -> None:
        """Somebody whose line has an adjustment that is not paid turns out to have stopped."""
        made = [(one, key[0]) for one, kept in self.state.adjusted.items() for key, a in kept.items() if not a.settled]
        if made:
            self.stopped.add(data.draw(st.sampled_from(sorted(made))))
            self.run_the_bills()

    @rule()
    def months_follow(self) -> None:
        """What the reaction does, as often as it likes."""
        state = self.state
        reductions = [member for event in self.past if isinstance(event, c.BillReduced) for member in event.members]
        for member in reductions:
            person_id = member["person_id"]
            year = contributions.after(self.people[person_id])
            self.people[person_id] += withdraw(person_id, UNIT, MONTH, member["lines"], year)
        for person_id, settlements, adjustments in state.paid_members():
            for settlement, lines in settlements:
                year = contributions.after(self.people[person_id])
                how = (settlement.arrived_on, settlement.voucher)
                self.people[person_id] += settle(person_id, UNIT, MONTH, lines, year, *how)
            for settlement, made in adjustments:
                year = contributions.after(self.people[person_id])
                how = (settlement.arrived_on, settlement.voucher)
                self.people[person_id] += settle_adjustments(person_id, UNIT, MONTH, made, year, *how)

    @invariant()
    def what_arrived_is_used_or_held(self) -> None:
        state = self.state
        used = sum(account.paid + account.fee_paid for account in state.lines.values())
        assert used + sum(held.amount for held in state.held.values()) == self.arrived

    @invariant()
    def every_voucher_gives_back_what_it_brought_at_most(self) -> None:
        assert all(amount <= self.came[voucher] for voucher, amount in self.given_back.items())
        for account in self.state.lines.values():
            assert sum(one.principal for one in account.came) == account.paid
            assert sum(one.late_fee for one in account.came) == account.fee_paid

    @invariant()
    def what_is_held_over_all_bills_is_what_this_bill_holds(self) -> None:
        document: Document = {}
        for event in self.past:
            document = fold(document, Fact(event, "records", "bill", f"bill-{UNIT}-{MONTH}", 1, 0, 0, "", {})) or {}
        shown = {voucher: Held(**money) for voucher, money in document.get("vouchers", {}).items()}
        assert shown == self.state.held

    @invariant()
    def the_glance_and_the_debts_tell_the_same_bill(self) -> None:
        """What is folded from the events elsewhere, without the members' amounts, is what the bill says (EMP-04)."""
        sums, debts, accounts = Counter[str](), Document(), self.state.lines.values()
        for event in self.past:
            sums.update(glance.billed(event))
            fact = Fact(event, "records", "bill", f"bill-{UNIT}-{MONTH}", 1, 0, 0, "", {})
            if list(unit_debts.debts.keys(fact)):
                debts = unit_debts.fold_bill(debts, fact) or {}
        assert sums["employer"] + sums["individual"] == sum(account.owed for account in accounts)
        assert sums["paid"] == sum(account.paid for account in accounts)
        assert sums["late_fee"] == sum(account.fee_charged for account in accounts)
        assert sums["late_fee_paid"] == sum(account.fee_paid for account in accounts)
        assert sums["members"] == len(self.state.members)
        assert (unit_debts.owed(debts) if debts else 0) == sum(account.open + account.fee_open for account in accounts)

    @invariant()
    def nothing_is_paid_beyond_what_is_owed(self) -> None:
        for account in self.state.lines.values():
            assert 0 <= account.paid <= account.owed
            assert 0 <= account.fee_paid <= account.fee_charged
            parts = account.open_parts(DUE)
            assert all(amount >= 0 for amount, _ in parts)
            assert sum(amount for amount, _ in parts) == account.open

    @invariant()
    def a_line_owes_what_its_members_owe(self) -> None:
        state = self.state
        for line, account in state.lines.items():
            billed = [lines[line] for lines in state.members.values() if line in lines]
            billed += [owed for made in state.adjusted.values() for key, owed in made.items() if key[0] == line]
            assert account.owed == sum(owed.employer + owed.individual for owed in billed)
            settled = sum(owed.employer + owed.individual for owed in billed if owed.settled)
            assert settled <= account.paid

    @invariant()
    def an_adjustment_stands_beside_its_line(self) -> None:
        """On the bill and in the person's year: it leaves with the line."""
        for person_id, made in self.state.adjusted.items():
            assert {line for line, _ in made} <= set(self.state.members.get(person_id, {}))
        for past in self.people.values():
            year = contributions.after(past)
            assert set(year.adjusted) <= set(year.owed)

    @invariant()
    def people_are_paid_exactly_what_settled(self) -> None:
        """Credited = individual shares of what settled; never more, however often the months follow."""
        state = self.state
        every = (*state.members.values(), *state.adjusted.values())
        settled = sum(owed.amount for lines in every for owed in lines.values() if owed.settled)
        paid = sum(amount for past in self.people.values() for amount in self._paid(past))
        assert paid <= settled

    @staticmethod
    def _paid(past: list) -> list[int]:
        year = contributions.after(past)
        own = [owed.amount for owed in year.owed.values() if owed.is_paid]
        made = [one for key, found in year.adjusted.items() if not year.owed[key].refunded_on for one in found]
        return own + [one.employer + one.individual for one in made if one.arrived_on]

    @invariant()
    def held_money_has_no_use(self) -> None:
        """Money is only held for lines on which nothing is open."""
        state = self.state
        for held in state.held.values():
            wanted = [account for of, account in state.lines.items() if held.line in (TOTAL, of)]
            assert all(account.open == 0 for account in wanted)

    @invariant()
    def replaying_gives_the_same_bill(self) -> None:
        cut = len(self.past) // 2
        assert bill.after(self.past[cut:], bill.after(self.past[:cut])) == self.state

    def teardown(self) -> None:
        """In the end all is billed and followed: what is credited is what settled, to the fen."""
        self.run_the_bills()
        self.months_follow()
        self.months_follow()
        state = self.state
        every = (*state.members.values(), *state.adjusted.values())
        settled = sum(owed.account for lines in every for owed in lines.values() if owed.settled)
        for person_id, past in self.people.items():
            unpaid = {
                (line, number)
                for (_, _, line), made in contributions.after(past).adjusted.items()
                for number, one in enumerate(made, 1)
                if one.arrived_on is None
            }
            assert unpaid <= set(state.adjusted.get(person_id, {}))
        credited = sum(
            line["credited"] * (-1 if isinstance(event, ContributionsRefunded) else 1)
            for past in self.people.values()
            for event in past
            if isinstance(event, c.ContributionsPaid | ContributionsRefunded | AdjustmentsPaid)
            for line in (*event.lines, *getattr(event, "adjustments", ()))
        )
        assert credited == settled


TestBillLife = BillLife.TestCase
TestBillLife.settings = settings(max_examples=40, stateful_step_count=30)
