"""From a vector's input to the product's own function and back: texts to units and units to texts, no rule in between.

Money is yuan text there and fen here; times there are local, here instants. What the handbook leaves to a city comes
from the city files, as in production.
"""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from kernel import calendar, identifiers, privacy
from kernel.money import Exact, round_half_up, yuan
from kernel.policy import Policy, load
from services.cards.pin.rules import pin_weakness
from services.certificates.authorisation.rules import authorisation_state
from services.employer.staff.rules import effective_months, paid_through
from services.employer.subsidy.rules import RefundRule, UnitYear, stability_refund
from services.identity.password.lock import LockRule, PasswordLock, attempt
from services.identity.password.rules import PasswordRule, password_reasons
from services.records.contributions import rules as contributions
from services.records.injury.rules import injury_benefit
from services.records.medical.rules import medical_gap, six_month_window
from services.records.pension import rules as pension
from services.records.transfers import rules as transfers
from services.records.unemployment import rules as unemployment

Case = dict[str, Any]
CITIES = Path(__file__).parents[2] / "deploy" / "cities"
TODAY = "2026-11-01"


@cache
def policy(city: str) -> Policy:
    return load(CITIES / f"{city}.yaml").policy


def exact_fen(text: str) -> Exact:
    """The fen of a yuan text of any number of decimals."""
    exact = Fraction(text) * 100
    return exact.numerator if exact.denominator == 1 else exact


def in_yuan(amounts: Any, **names: str) -> Case:
    """Named amounts of a result as yuan text: `base="base"` takes `amounts.base`."""
    return {name: yuan(getattr(amounts, attribute)) for name, attribute in names.items()}


def four_decimals(number: Fraction | Decimal) -> str:
    return str(Decimal(round_half_up(Fraction(number) * 10_000)).scaleb(-4))


# ------------------------------------------------------------------ numbers


def resident_id_validate(case: Case) -> Case:
    match identifiers.resident_id(case["number"], case["as_of"]):
        case identifiers.WrongNumber(reason):
            return {"valid": False, "reason": reason}
        case identifiers.ResidentId(number, region, birth, sex):
            answer = {"normalised": number, "region": region, "birth": birth, "sex": sex}
            return {"valid": True, "reason": None, **answer}


def resident_id_upgrade(case: Case) -> Case:
    match identifiers.upgraded_resident_id(case["number"], case["as_of"]):
        case identifiers.WrongNumber(reason):
            return {"error": reason}
        case identifiers.ResidentId(number):
            return {"id18": number}


def uscc_validate(case: Case) -> Case:
    match identifiers.credit_code(case["code"]):
        case identifiers.WrongNumber(reason):
            return {"valid": False, "reason": reason}
        case identifiers.CreditCode(code, _, ok):
            return {"valid": True, "reason": None, "normalised": code, "organisation_code_ok": ok}


def bank_card_luhn(case: Case) -> Case:
    reason = identifiers.bank_number_fault(case["number"])
    return {"valid": reason is None, "reason": reason}


def mobile_validate(case: Case) -> Case:
    match identifiers.mobile(case["number"]):
        case identifiers.WrongNumber():
            return {"valid": False, "normalised": None}
        case identifiers.Mobile(number):
            return {"valid": True, "normalised": number}


def mask(case: Case) -> Case:
    return {"masked": privacy.mask(case["kind"], case["value"])}


# ------------------------------------------------------------------ contributions


def contribution(case: Case) -> Case:
    terms = contributions.Terms(
        floor=exact_fen(case["floor"]),
        ceiling=exact_fen(case["ceiling"]),
        employer_percent=Decimal(case["employer_percent"]),
        individual_percent=Decimal(case["individual_percent"]),
        base_unit=case["base_unit"],
    )
    found = contributions.contribution(exact_fen(case["wage"]), terms)
    return in_yuan(found, base="base", employer="employer", individual="individual")


def declared_wage(case: Case) -> Case:
    reason = contributions.declared_wage(case["wage"], exact_fen(case["floor"]), exact_fen(case["ceiling"]))
    return {"ok": reason is None, "reason": reason}


def late_fee(case: Case) -> Case:
    rates = contributions.late_fee_rates(policy("nanjing"))
    found = contributions.late_fee(exact_fen(case["principal"]), case["due"], case["paid"], rates)
    old = dict(found.spans).get(Decimal("0.2"), 0)
    return {"days": found.days, "days_old_rate": old, "fee": yuan(found.fee)}


