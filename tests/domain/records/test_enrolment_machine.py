"""The whole life of enrolment as one machine: units declare, are approved, people join and leave alone, months
are assessed and paid. Whatever the order, no two spells of a line overlap, no balance is negative, no fen is lost.
"""

from contextlib import suppress
from decimal import Decimal
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kernel.calendar import add_months
from kernel.events import Event
from kernel.refusals import Refused
from services.employer import contract as e
from services.employer.staff import domain as staff_domain
from services.employer.staff.declaration import Addition, Stop
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Assessed, Payment, assess_bill, book, payable
from services.records.bills.domain import bill
from services.records.bills.state import Bill
from services.records.contributions.domain import Due, Year, assess, contributions, settle, withdraw
from services.records.contributions.rules import DailyRate
from services.records.contributions.tariff import month_policy
from services.records.doubles import domain as doubles
from services.records.draws import domain as drawing
from services.records.enrolment.domain import Relation, Spell, enrol, enrolment, set_wage, stop, year_wage
from services.records.payers import domain as payers
from services.records.repairs.refunds import Wrong, check_wrong, refund_held, release, take_back
from tests.domain.records.worlds import ANN, city

UNITS = ("U1", "U2")
OFFERED = tuple(c.LINES)
LINES: tuple[c.Line, ...] = ("pension", "medical")
RATES = (DailyRate("2011-07-01", Decimal("0.05")),)
FIRST = "2025-01"
EVERY_MONTH = tuple(add_months(FIRST, month) for month in range(18))
KINDS = ("declared", "corrected")
lines_of = st.lists(st.sampled_from(LINES), min_size=1, unique=True)
units = st.sampled_from(UNITS)


