"""The matters of a unit's life on the store: EMP-01, EMP-02, EMP-07 and ENR-16."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from itertools import count
from typing import Any

from kernel.cases.effects import Effect, Entered, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.events import Event
from kernel.unit import Unit
from services.employer import contract as c
from services.employer.office import Office
from services.employer.staff import declaration
from services.employer.units import codes, domain
from services.employer.units.closing import what_is_open

Form = Mapping[str, Any]


def unit_effects(office: Office) -> dict[str, Effect]:
    """By the matter's code. The first staff of a new company is `company.py`'s."""
    parts: dict[str, tuple[Any, Any, Any]] = {
        c.UNIT_REGISTRATION.code: (_carry_out_registration, _drop_registration, _register),
        c.UNIT_CONTACTS.code: (_change_contacts, _nothing, _contacts),
        c.UNIT_DETAILS.code: (_change_details, _drop, _details),
        c.UNIT_CLOSING.code: (_close, _drop, _closing),
    }
    return {code: Effect(*(partial(part, office) for part in three)) for code, three in parts.items()}


def _nothing(*_: Any) -> None:
    """What holds at once is never dropped."""


def form_of(office: Office, application: Application) -> dict[str, Any]:
    """The form that the case keeps."""
    return dict(json.loads(office.sealer.open(application.form)))


def _load(unit: Unit, unit_id: str) -> domain.Unit:
    return unit.load(c.UNIT.stream(unit_id), domain.unit)


def _append(unit: Unit, unit_id: str, events: list[Event]) -> None:
    unit.append(c.UNIT.stream(unit_id), events)


# ------------------------------------------------------------------ EMP-01


def _register(office: Office, filing: Filing, _context: Context) -> Entered:
    form = checked_registration(office, filing.form)
    application = filing.applied(office.sealer, filing.applicant, f"单位参保登记 {form['name']}", **form)
    return Entered(application, reserving(office, form["uscc"], filing.case_id), (c.CREDIT_CODE.stream(form["uscc"]),))


def checked_registration(office: Office, form: c.UnitRegistration) -> dict[str, Any]:
    """The form as it is kept. Raises CreditCodeWrong, DistrictNotHere, MobileWrong."""
    here = {agency["region"]: agency["name"] for agency in office.city["agencies"] if agency.get("region")}
    if form.district not in here:
        raise c.DistrictNotHere(allowed="、".join(f"{region}{name}" for region, name in here.items()))
    mobile = declaration.mobile(form.mobile)
    return {**asdict(form), "uscc": codes.checked_code(form.uscc), "name": form.name.strip(), "mobile": mobile}


def reserving(office: Office, uscc: str, case_id: str) -> Callable[[Unit], None]:
    """Have the case reserve the code. Raises UnitRegisteredAlready, UnitBeingRegistered."""

    def note(unit: Unit) -> None:
        stream = c.CREDIT_CODE.stream(uscc)
        unit.append(stream, codes.reserve(uscc, case_id, office.unit_with_code(uscc), unit.load(stream, codes.code)))

    return note


def registered(office: Office, unit: Unit, application: Application, form: Form) -> str:
    """The unit gets its number."""
    unit_id = next(
        number
        for number in (domain.unit_number(office.city["region"], form["uscc"], attempt) for attempt in count())
        if isinstance(_load(unit, number), domain.NoUnit)
    )
    bank = {"name": form["bank_name"], "account": form["bank_account"]}
    happened = c.UnitRegistered(
        unit_id=unit_id,
        case_id=application.case_id,
        registrant=application.applicant,
        uscc=form["uscc"],
        name=form["name"],
        district=form["district"],
        registered_on=unit.context.today,
        industry_class=int(form["industry_class"]),
        contact=_sealed_contact(office, form),
        address=office.sealer.seal(form["address"]),
        bank=office.sealer.seal(json.dumps(bank, ensure_ascii=False)) if form["bank_account"] else "",
    )
    _append(unit, unit_id, [happened])
    unit.append(c.CREDIT_CODE.stream(form["uscc"]), codes.take(form["uscc"], unit_id))
    return unit_id


def _carry_out_registration(office: Office, unit: Unit, application: Application) -> str:
    unit_id = registered(office, unit, application, form_of(office, application))
    return f"单位已登记，单位编号{unit_id}，请激活后办理业务"


def _drop_registration(office: Office, unit: Unit, application: Application) -> None:
    release(unit, form_of(office, application), application)


def release(unit: Unit, form: Form, application: Application) -> None:
    """The code is free again; a draft has reserved none."""
    if uscc := form.get("uscc"):
        stream = c.CREDIT_CODE.stream(str(uscc))
        unit.append(stream, codes.release(str(uscc), application.case_id, unit.load(stream, codes.code)))


def _sealed_contact(office: Office, form: Form) -> str:
    contact = {"name": form["contact"], "id_number": "", "mobile": form["mobile"]}
    return office.sealer.seal(json.dumps(contact, ensure_ascii=False))


# ------------------------------------------------------------------ EMP-02


def _contacts(office: Office, filing: Filing, _context: Context) -> Entered:
    application = filing.applied(office.sealer, mobile=declaration.mobile(filing.form.mobile))

    def note(unit: Unit) -> None:
        domain.declaring(_load(unit, filing.applicant))

    return Entered(application, note, (c.UNIT.stream(filing.applicant),))


def _change_contacts(office: Office, unit: Unit, application: Application) -> str:
    form = form_of(office, application)
    contact, address = _sealed_contact(office, form), office.sealer.seal(form["address"])
    changed = c.UnitContactsChanged(application.applicant, application.case_id, contact, address)
    _append(unit, application.applicant, [changed])
    return "联系信息已变更"


def _details(office: Office, filing: Filing, _context: Context) -> Entered:
    form: c.UnitDetails = filing.form
    if not (form.name.strip() or form.uscc.strip() or form.bank_account):
        raise c.NothingToChange()
    uscc = codes.checked_code(form.uscc) if form.uscc.strip() else ""
    changed = [
        title
        for value, title in ((form.name, "名称"), (uscc, "统一社会信用代码"), (form.bank_account, "银行账户"))
        if value
    ]
    application = filing.applied(office.sealer, "", "变更" + "、".join(changed), uscc=uscc, name=form.name.strip())

    def note(unit: Unit) -> None:
        state = _load(unit, filing.applicant)
        _append(unit, filing.applicant, domain.request_change("details", filing.case_id, state))
        if uscc and uscc != domain.registered(state).uscc:
            reserving(office, uscc, filing.case_id)(unit)

    return Entered(application, note, (c.UNIT.stream(filing.applicant), c.CREDIT_CODE.stream(uscc or "none")))


def _change_details(office: Office, unit: Unit, application: Application) -> str:
    form, before = form_of(office, application), domain.open_unit(_load(unit, application.applicant))
    uscc = form["uscc"] or before.uscc
    bank = {"name": form["bank_name"], "account": form["bank_account"]}
    sealed_bank = office.sealer.seal(json.dumps(bank, ensure_ascii=False)) if form["bank_account"] else before.bank
    changed = c.UnitDetailsChanged(before.unit_id, application.case_id, form["name"] or before.name, uscc, sealed_bank)
    _append(unit, before.unit_id, [changed])
    if uscc != before.uscc:
        old = c.CREDIT_CODE.stream(before.uscc)
        unit.append(old, codes.release(before.uscc, before.unit_id, unit.load(old, codes.code)))
        unit.append(c.CREDIT_CODE.stream(uscc), codes.take(uscc, before.unit_id))
    return application.summary


def _drop(office: Office, unit: Unit, application: Application) -> None:
    state = _load(unit, application.applicant)
    _append(unit, application.applicant, domain.drop_change(application.case_id, state))
    release(unit, form_of(office, application), application)


# ------------------------------------------------------------------ EMP-07


def _closing(office: Office, filing: Filing, _context: Context) -> Entered:
    title = c.CLOSING_REASON_TITLES[filing.form.reason]
    application = filing.applied(office.sealer, "", f"单位注销 {title}")
    # Before the transaction begins, which has few seconds: a large unit's staff takes longer to look through.
    _check_nothing_open(office, filing.applicant)

    def note(unit: Unit) -> None:
        state = _load(unit, filing.applicant)
        _append(unit, filing.applicant, domain.request_change("closing", filing.case_id, state))

    return Entered(application, note, (c.UNIT.stream(filing.applicant),))


def _close(office: Office, unit: Unit, application: Application) -> str:
    known = domain.open_unit(_load(unit, application.applicant))
    _check_nothing_open(office, known.unit_id)
    reason = form_of(office, application)["reason"]
    _append(unit, known.unit_id, [c.UnitClosed(known.unit_id, application.case_id, reason, unit.context.today)])
    stream = c.CREDIT_CODE.stream(known.uscc)
    unit.append(stream, codes.release(known.uscc, known.unit_id, unit.load(stream, codes.code)))
    return "单位已注销"


def _check_nothing_open(office: Office, unit_id: str) -> None:
    still = what_is_open(office, unit_id)
    if still:
        raise c.UnitNotReadyToClose(open="；".join(still))