def undeclared_110(case: Case) -> Case:
    percent = policy("nanjing").at("undeclared", TODAY)["percent"]
    return {"amount": yuan(contributions.undeclared_amount(exact_fen(case["last_month"]), percent))}


def contribution_months(case: Case) -> Case:
    found = asdict(contributions.contribution_months(case["months"]))
    return found | {"gaps": [list(gap) for gap in found["gaps"]]}


def account_interest(case: Case) -> Case:
    credits = {int(month): exact_fen(amount) for month, amount in case["credits"].items()}
    found = contributions.account_interest(exact_fen(case["opening"]), credits, Decimal(case["rate"]))
    names = {"interest_opening": "on_opening", "interest_current": "on_credits"}
    return in_yuan(found, **names, credited="credited", closing="closing")


def effective_month(case: Case) -> Case:
    line = {"work_injury": "injury"}.get(case["line"], case["line"])
    change = {"join": "add"}.get(case["action"], case["action"])
    found = effective_months(change, line, case["handled"], policy("ningbo"))
    if found.assumed:
        return {"error": "not_stated"}
    if change == "add":
        return {"start_months": list(found.months)}
    return {"stop_months": list(found.months), "paid_through": [paid_through(month) for month in found.months]}


# ------------------------------------------------------------------ pension


def retirement_age(case: Case) -> Case:
    return asdict(pension.retirement_age(case["category"], case["birth"]))


def minimum_contribution_months(case: Case) -> Case:
    return {"months": pension.minimum_contribution_months(case["year"])}


def divisor_months(case: Case) -> Case:
    return {"value": four_decimals(pension.divisor_months(case["age_years"], case["age_months"], case["method"]))}


def average_index(case: Case) -> Case:
    spans = [
        pension.IndexedMonths(exact_fen(span["base"]), exact_fen(span["reference"]), span["count"])
        for span in case["months"]
    ]
    found = pension.average_index(spans, case["deemed_months"], Decimal(case["deemed_index"]))
    return {"months": found.months, "average_index": four_decimals(found.index)}


def pension_estimate(case: Case) -> Case:
    method = case.get("method", policy("nanjing").at("pension/divisor", TODAY)["method"])
    transition_index = case.get("transition_index")
    basis = pension.PensionBasis(
        reference_wage=exact_fen(case["W"]),
        index=Decimal(case["index"]),
        months=case["months"],
        balance=exact_fen(case["balance"]),
        divisor=pension.divisor_months(case["age_years"], case["age_months"], method),
        transition_years=Decimal(case.get("transition_years", "0")),
        transition_index=None if transition_index is None else Decimal(transition_index),
        coefficient_percent=Decimal(case.get("coefficient_percent", "0")),
    )
    found = pension.pension_estimate(basis)
    return in_yuan(found, basic="basic", personal="personal", transitional="transitional", total="total")


# ------------------------------------------------------------------ other benefits


def unemployment_months(case: Case) -> Case:
    return {"months": unemployment.unemployment_months(case["rule"], case["paid_months"], case["carried_months"])}


def unemployment_amount(case: Case) -> Case:
    wage = exact_fen(case["minimum_wage"])
    if case["rule"] == "jiangsu":
        paid = unemployment.PaidBefore(exact_fen(case["average_base"]), case["months"])
        return {"monthly": yuan(unemployment.of_average_base(paid, wage, exact_fen(case["living_standard"])))}
    city = {"guangdong": "shenzhen", "zhejiang": "ningbo"}[case["rule"]]
    percent = policy(city).at("unemployment/amount", TODAY)["percent"]
    return {"monthly": yuan(unemployment.of_minimum_wage(wage, percent))}


def medical_gap_case(case: Case) -> Case:
    found = medical_gap(case["last_paid"], case["resume"])
    return {"gap_months": found.months, "class": found.kind}


def six_month_window_case(case: Case) -> Case:
    return {"from": six_month_window(case["today"])}


def injury_benefit_case(case: Case) -> Case:
    wages = (exact_fen(case[name]) for name in ("wage", "regional_wage", "minimum_wage"))
    found = injury_benefit(case["grade"], *wages)
    allowance = None if found.monthly_allowance is None else yuan(found.monthly_allowance)
    amounts = in_yuan(found, own_wage="own_wage", lump_sum="lump_sum")
    return amounts | {"monthly_allowance": allowance, "paid_by": found.paid_by}


# ------------------------------------------------------------------ transfers and days


