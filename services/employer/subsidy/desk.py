"""Asking for subsidies: the figures come from what records has published, the same when asked and when approved."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kernel.calendar import add_months, months_between
from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.commands import execute
from kernel.context import Context
from kernel.identifiers import bank_number_fault
from kernel.money import percent_of, show
from kernel.refusals import Refused
from kernel.store import Document
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff.declaration import id_number
from services.employer.subsidy import domain as d
from services.employer.subsidy.figures import YearOfUnit, year_of
from services.employer.subsidy.months import Months, release, subsidised, take
from services.employer.units.domain import check_officer, check_own

STABILITY, SOCIAL = "stability_refund", "social_subsidy"


@dataclass(frozen=True)
class Worked:
    """What a form comes to: how much, by which policy entry, and for which months of whom."""

    amount: int
    policy: str
    months: Months = field(default_factory=dict)


WorkOut = Callable[[Office, str, dict[str, Any], Context], Worked]


def subsidy_effects(office: Office) -> dict[str, Effect]:
    """By the matter's code."""
    return {
        c.STABILITY_REFUND.code: _effect(office, stability),
        c.SOCIAL_SUBSIDY.code: _effect(office, social),
    }


def _effect(office: Office, work_out: WorkOut) -> Effect:
    def look_through(filing: Filing, context: Context) -> Entered:
        check_own(filing.applicant, context)
        application = filing.applied(office.sealer)
        form = json.loads(office.sealer.open(application.form))
        if bank_number_fault(form["bank_account"]) is not None:
            raise c.SubsidyAccountWrong()
        worked, about = work_out(office, filing.applicant, form, context), _named(application, form)

        def note(unit: Unit) -> None:
            unit.append(about.stream, d.ask(about, filing.case_id, worked.amount, unit.load(about.stream, d.subsidy)))
            _take(unit, about.unit_id, filing.case_id, worked.months)

        return Entered(application, note, (about.stream, c.SUBSIDISED.stream(about.unit_id)))

    def carry_out(unit: Unit, application: Application) -> str:
        form = json.loads(office.sealer.open(application.form))
        worked, about = work_out(office, application.applicant, form, unit.context), _named(application, form)
        _take(unit, about.unit_id, application.case_id, worked.months)
        account = office.sealer.seal(form["bank_account"])
        unit.append(about.stream, d.grant(about, application.case_id, worked.amount, account, worked.policy))
        return f"核准补贴{show(worked.amount)}"

    def drop(unit: Unit, application: Application) -> None:
        form = json.loads(office.sealer.open(application.form))
        if not ({"year"} <= form.keys() or {"group", "from_month"} <= form.keys()):
            return  # a draft need not say yet what it asks for
        about, taken = _named(application, form), c.SUBSIDISED.stream(application.applicant)
        unit.append(about.stream, d.drop(about, application.case_id, unit.load(about.stream, d.subsidy)))
        unit.append(taken, release(about.unit_id, application.case_id, unit.load(taken, subsidised)))

    return Effect(carry_out, drop, look_through)


def _take(unit: Unit, unit_id: str, case_id: str, months: Months) -> None:
    stream = c.SUBSIDISED.stream(unit_id)
    unit.append(stream, take(unit_id, case_id, months, unit.load(stream, subsidised)))


def _named(application: Application, form: dict[str, Any]) -> d.About:
    """Which subsidy a form asks for: a year's once, social ones as many as there are cases."""
    unit_id = application.applicant
    if application.matter == c.STABILITY_REFUND.code:
        return d.About(unit_id, "stability", str(form["year"]))
    case = application.case_id.removeprefix(f"{unit_id}-")
    return d.About(unit_id, "social", f"{form['from_month']}-{form['group']}-{case}")


# ------------------------------------------------------------------ 稳岗返还


def stability(office: Office, unit_id: str, form: dict[str, Any], context: Context) -> Worked:
    """Raises SubsidyYearNotOver, SubsidyMonthsMissing, SubsidyLayoffs."""
    if form["year"] >= int(context.today[:4]):
        raise c.SubsidyYearNotOver(year=form["year"])
    row = office.city.policy.at(STABILITY, context.today)
    amount = d.refund(figures(office, unit_id, form["year"]), form["size"], d.refund_rule(row))
    return Worked(amount, row.id)


