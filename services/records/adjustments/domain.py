"""What past months cost more by the policy of today, and what payers have been told of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kernel.aggregate import Aggregate
from services.records import contract as c
from services.records.bills.state import Bill
from services.records.contract import adjustments as a
from services.records.contributions.domain import Due, Owed, Year
from services.records.contributions.rules import Contribution, contribution
from services.records.contributions.tariff import MonthPolicy

People = Mapping[str, Mapping[str, Sequence[a.AdjustedLine]]]
"""By person and relation."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person's lines in one relation that cost more now, or less: `lower` counts these."""

    lines: list[a.AdjustedLine] = field(default_factory=list)
    lower: int = 0

    @property
    def amount(self) -> int:
        """Both shares, in fen."""
        return sum(line["employer"] + line["individual"] for line in self.lines)


def differences(unit_id: str, due: Iterable[Due], year: Year, policy: MonthPolicy, industry_class: int) -> Found:
    """What the lines assessed for the month would cost now, less what they cost so far with their adjustments.

    It may be less than nothing: what is paid beyond it is held then.

    A wage that was never told is the base of then. What was refunded, and what is not owed any more, stays.
    """
    found, lower = list[a.AdjustedLine](), 0
    for each in due:
        key = (policy.month, unit_id, each.line)
        owed = year.owed.get(key)
        terms = policy.terms(each.line, each.participant, industry_class) if owed else None
        if owed is None or terms is None or owed.refunded_on is not None:
            continue
        so_far = cost_so_far(owed, year, key)
        now = contribution(each.wage_fen or owed.base, terms)
        more = (now.employer - so_far.employer, now.individual - so_far.individual, now.account - so_far.account)
        if any(more):
            lower += more[0] + more[1] < 0
            number = len(year.adjusted.get(key, ())) + 1
            found.append(_line(each.line, number, so_far.base, now.base, more, terms.policy))
    return Found(found, lower)


def _line(
    line: c.Line, number: int, old_base: int, base: int, more: tuple[int, int, int], policy: Sequence[str]
) -> a.AdjustedLine:
    return {
        "line": line,
        "number": number,
        "old_base": old_base,
        "base": base,
        "employer": more[0],
        "individual": more[1],
        "account": more[2],
        "policy": list(policy),
    }


def cost_so_far(owed: Owed, year: Year, key: tuple[str, str, c.Line]) -> Contribution:
    """A line's base and amounts with all its adjustments."""
    made = year.adjusted.get(key, ())
    return Contribution(
        made[-1].base if made else owed.base,
        owed.employer + sum(one.employer for one in made),
        owed.individual + sum(one.individual for one in made),
        owed.account + sum(one.account for one in made),
    )


def base_of(key: tuple[str, str, c.Line], year: Year) -> int:
    """The base of a line of a month with its adjustments, or as the old system had it; 0 where it is not owed."""
    if key in year.owed:
        return cost_so_far(year.owed[key], year, key).base
    rows = (row["base"] for row in year.imported if (row["period"], row["unit_id"], row["line"]) == key)
    return max(rows, default=0)


def still_billed(found: People, bill: Bill) -> dict[str, dict[str, list[a.AdjustedLine]]]:
    """Without the lines that have left the payer's bill since they were noted."""
    kept: dict[str, dict[str, list[a.AdjustedLine]]] = {}
    for person_id, relations in found.items():
        billed = bill.members.get(person_id, {})
        for relation, lines in relations.items():
            if left := [line for line in lines if line["line"] in billed]:
                kept.setdefault(person_id, {})[relation] = left
    return kept


def still_owed(unit_id: str, month: str, lines: Iterable[a.AdjustedLine], year: Year) -> list[a.AdjustedLine]:
    """Without what has been withdrawn or refunded since it was noted."""
    owed = {line["line"]: year.owed.get((month, unit_id, line["line"])) for line in lines}
    return [line for line in lines if (of := owed[line["line"]]) and of.refunded_on is None]


def not_made(unit_id: str, month: str, lines: Iterable[a.AdjustedLine], year: Year) -> list[a.AdjustedLine]:
    """Of what is still owed, the adjustments that the year does not have yet."""
    owed = still_owed(unit_id, month, lines, year)
    return [line for line in owed if line["number"] > len(year.adjusted.get((month, unit_id, line["line"]), ()))]


def not_billed(adjustments: Mapping[str, Sequence[a.AdjustedLine]], bill: Bill) -> list[a.AdjustedMember]:
    """Of people's adjustments, those that their bill does not have yet."""
    members: list[a.AdjustedMember] = []
    for person_id, lines in adjustments.items():
        known = bill.adjusted.get(person_id, {})
        new = [line for line in lines if (line["line"], line["number"]) not in known]
        if new:
            members.append({"person_id": person_id, "lines": new})
    return members


# ------------------------------------------------------------------ what a payer has been told

announced: Aggregate[a.AdjustmentAnnounced | None] = Aggregate(None, lambda _told, event: event)


def announce(wanted: a.AdjustmentAnnounced, told: a.AdjustmentAnnounced | None) -> list[a.AdjustmentAnnounced]:
    """Tell the payer, unless that is what was told of this round."""
    if not wanted.people or (told and (told.round, told.amount) == (wanted.round, wanted.amount)):
        return []
    return [wanted]


def is_told(number: int, amount: int, told: a.AdjustmentAnnounced | None, today: str) -> bool:
    """Whether this very amount was announced of this round, and its notice is over."""
    return told is not None and (told.round, told.amount) == (number, amount) and told.owed_from <= today