def transfer_money(case: Case) -> Case:
    spans = [
        transfers.PaidSpan(row["from"], row["to"], exact_fen(row["monthly_base"])) for row in case["contributions"]
    ]
    percent = policy("nanjing").at("transfer/pension", TODAY)["pooled"]
    found = transfers.transfer_money(exact_fen(case["balance"]), spans, percent)
    amounts = in_yuan(found, personal="personal", pooled="pooled", total="total")
    return amounts | {"months_counted": found.months_counted}


def transfer_account_type(case: Case) -> Case:
    first = transfers.FirstPayment(
        sex=case["sex"],
        birth=case["birth"],
        first_month=case["first_month"],
        household=case["hukou"],
        province=case["province"],
        official=case["official_transfer"],
    )
    return {"type": transfers.account_kind(first)}


def benefit_place(case: Case) -> Case:
    history = [transfers.Stay(**stay) for stay in case["history"]]
    return {"province": transfers.benefit_place(case["hukou"], case["current"], history)}


def transfer_deadlines(case: Case) -> Case:
    row = policy("nanjing").at("transfer/pension", case["accepted_on"])
    days = transfers.StepDays(row["reply"], row["send"], row["finish"])
    return asdict(transfers.transfer_deadlines(case["accepted_on"], days))


def days_90(case: Case) -> Case:
    days = policy("nanjing").at("transfer/reminder", case["left_on"])["days"]
    return {"remind_on": transfers.reminder_day(case["left_on"], days)}


def add_working_days(case: Case) -> Case:
    return {"date": calendar.add_working_days(case["start"], case["n"])}


# ------------------------------------------------------------------ secrets and subsidies


def card_pin(case: Case) -> Case:
    reason = pin_weakness(case["pin"], case["id_number"], case["mobile"])
    return {"ok": reason is None, "reason": reason}


def password_policy(case: Case) -> Case:
    rule = PasswordRule(**policy("nanjing").at("sign_in/password", TODAY).values)
    reasons = password_reasons(case["password"], rule)
    return {"ok": not reasons, "reasons": reasons}


def login_lock(case: Case) -> Case:
    rule = LockRule(case["threshold"], case["minutes"])
    lock, results, last = PasswordLock(), [], None
    for tried in case["attempts"]:
        last = calendar.instant_of(tried["at"])
        lock, outcome = attempt(lock, last, tried["password_ok"], rule)
        results.append(outcome)
    locked = last is not None and lock.holds(last)
    until = calendar.local_time(lock.locked_until).removesuffix(".000") if locked else None
    return {"results": results, "locked_until": until}


def authorisation_code(case: Case) -> Case:
    issued = [calendar.instant_of(at) for at in case["issued"]]
    return {"state": authorisation_state(issued, case["code"], calendar.instant_of(case["at"]))}


def stability_refund_case(case: Case) -> Case:
    rule = RefundRule(**policy("nanjing").at("stability_refund", TODAY).values)
    year = UnitYear(
        size=case["size"],
        staff=case["staff"],
        layoff_percent=Decimal(case["layoff_percent"]),
        months_paid=case["months_paid"],
        paid=exact_fen(case["paid_last_year"]),
    )
    found = stability_refund(year, rule)
    return {"eligible": found.reason is None, "reason": found.reason, "amount": yuan(found.amount)}


ADAPTERS: dict[str, Callable[[Case], Case]] = {
    "account_interest": account_interest,
    "add_working_days": add_working_days,
    "authorisation_code": authorisation_code,
    "average_index": average_index,
    "bank_card_luhn": bank_card_luhn,
    "benefit_place": benefit_place,
    "card_pin": card_pin,
    "contribution": contribution,
    "contribution_months": contribution_months,
    "days_90": days_90,
    "declared_wage": declared_wage,
    "divisor_months": divisor_months,
    "effective_month": effective_month,
    "injury_benefit": injury_benefit_case,
    "late_fee": late_fee,
    "login_lock": login_lock,
    "mask": mask,
    "medical_gap": medical_gap_case,
    "minimum_contribution_months": minimum_contribution_months,
    "mobile_validate": mobile_validate,
    "password_policy": password_policy,
    "pension_estimate": pension_estimate,
    "resident_id_upgrade": resident_id_upgrade,
    "resident_id_validate": resident_id_validate,
    "retirement_age": retirement_age,
    "six_month_window": six_month_window_case,
    "stability_refund": stability_refund_case,
    "transfer_account_type": transfer_account_type,
    "transfer_deadlines": transfer_deadlines,
    "transfer_money": transfer_money,
    "undeclared_110": undeclared_110,
    "unemployment_amount": unemployment_amount,
    "unemployment_months": unemployment_months,
    "uscc_validate": uscc_validate,
}
