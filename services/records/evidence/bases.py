"""The steps behind a base, from what was known when it was assessed, and adjusted since. Pure.

Each step says a thing of its own: the wage, the bound that changed it, rounding, each adjustment. Where what is known
does not lead to the base that was assessed, that base is one step: nothing is made to fit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kernel.events import Event, Fact
from kernel.money import yuan
from kernel.policy import City
from services.records import contract as c
from services.records.contract.adjustments import AdjustedLine, ContributionsAdjusted
from services.records.contract.repairs import BackPaymentAssessed
from services.records.contributions.domain import Key
from services.records.contributions.rules import Terms, contribution_base
from services.records.enrolment.domain import enrolment
from services.records.evidence.steps import Step

BoundsOf = Callable[[Sequence[str]], Terms | None]
"""The ids of the policy rows that were used → the bounds they said; None where these were corrected since."""


@dataclass(slots=True)
class Decided:
    """How a line of a month came to its base."""

    by: Fact
    line: c.AssessedLine
    adjusted: list[tuple[Fact, AdjustedLine]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wage:
    """The monthly wage in fen and the event that told it; 0 and "" where none did."""

    fen: int = 0
    event: str = ""
    text: str = "申报的月工资"


WAGE_TEXTS = {"undeclared": "未按时申报，按上月缴费基数提高后的月工资", "corrected": "更正后的月工资"}


def bounds_of(city: City) -> BoundsOf:
    """The bounds of the policy row itself, whichever row the month has today."""

    def found(policy: Sequence[str]) -> Terms | None:
        entry = city.policy.entry(policy[0]) if policy else None
        if entry is None:
            return None
        nothing = Decimal(0)
        return Terms(entry["floor"], entry.values.get("ceiling"), nothing, nothing, base_unit=city["base_unit"])

    return found


def base_steps(key: Key, contributions: Iterable[Fact], enrolled: Sequence[Fact], bounds: BoundsOf) -> list[Step]:
    """Of a line that is owed: `contributions` and `enrolled` are the facts of the person's year and relation."""
    decided = _decided(key, contributions)
    if decided is None:
        return []
    wage = _wage_on(decided.by.time, key, enrolled)
    steps = _assessed(decided, wage, bounds(decided.line["policy"]))
    for by, line in decided.adjusted:
        wage, before = _wage_on(by.time, key, enrolled), wage
        if line["base"] != line["old_base"]:
            steps.append(_adjusted(by, line, wage if wage != before else None))
    return steps


def _decided(key: Key, facts: Iterable[Fact]) -> Decided | None:
    """What was assessed last, with its adjustments: what is owed again begins anew."""
    decided: Decided | None = None
    for fact in facts:
        match fact.event:
            case c.ContributionsAssessed() | BackPaymentAssessed() as event if _about(event, key):
                found = [line for line in event.lines if line["line"] == key[2]]
                decided = Decided(fact, found[0]) if found else decided
            case ContributionsAdjusted() as event if _about(event, key) and decided:
                decided.adjusted += [(fact, line) for line in event.lines if line["line"] == key[2]]
    return decided


def _about(event: c.ContributionsAssessed | BackPaymentAssessed | ContributionsAdjusted, key: Key) -> bool:
    return (event.period, event.unit_id) == key[:2]


def _wage_on(moment: str, key: Key, enrolled: Iterable[Fact]) -> Wage:
    """The wage of the month as it was known at a moment."""
    relation, wage = enrolment.initial, Wage()
    for fact in enrolled:
        if fact.time > moment:
            break
        relation = enrolment.evolve(relation, fact.event)
        known = next((spell.wage_fen for line, spell in relation.owed_in(key[0]) if line == key[2]), None)
        if known is not None and (not wage.event or known != wage.fen):
            wage = Wage(known, fact.id, _text(fact.event))
    return wage


def _text(event: Event) -> str:
    kind = event.kind if isinstance(event, c.ContributionWageSet) else "declared"
    return WAGE_TEXTS.get(kind, Wage().text)


def _assessed(decided: Decided, wage: Wage, bounds: Terms | None) -> list[Step]:
    base, policy, event = decided.line["base"], tuple(decided.line["policy"]), (decided.by.id,)
    if bounds is None:
        return [Step("核定的缴费基数（当时所用的缴费基数上下限后来已更正）", base, event, policy)]
    if wage.event and not wage.fen:
        return [Step("沿用上一个缴费基数（原系统没有提供工资）", base, event, policy)]
    told_by_case = isinstance(decided.by.event, BackPaymentAssessed)  # for months without a wage, or with another one
    if told_by_case or not wage.event or contribution_base(wage.fen, bounds) != base:
        return [Step("核定的缴费基数", base, event, policy)]
    steps = [Step(wage.text, wage.fen, (wage.event,))]
    if wage.fen < bounds.floor:
        text = f"低于缴费基数下限{yuan(bounds.floor)}元，按下限执行"
        steps.append(Step(text, bounds.floor - wage.fen, (), policy[:1]))
    elif bounds.ceiling is not None and wage.fen > bounds.ceiling:
        text = f"高于缴费基数上限{yuan(bounds.ceiling)}元，按上限执行"
        steps.append(Step(text, bounds.ceiling - wage.fen, (), policy[:1]))
    rounding = base - sum(step.amount for step in steps)
    return [*steps, Step("取整及核定", rounding, event, policy)]


def _adjusted(by: Fact, line: AdjustedLine, wage: Wage | None) -> Step:
    """`wage`: another one than before, which has led to it; else the policy has changed."""
    change = f"缴费基数由{yuan(line['old_base'])}元调整为{yuan(line['base'])}元"
    policy = tuple(line["policy"])
    if wage is None:
        return Step(f"补差：缴费标准调整，{change}", line["base"] - line["old_base"], (by.id,), policy)
    text = f"补差：月工资变更为{yuan(wage.fen)}元，{change}"
    return Step(text, line["base"] - line["old_base"], (wage.event, by.id), policy)
