"""Refund 退费 (ENR-21): what goes back to who paid, and what that takes off a bill, a month and an account. Pure.

A month that was paid twice or wrongly is released first: its money is held, as money that nobody owes is; then held
money goes back. So whatever becomes of a refund, each fen is used, held, or given back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.records import contract as c
from services.records.bills.domain import evolve
from services.records.bills.state import Bill, Came, LineAccount, Settlement
from services.records.contract import refunds as r
from services.records.contract.adjustments import AdjustmentOpen, PaidAdjustment
from services.records.contributions.domain import Year


@dataclass(frozen=True, slots=True)
class Wrong:
    """Lines of a person's month that somebody says were paid twice or wrongly; `unit_id` is the relation."""

    person_id: str
    unit_id: str
    period: str
    lines: Sequence[c.Line]
    case_id: str

    @property
    def payer_id(self) -> str:
        """Whose bill it stands on."""
        return c.payer(self.unit_id, self.person_id)


def refund_held(
    payer_id: str, period: str, voucher: str, bill: Bill, case_id: str, today: str
) -> list[r.HeldMoneyRefunded]:
    """Held money goes back to who paid it; what has been used meanwhile does not. Raises NothingHeld."""
    held = bill.held.get(voucher)
    if held is None or not held.amount:
        raise r.NothingHeld()
    return [r.HeldMoneyRefunded(payer_id, period, voucher, held.amount, case_id, today)]


def check_wrong(wrong: Wrong, year: Year, owed_now: Collection[str], others: Sequence[Year] = ()) -> None:
    """Each line is paid in this relation, and twice, or not owed by the enrolment (`owed_now`).

    `others` are the years of the person's other entries.

    Raises NotPaidThere, AdjustmentOpen, NotPaidTwice.
    """
    for line in wrong.lines:
        named = {"month": wrong.period, "line": c.LINE_NAMES[line]}
        owed = year.owed.get((wrong.period, wrong.unit_id, line))
        if owed is None or not owed.is_paid:
            raise r.NotPaidThere(**named)
        if any(a.arrived_on is None for a in year.adjusted.get((wrong.period, wrong.unit_id, line), ())):
            raise AdjustmentOpen(**named)
        if line in owed_now and sum(len(paid_by(one, wrong.period, line)) for one in (year, *others)) < 2:
            raise r.NotPaidTwice(**named)


def paid_in(wrong: Wrong, years: Mapping[str, Year]) -> str:
    """Of the person's entries, in order, the one whose year has all of the lines paid in this relation, else the first.

    A month of an entry that was merged is given back whichever of the numbers it is asked for with.
    """
    keys = [(wrong.period, wrong.unit_id, line) for line in wrong.lines]
    paid = (entry for entry, year in years.items() if all(key in year.owed and year.owed[key].is_paid for key in keys))
    return next(paid, next(iter(years)))


def paid_by(year: Year, period: str, line: c.Line) -> set[str]:
    """The relations, by unit id, that have paid a line of a month."""
    return payers_of(year).get((period, line), set())


def payers_of(year: Year, since: str = "") -> dict[tuple[str, c.Line], set[str]]:
    """By month, from `since` on, and line: the relations that have paid it; what the old system brought counts, too."""
    paid = [key for key, owed in year.owed.items() if owed.is_paid]
    brought = (row for row in year.imported if row["arrived_on"] and row["kind"] != "refund")
    paid += [(row["period"], row["unit_id"], row["line"]) for row in brought]
    found = dict[tuple[str, c.Line], set[str]]()
    for month, unit_id, line in paid:
        if month >= since:
            found.setdefault((month, line), set()).add(unit_id)
    return found


def release(wrong: Wrong, bill: Bill) -> list[r.PaidLinesReleased]:
    """The lines leave the bill, by the settlements that paid them, with their adjustments and late fees.

    Raises NotPaidThere, AdjustmentOpen.
    """
    member = bill.members.get(wrong.person_id, {})
    by_settlement: dict[int, list[c.BilledLine]] = {}
    for line in dict.fromkeys(wrong.lines):
        billed = member.get(line)
        if billed is None or not billed.settled:
            raise r.NotPaidThere(month=wrong.period, line=c.LINE_NAMES[line])
        amounts: c.BilledLine = {
            "line": line,
            "base": billed.base,
            "employer": billed.employer,
            "individual": billed.individual,
            "account": billed.account,
        }
        by_settlement.setdefault(billed.settled, []).append(amounts)
    events = list[r.PaidLinesReleased]()
    for number, lines in sorted(by_settlement.items()):
        for event in _released(wrong, lines, number, bill):
            events.append(event)
            bill = evolve(bill, event)
    return events


