"""What somebody who pays for himself sees: what he may do now, with which figures (ENR-05 to ENR-10)."""

import json
from typing import Any

from kernel.context import Context
from kernel.money import yuan
from kernel.privacy import mask
from kernel.unit import Unit
from services.records import contract as c
from services.records.office import RecordsOffice
from services.records.payers import domain as d
from services.records.payers import rules
from services.records.payers.desk import Standing, standing, upgraded_number

STEPS = ("用户须知", "业务申报", "材料申报", "收件回执单")
SELF_SERVICE = (
    c.PAYER_ADDRESS,
    c.PAYER_WAGE,
    c.NUMBER_UPGRADE,
    c.PAYER_STOP,
    c.PAYER_RESTART,
)


def get_self_payment(office: RecordsOffice, query: c.GetSelfPayment, context: Context) -> dict[str, Any]:
    """See `GetSelfPayment`."""
    there = standing(office, Unit(office.store, None, context), query.person_id)
    action, why = d.action(there.relations, there.retired)
    lines = rules.flexible_lines(office.city)
    floor, ceiling = rules.bounds(office.city, lines, context.month)
    change = "stop" if action == "stop" else "add"
    return {
        "action": action,
        "reason": str(why) if why else "",
        "steps": list(STEPS),
        "notice": c.FLEXIBLE_ENROLMENT.guide if action != "stop" else c.FLEXIBLE_INTERRUPTION.guide,
        "sites": [{"region": region, "name": name} for region, name in rules.sites(office.city).items()],
        "allowed_months": rules.months(office.city, change, context.month),
        "bounds": {"floor": yuan(floor), "ceiling": yuan(ceiling)},
        "lines": [_line(line, there) for line in lines],
        "self_service": _self_service(office, there, context),
        "upgraded_number": upgraded_number(office, there.person, context.today),
    }


def _line(line: c.Line, there: Standing) -> dict[str, Any]:
    relation = d.own(there.relations)
    spell = relation.last(line)
    return {
        "line": line,
        "name": c.LINE_NAMES[line],
        "status": relation.status(line) or "none",
        "start_month": spell.start_month if spell else None,
        "paid_through": spell.paid_through if spell else None,
        "wage_fen": spell.wage_in("9999-12") if spell else 0,
    }


def _self_service(office: RecordsOffice, there: Standing, context: Context) -> dict[str, Any]:
    """Its actions appear after signing in again."""
    payer, open_seal = there.payer, office.sealer.open
    usable = bool(payer.opened_on) and not (context.session and context.session == payer.opened_in)
    return {
        "open": bool(payer.opened_on),
        "opened_on": payer.opened_on or None,
        "bank_account": mask("bank", open_seal(payer.bank_account)) if payer.bank_account else "",
        "contact": json.loads(open_seal(payer.contact)) if payer.contact else None,
        "actions": [{"matter": matter.code, "title": matter.title} for matter in SELF_SERVICE] if usable else [],
    }