class Enrolment(RuleBasedStateMachine):
    """Ann, two units that employ her, and herself as a payer."""

    def __init__(self) -> None:
        super().__init__()
        self.month = FIRST
        self.staff: dict[str, list[Event]] = {unit: [] for unit in UNITS}
        self.relations: dict[str, list[Event]] = {unit: [] for unit in (*UNITS, c.SELF)}
        self.years: dict[str, list[Event]] = {}
        self.bills: dict[tuple[str, str], list[Event]] = {}
        self.draws: dict[str, list[drawing.DrawEvent]] = {}
        self.cases = self.vouchers = self.arrived = 0

    # what happens

    @rule(months=st.integers(1, 3))
    def months_pass(self, months: int) -> None:
        self.month = min(add_months(self.month, months), "2026-06")

    @rule(unit=units, lines=lines_of, back=st.integers(0, 1))
    def a_unit_declares_an_addition(self, unit: str, lines: list[c.Line], back: int) -> None:
        month = add_months(self.month, -back)
        self._declare(unit, Addition(dict.fromkeys(lines, month), 800_000))

    @rule(unit=units, lines=lines_of, back=st.integers(0, 1))
    def a_unit_declares_a_stop(self, unit: str, lines: list[c.Line], back: int) -> None:
        self._declare(unit, Stop(dict.fromkeys(lines, add_months(self.month, -back)), "resigned"))

    @rule(unit=units)
    def the_unit_withdraws_or_the_officer_rejects(self, unit: str) -> None:
        state = self._staff(unit)
        if state.pending:
            self.staff[unit] += staff_domain.drop(self._who(unit), state.pending.case_id, state)

    @rule(unit=units)
    def the_officer_approves(self, unit: str) -> None:
        state = self._staff(unit)
        if state.pending is None:
            return
        with suppress(Refused):
            carried_out = staff_domain.carry_out(self._who(unit), state.pending.case_id, state)
            self.staff[unit] += carried_out
            for event in carried_out:
                self._records_hears(unit, event)

    @rule(lines=lines_of)
    def she_joins_alone(self, lines: list[c.Line]) -> None:
        wanted = c.PersonEnrolled(ANN, c.SELF, lines, self.month, 600_000, "flexible")
        with suppress(Refused):
            self.relations[c.SELF] += payers.join(wanted, self._relations(), retired=False, offered=OFFERED)

    @rule()
    def she_stops_alone(self) -> None:
        wanted = c.PersonStopped(ANN, c.SELF, [], self.month, add_months(self.month, -1), "own_wish")
        with suppress(Refused):
            self.relations[c.SELF] += payers.interrupt(wanted, self._relations())

    @rule()
    def she_restarts(self) -> None:
        wanted = c.PersonEnrolled(ANN, c.SELF, [], self.month, 0, "flexible")
        with suppress(Refused):
            self.relations[c.SELF] += payers.restart(wanted, self._relations(), retired=False, offered=OFFERED)

    @rule(wage=st.integers(500_000, 900_000))
    def a_wage_is_set(self, wage: int) -> None:
        with suppress(Refused):
            self.relations[c.SELF] += payers.set_wage(ANN, wage, self.month, self._relations())

    @rule(unit=units, wage=st.integers(500_000, 900_000), year=st.integers(2025, 2026), kind=st.sampled_from(KINDS))
    def a_year_s_base_is_declared_or_put_right_also_an_old_one(
        self, unit: str, wage: int, year: int, kind: str
    ) -> None:
        before, wanted = self._relations()[unit], year_wage(ANN, unit, wage, f"{year}-01", kind)
        self.relations[unit] += set_wage(wanted, before)
        now = self._relations()[unit]
        for month in EVERY_MONTH:
            was, is_now = (dict(relation.owed_in(month)) for relation in (before, now))
            assert was.keys() == is_now.keys()
            for line, spell in is_now.items():
                ours = month[:4] == str(year)
                carried_on = month[:4] > str(year) and self._carries_on(spell, year)
                assert spell.wage_fen == (wage if ours or carried_on else was[line].wage_fen)
        assert set_wage(wanted, now) == []

    @rule(back=st.integers(0, 4))
    def a_month_is_assessed(self, back: int) -> None:
        month = max(add_months(self.month, -back), FIRST)
        for unit, relation in self._relations().items():
            self._assess(unit, relation, month)

    @rule(back=st.integers(0, 4), unit=st.sampled_from((*UNITS, c.SELF)), amount=st.integers(1, 400_000))
    def money_arrives(self, back: int, unit: str, amount: int) -> None:
        month, payer = max(add_months(self.month, -back), FIRST), c.payer(unit, ANN)
        self.vouchers += 1
        self.arrived += amount
        payment = Payment(payer, month, TOTAL, amount, f"{month}-15", f"V{self.vouchers}")
        self._bill(payer, month, book(payment, self._of(payer, month), RATES))

    @rule(back=st.integers(0, 4), unit=st.sampled_from((*UNITS, c.SELF)))
    def the_whole_bill_is_paid(self, back: int, unit: str) -> None:
        month = max(add_months(self.month, -back), FIRST)
        owed = sum(line.open + line.fee_open for line in self._of(c.payer(unit, ANN), month).lines.values())
        if owed:
            self.vouchers += 1
            self.arrived += owed
            payment = Payment(c.payer(unit, ANN), month, TOTAL, owed, f"{month}-15", f"V{self.vouchers}")
            self._bill(payment.unit_id, month, book(payment, self._of(payment.unit_id, month), RATES))

    @rule(back=st.integers(0, 4), unit=st.sampled_from((*UNITS, c.SELF)), line=st.sampled_from(LINES))
    def a_month_that_was_paid_twice_or_wrongly_goes_back(self, back: int, unit: str, line: c.Line) -> None:
        month = max(add_months(self.month, -back), FIRST)
        past = self.years.setdefault(month[:4], [])
        owed_now = {of for of, _ in self._relations()[unit].owed_in(month)}
        wrong = Wrong(ANN, unit, month, [line], f"case{len(past)}")
        with suppress(Refused):
            check_wrong(wrong, contributions.after(past), owed_now)
            released = release(wrong, self._of(wrong.payer_id, month))
            self._bill(wrong.payer_id, month, released)
            for event in released:
                self.arrived -= event.amount
                state = self._of(wrong.payer_id, month)
                back_again = refund_held(wrong.payer_id, month, event.voucher, state, "case", f"{month}-28")
                self._bill(wrong.payer_id, month, back_again)
            past.append(take_back(wrong, contributions.after(past), f"{month}-28"))

    @rule(back=st.integers(0, 4), works=st.booleans())
    def the_bank_draws_what_she_owes_or_fails(self, back: int, works: bool) -> None:
        month = max(add_months(self.month, -back), FIRST)
        past, owed = self.draws.setdefault(month, []), payable(self._of(ANN, month), f"{month}-20", RATES)
        for asked in drawing.order_draw(ANN, month, owed, drawing.draws.after(past), f"{month}-20"):
            past.append(asked)
            if not works:
                rule_of = {"tries": 3, "again_days": 0}
                past += drawing.failed(asked.draw_id, "frozen", f"{month}-20", rule_of, drawing.draws.after(past))
                continue
            paid = drawing.drawn(asked.draw_id, f"{month}-20", drawing.draws.after(past))
            past.append(paid)
            self.arrived += paid.amount
            payment = Payment(ANN, month, TOTAL, paid.amount, f"{month}-20", paid.voucher)
            self._bill(ANN, month, book(payment, self._of(ANN, month), RATES))

    @rule(unit=st.sampled_from((*UNITS, c.SELF)), line=st.sampled_from(LINES))
    def an_officer_ends_a_double(self, unit: str, line: c.Line) -> None:
        with suppress(Refused):
            places = {(ANN, of): relation for of, relation in self._relations().items()}
            stopped = doubles.clear((ANN, unit), [line], self.month, places, f"{self.month}-15")
            self._happens(unit, [stopped])

    @rule(unit=st.sampled_from((*UNITS, c.SELF)), line=st.sampled_from(LINES))
    def an_officer_opens_it_again(self, unit: str, line: c.Line) -> None:
        with suppress(Refused):
            self._happens(unit, list(doubles.reopen(ANN, unit, [line], self._relations()[unit])))

    # what holds

    @invariant()
    def no_two_spells_of_a_line_overlap(self) -> None:
        for relation in self._relations().values():
            for spells in relation.lines.values():
                for one, two in pairwise(spells):
                    assert one.paid_through is not None
                    assert one.paid_through < two.start_month
                for spell in spells:
                    assert spell.paid_through is None or spell.paid_through >= add_months(spell.start_month, -1)

    @invariant()
    def a_month_is_owed_once_in_a_relation(self) -> None:
        for relation in self._relations().values():
            for month in (self.month, add_months(self.month, -1), add_months(self.month, -2)):
                owed = [line for line, _ in relation.owed_in(month)]
                assert len(owed) == len(set(owed))

    @invariant()
    def employer_and_records_agree_on_what_is_confirmed(self) -> None:
        for unit in UNITS:
            confirmed = {line for line, known in self._staff(unit).active().items() if known.confirmed}
            assert confirmed <= set(self._relations()[unit].active())

    @invariant()
    def no_fen_is_lost_and_nothing_is_negative(self) -> None:
        used = held = 0
        for past in self.bills.values():
            state = bill.after(past)
            for account in state.lines.values():
                assert min(account.owed, account.paid, account.open, account.fee_open) >= 0
                used += account.paid + account.fee_paid
            held += sum(money.amount for money in state.held.values())
        assert used + held == self.arrived

    @invariant()
    def what_is_assessed_is_billed_and_what_is_paid_was_settled(self) -> None:
        owed: dict[tuple[str, str], int] = {}
        for past in self.years.values():
            for (month, unit, _), line in contributions.after(past).owed.items():
                key = (c.payer(unit, ANN), month)
                owed[key] = owed.get(key, 0) + (0 if line.refunded_on else line.amount)
        for key, past in self.bills.items():
            assert sum(line.owed for line in bill.after(past).lines.values()) == owed.get(key, 0)

    # how

    def _declare(self, unit: str, declaration: Addition | Stop) -> None:
        self.cases += 1
        with suppress(Refused):
            self.staff[unit] += staff_domain.declare(
                self._who(unit), declaration, f"{unit}-{self.cases}", self._staff(unit)
            )

    def _records_hears(self, unit: str, event: Event) -> None:
        """What the reactions of records and of employer do."""
        past = enrolment.after(self.relations[unit])
        happened: list[Event] = []
        if isinstance(event, e.StaffAdded):
            wanted = c.PersonEnrolled(ANN, unit, event.lines, event.start_month, event.wage_fen, "employee")
            happened = list(enrol(wanted, past, retired=False, offered=OFFERED))
        if isinstance(event, e.StaffStopped):
            stopped = c.PersonStopped(ANN, unit, event.lines, event.stop_month, event.paid_through, event.reason)
            happened = list(stop(stopped, past))
        self.relations[unit] += happened
        for told in happened:
            self.staff[unit] += self._noted(unit, told)

    def _happens(self, unit: str, events: list[Event]) -> None:
        """Records has decided it; the unit's staff list hears of it."""
        self.relations[unit] += events
        if unit in UNITS:
            for told in events:
                self.staff[unit] += self._noted(unit, told)

    def _noted(self, unit: str, told: Event) -> list[staff_domain.StaffEvent]:
        who, state = self._who(unit), self._staff(unit)
        match told:
            case c.PersonEnrolled():
                return staff_domain.note_enrolled(who, told.lines, told.start_month, state)
            case c.PersonStopped():
                return staff_domain.note_ended(who, told.lines, told.stop_month, state)
            case c.EnrolmentRefused():
                return staff_domain.note_refused(who, told.change, told.lines, told.code, told.sentence, state)
        return []

    def _carries_on(self, spell: Spell, year: int) -> bool:
        """Insured since that year or before, and no wage of a later year."""
        return spell.start_month[:4] <= str(year) and all(since[:4] <= str(year) for since, _ in spell.wages)

    def _assess(self, unit: str, relation: Relation, month: str) -> None:
        past = self.years.setdefault(month[:4], [])
        policy = month_policy(city(), month)
        due = [Due(line, spell.wage_fen, spell.participant) for line, spell in relation.owed_in(month)]
        past += assess(ANN, unit, due, contributions.after(past), policy, 1)
        year = contributions.after(past)
        known = {
            line: owed
            for (of, at, line), owed in year.owed.items()
            if (of, at) == (month, unit) and owed.refunded_on is None
        }
        now = {line for line, _ in relation.owed_in(month)}
        gone = [line for line, owed in known.items() if line not in now and owed.arrived_on is None]
        members: list[c.BilledMember] = [{"person_id": ANN, "lines": _billed(known, gone)}]
        payer = c.payer(unit, ANN)
        found = Assessed(payer, month, policy.due_on, members, [{"person_id": ANN, "lines": gone}] if gone else [])
        self._bill(payer, month, assess_bill(found, self._of(payer, month), RATES, f"{month}-20"))

    def _bill(self, payer: str, month: str, events: list) -> None:
        self.bills.setdefault((payer, month), []).extend(events)
        past = self.years.setdefault(month[:4], [])
        for event in events:
            if isinstance(event, c.BillReduced):
                for member in event.members:
                    past += withdraw(ANN, c.relation_of(payer, ANN), month, member["lines"], contributions.after(past))
            if isinstance(event, c.LinesSettled):
                year: Year = contributions.after(past)
                past += settle(ANN, c.relation_of(payer, ANN), month, event.lines, year, event.arrived_on, "V")

    def _of(self, payer: str, month: str) -> Bill:
        return bill.after(self.bills.get((payer, month), []))

    def _relations(self) -> dict[str, Relation]:
        return {unit: enrolment.after(past) for unit, past in self.relations.items()}

    def _staff(self, unit: str) -> staff_domain.Staff:
        return staff_domain.staff.after(self.staff[unit])

    def _who(self, unit: str) -> staff_domain.Who:
        return staff_domain.Who(unit, ANN, "sealed", "sealed")


def _billed(known: dict, gone: list[c.Line]) -> list[c.BilledLine]:
    return [
        {
            "line": line,
            "base": owed.base,
            "employer": owed.employer,
            "individual": owed.individual,
            "account": owed.account,
        }
        for line, owed in known.items()
        if line not in gone
    ]


TestEnrolment = Enrolment.TestCase
TestEnrolment.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