def figures(office: Office, unit_id: str, year: int) -> YearOfUnit:
    """The unit's year as records has published it."""
    return year_of(year, (known["units"][unit_id] for known in _people(office, {"of": unit_id})))


def _people(office: Office, wanted: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return office.unit_people.serving().find(wanted)


# ------------------------------------------------------------------ 社保补贴


def social(office: Office, unit_id: str, form: dict[str, Any], context: Context) -> Worked:
    """The unit's shares of the months that are paid.

    Raises SubsidyPeriodWrong, IdNumberWrong, SubsidyPersonTwice, SubsidyNotPaid.
    """
    row = office.city.policy.at(SOCIAL, context.today)
    first, last = form["from_month"], form["to_month"]
    if not first <= last <= add_months(context.month, -1) or months_between(first, last) + 1 > row["months"]:
        raise c.SubsidyPeriodWrong(months=row["months"])
    people = d.distinct([office.person_id(id_number(number, context.today)) for number in form["people"]])
    known = {
        found["_id"]: found["units"][unit_id] for found in _people(office, {"_id": {"$in": people}, "of": unit_id})
    }
    paid = {person_id: known.get(person_id, {}).get("paid", {}) for person_id in people}
    shares = d.shares(paid, first, last)
    amount = percent_of(sum(sum(months.values()) for months in shares.values()), row["share"])
    return Worked(amount, row.id, {person_id: tuple(months) for person_id, months in shares.items()})


# ------------------------------------------------------------------ paying and showing


def pay(office: Office, command: c.PaySubsidy, context: Context) -> Document:
    """Raises SubsidyUnknown, SubsidyNotGranted."""
    check_officer(context)
    unit_id, _, rest = command.subsidy.partition("-")
    kind, _, of = rest.partition("-")
    if kind not in ("stability", "social"):
        raise c.SubsidyUnknown()
    about = d.About(unit_id, kind, of)  # type: ignore[arg-type]
    decide = lambda state: d.pay(about, command.voucher, command.paid_on, state)  # noqa: E731
    return execute(office.store, about.stream, d.subsidy, decide, context)


def get_subsidies(office: Office, query: c.GetSubsidies, context: Context) -> Document:
    """See `GetSubsidies`."""
    check_own(query.unit_id, context)
    prefix = c.SUBSIDY.stream(query.unit_id) + "-"
    found = [_shown(name, d.subsidy.after(events)) for name, events in office.store.streams(prefix, "")]
    year = query.year or int(context.today[:4]) - 1
    return {
        "subsidies": [each for each in found if each["state"] != "none"],
        "stability": _stability(office, query.unit_id, year, context),
    }


def _shown(stream: str, state: d.Subsidy) -> Document:
    name = stream.removeprefix(c.SUBSIDY.stream(""))
    _, kind, of = name.split("-", 2)
    told = {"subsidy": name, "kind": kind, "of": of, "state": state.state, "amount": state.amount}
    return {**told, "case_id": state.case_id, "voucher": state.voucher or None, "paid_on": state.paid_on or None}


def _stability(office: Office, unit_id: str, year: int, context: Context) -> Document:
    found, rule = figures(office, unit_id, year), d.refund_rule(office.city.policy.at(STABILITY, context.today))
    limit = d.layoff_limit(found, rule)
    conditions = [
        ("失业保险缴费满月数", str(rule.months), str(found.months_paid), found.months_paid >= rule.months),
        ("裁员率不超过（%）", str(limit), str(found.layoff_percent), found.layoff_percent <= limit),  # type: ignore[operator]
    ]
    return {
        "year": year,
        "months_paid": found.months_paid,
        "paid": found.paid,
        "staff": found.staff,
        "laid_off": found.laid_off,
        "layoff_percent": str(found.layoff_percent),
        "conditions": [dict(zip(("title", "needed", "found", "met"), each, strict=True)) for each in conditions],
        "amounts": {size: _amount(found, size, rule) for size in ("small", "large")},
    }


def _amount(found: YearOfUnit, size: Any, rule: Any) -> int:
    try:
        return d.refund(found, size, rule)
    except Refused:
        return 0