def _released(wrong: Wrong, lines: list[c.BilledLine], number: int, bill: Bill) -> list[r.PaidLinesReleased]:
    """The lines that a settlement paid, with the part of the money that came under its own voucher; then the money that
    came under others."""
    made = _adjustments(wrong, [line["line"] for line in lines], bill)
    principal = dict[c.Line, int]()
    for one in (*lines, *made):
        principal[one["line"]] = principal.get(one["line"], 0) + one["employer"] + one["individual"]
    fees = [_late_fee(line, amount, bill.lines[line]) for line, amount in principal.items()]
    [first, *others] = _money(principal, fees, bill.settlements[number - 1], bill)

    def released(came: Came) -> r.PaidLinesReleased:
        return r.PaidLinesReleased(
            unit_id=wrong.payer_id,
            period=wrong.period,
            person_id=wrong.person_id,
            lines=[],
            voucher=f"{came.voucher or 'V'}.{wrong.case_id[-12:]}.{number}",
            arrived_on=came.arrived_on,
            amount=came.amount,
            case_id=wrong.case_id,
            paid_under=came.voucher,
        )

    charged = [fee for fee in fees if fee["charged"]]
    left = len(lines) == len(bill.members[wrong.person_id])
    off_the_bill = replace(released(first), lines=lines, adjustments=made, late_fees=charged, left=int(left))
    return [off_the_bill, *map(released, others)]


def _money(principal: Mapping[c.Line, int], fees: Iterable[r.ReleasedFee], paid: Settlement, bill: Bill) -> list[Came]:
    """What pays the lines, by voucher, that of the settlement first; nothing of it where they cost nothing."""
    own, came = bill.came_under(paid.voucher), dict[str, Came]()
    for fee in fees:
        for one in bill.lines[fee["line"]].latest(principal[fee["line"]], fee["paid"], own):
            known = came.get(one.voucher, Came(one.voucher, one.arrived_on))
            came[one.voucher] = known.plus(one.principal, one.late_fee)
    return list(came.values()) or [Came(own, paid.arrived_on)]


def _late_fee(line: c.Line, principal: int, account: LineAccount) -> r.ReleasedFee:
    charged, paid = account.late_fee_of(principal)
    return {"line": line, "charged": charged, "paid": paid}


def _adjustments(wrong: Wrong, lines: Sequence[c.Line], bill: Bill) -> list[PaidAdjustment]:
    made: list[PaidAdjustment] = []
    for (line, number), owed in bill.adjusted.get(wrong.person_id, {}).items():
        if line in lines:
            if not owed.settled:
                raise AdjustmentOpen(month=wrong.period, line=c.LINE_NAMES[line])
            shares = {"employer": owed.employer, "individual": owed.individual, "credited": owed.account}
            made.append({"line": line, "number": number, **shares})  # type: ignore[typeddict-item]
    return made


def take_back(wrong: Wrong, year: Year, today: str) -> r.ContributionsRefunded:
    """The months count no more, and the account gives back what was credited."""
    owed = {line: year.owed[wrong.period, wrong.unit_id, line] for line in wrong.lines}
    lines: list[c.PaidLine] = [
        {"line": line, "employer": one.employer, "individual": one.individual, "credited": one.account}
        for line, one in owed.items()
    ]
    made: list[PaidAdjustment] = [
        {"line": line, "number": n, "employer": a.employer, "individual": a.individual, "credited": a.account}
        for line in owed
        for n, a in enumerate(year.adjusted.get((wrong.period, wrong.unit_id, line), ()), 1)
    ]
    return r.ContributionsRefunded(wrong.person_id, wrong.unit_id, wrong.period, lines, wrong.case_id, today, made)
