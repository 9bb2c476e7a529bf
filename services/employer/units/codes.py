"""Whom a credit code belongs to: the one place where two registrations of the same unit meet. Pure."""

from dataclasses import dataclass

from kernel.aggregate import Aggregate
from kernel.events import Event
from kernel.identifiers import WrongNumber, credit_code
from services.employer.contract.unit_refusals import (
    CreditCodeWrong,
    UnitBeingRegistered,
    UnitRegisteredAlready,
)
from services.employer.contract.units import (
    CreditCodeReleased,
    CreditCodeReserved,
    CreditCodeTaken,
)

WHY_WRONG = {
    "length": "应为18位",
    "charset": "含有不使用的字符",
    "region": "第3至8位不是行政区划代码",
    "checksum": "校验码（末位）不符",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A credit code: wanted by a case, or a unit's; neither where it is free."""

    case_id: str = ""
    unit_id: str = ""


def evolve(_state: Code, event: Event) -> Code:
    """The code after the event."""
    match event:
        case CreditCodeReserved():
            return Code(case_id=event.case_id)
        case CreditCodeTaken():
            return Code(unit_id=event.unit_id)
        case _:
            return Code()


code: Aggregate[Code] = Aggregate(Code(), evolve)


def checked_code(text: str) -> str:
    """The code as it is kept. Raises CreditCodeWrong."""
    found = credit_code(text)
    if isinstance(found, WrongNumber):
        raise CreditCodeWrong(why=WHY_WRONG[found.reason])
    return found.code


def reserve(uscc: str, case_id: str, known_unit: str | None, state: Code) -> list[Event]:
    """A case wants it; `known_unit` has it already as far as is known from elsewhere.

    Raises UnitRegisteredAlready, UnitBeingRegistered.
    """
    if known_unit or state.unit_id:
        raise UnitRegisteredAlready()
    if state.case_id and state.case_id != case_id:
        raise UnitBeingRegistered()
    return [] if state.case_id else [CreditCodeReserved(uscc, case_id)]


def take(uscc: str, unit_id: str) -> list[Event]:
    """It is the unit's now."""
    return [CreditCodeTaken(uscc, unit_id)]


def release(uscc: str, holder: str, state: Code) -> list[Event]:
    """Free again, where the case or unit `holder` has it."""
    return [CreditCodeReleased(uscc)] if holder in (state.case_id, state.unit_id) else []
