"""What the review of a unit's account means for the account (ID-14)."""

import json
from typing import NoReturn

from kernel.cases.effects import Effect, Filing
from kernel.cases.life import Application
from kernel.context import Context
from kernel.privacy import Sealer
from kernel.unit import Unit
from services.identity import contract as c
from services.identity.account.domain import account
from services.identity.office import domain


def unit_account_effects(sealer: Sealer) -> dict[str, Effect]:
    """By the matter's code. The application's form knows the account."""

    def stream_of(application: Application) -> str:
        return c.ACCOUNT.stream(json.loads(sealer.open(application.form))["account_id"])

    def activate(unit: Unit, application: Application) -> str:
        stream = stream_of(application)
        unit.append(stream, domain.activate(unit.load(stream, account), unit.context))
        return "单位账号已激活"

    def refuse(unit: Unit, application: Application) -> None:
        stream = stream_of(application)
        unit.append(stream, domain.refuse(unit.load(stream, account), unit.context))

    return {c.UNIT_ACCOUNT.code: Effect(activate, refuse, _only_by_registering)}


def _only_by_registering(_filing: Filing, _context: Context) -> NoReturn:
    raise c.UnitAccountOnline()
