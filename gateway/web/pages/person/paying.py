"""What is paid for me and by me: bases that units declared (ENR-11), the month told to staff (EMP-08), what I pay for
myself month by month (ENR-19), and by the year as a resident (ENR-23)."""

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from gateway.web.acting import ask, ask_all, caller, carry_out
from gateway.web.looking import today
from gateway.web.pages import asked
from gateway.web.pages.forms import Form, choice, filled, refused, see, show, whole
from gateway.web.rights import for_themself, needs
from gateway.web.statement import statement
from kernel.calendar import add_months
from kernel.refusals import Invalid, Refused
from services.employer import contract as employer
from services.records import contract as records
from services.records.contract import draws, residents


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/me/bases", endpoint="own_bases")(bases)
    pages.post("/me/bases", endpoint="confirm_own_base")(confirm)
    pages.get("/me/statement", endpoint="own_month")(month_told)
    pages.post("/me/statement", endpoint="own_month_seen")(month_seen)
    pages.get("/me/payments", endpoint="own_payments")(payments)
    pages.post("/me/payments", endpoint="own_payment_order")(order)
    pages.get("/me/payments/<month>", endpoint="own_bill")(own_bill)
    pages.get("/me/residents", endpoint="own_residents")(own_residents)


# ------------------------------------------------------------------ by a unit


@needs("see own record")
def bases() -> Response:
    """Year by year: what the unit declared, and whether I agree."""
    return _bases(Form())


def _bases(form: Form) -> Response:
    found = ask("employer", employer.GetOwnBases(caller().on_behalf_of))
    return show("person/bases.html", form, found=found)


@needs("check own base")
def confirm() -> Response:
    """I agree."""
    try:
        year = whole(choice("year"))
        carry_out("employer", employer.ConfirmBase(caller().on_behalf_of, choice("unit_id"), year))
    except Refused as refusal:
        return _bases(refused(refusal))
    flash("已确认缴费基数。", "good")
    return see("own_bases")


@needs("see own record")
def month_told() -> Response:
    """A month's base, amounts and payment on my units' behalf; last month's where none is asked for."""
    return _month(Form(), asked.month("month") or add_months(today()[:7], -1))


def _month(form: Form, month: str) -> Response:
    return show("person/statement.html", form, found=statement(month), month=month)


@needs("check own base")
def month_seen() -> Response:
    """已阅知: the unit sees who was reached."""
    month = choice("month")
    try:
        carry_out("employer", filled(employer.NoteMonthSeen, "unit_id", "month", person_id=caller().on_behalf_of))
    except Invalid:
        return see("own_month")
    except Refused as refusal:
        return _month(refused(refusal), month)
    flash(f"{month}的缴费情况已标为阅知。", "good")
    return see("own_month", month=month)


# ------------------------------------------------------------------ by myself


@needs("see own record")
def payments() -> Response:
    """What I owe month by month: paid, being drawn, failed or open."""
    return _payments(Form())


def _payments(form: Form) -> Response:
    me = caller().on_behalf_of
    found, own = ask_all("records", draws.GetOwnPayments(me), records.GetSelfPayment(me))
    return show("person/payments.html", form, found=found, own=own)


@needs("pay own contributions")
def order() -> Response:
    """缴款单 for a month."""
    try:
        carry_out("records", filled(draws.IssuePaymentOrder, "month", person_id=caller().on_behalf_of))
    except Refused as refusal:
        return _payments(refused(refusal))
    flash("缴款单已生成，请在有效期内缴款。", "good")
    return see("own_payments")


@needs("see own record")
def own_bill(month: str) -> str:
    """A month's bill line by line: owed, arrived, left, late fees, and each payment."""
    found = ask("records", records.GetUnitBill(caller().on_behalf_of, asked.month_called(month)))
    bases = {line["line"]: line["base"] for member in found["members"] for line in member["lines"]}
    return render_template("person/bill.html", bill=found, bases=bases)


@needs("see own record")
def own_residents() -> str:
    """The resident schemes: mine and my children's, and what is offered."""
    wanted = residents.GetResident(caller().on_behalf_of, children=for_themself(caller()))
    return render_template("person/residents.html", found=ask("records", wanted))
