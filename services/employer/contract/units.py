"""A unit's life: registered, activated, changed, closed (EMP-01, EMP-02, EMP-07, ENR-16): its events."""

from typing import Literal

from kernel.events import Category, Event, event
from kernel.schema import Date, Id, Sealed, Text
from services.employer.contract.events import UNIT
from services.employer.contract.words import UnitId

CREDIT_CODE = Category("credit-code", public=False)
"""`credit-code-<uscc>`: whom a credit code belongs to, so that nobody registers it twice."""
UnitChange = Literal["details", "closing"]
ClosingReason = Literal["dissolved", "bankrupt", "merged", "revoked", "other"]
CLOSING_REASON_TITLES = {
    "dissolved": "解散",
    "bankrupt": "破产",
    "merged": "合并",
    "revoked": "被吊销营业执照",
    "other": "其他",
}


@event(UNIT, "UnitRegistered")
class UnitRegistered(Event):
    """单位参保登记: approved, not activated yet. `registrant` is the person who applied.

    `contact` is sealed JSON as in UnitImported; `bank` sealed JSON `{name, account}`, empty where none was given.
    """

    unit_id: UnitId
    case_id: Id
    registrant: Id
    uscc: Id
    name: Text
    district: str
    registered_on: Date
    industry_class: int
    contact: Sealed = ""
    address: Sealed = ""
    bank: Sealed = ""


@event(UNIT, "UnitActivated")
class UnitActivated(Event):
    """激活: the unit may declare from now on."""

    unit_id: UnitId
    activated_on: Date


@event(UNIT, "UnitContactsChanged")
class UnitContactsChanged(Event):
    """Contact and address are others, at once."""

    unit_id: UnitId
    case_id: Id
    contact: Sealed
    address: Sealed


@event(UNIT, "UnitChangeRequested")
class UnitChangeRequested(Event):
    """A reviewed change is under way in that case; no other may begin before it ends."""

    unit_id: UnitId
    case_id: Id
    change: UnitChange


@event(UNIT, "UnitChangeDropped")
class UnitChangeDropped(Event):
    """Nothing came of it: what was stands."""

    unit_id: UnitId
    case_id: Id


@event(UNIT, "UnitDetailsChanged")
class UnitDetailsChanged(Event):
    """A reviewed change holds from now on: the values after it, changed or not."""

    unit_id: UnitId
    case_id: Id
    name: Text
    uscc: Id
    bank: Sealed = ""


@event(UNIT, "UnitClosed")
class UnitClosed(Event):
    """单位注销: it declares nothing any more, and nobody acts for it."""

    unit_id: UnitId
    case_id: Id
    reason: ClosingReason
    closed_on: Date


@event(CREDIT_CODE, "CreditCodeReserved")
class CreditCodeReserved(Event):
    """A case under way wants it."""

    uscc: Id
    case_id: Id


@event(CREDIT_CODE, "CreditCodeReleased")
class CreditCodeReleased(Event):
    """Free again: the case came to nothing, or the unit has another one or was closed."""

    uscc: Id


@event(CREDIT_CODE, "CreditCodeTaken")
class CreditCodeTaken(Event):
    """It is this unit's."""

    uscc: Id
    unit_id: UnitId


UNIT_LIFE_EVENTS = (
    UnitRegistered,
    UnitActivated,
    UnitContactsChanged,
    UnitChangeRequested,
    UnitChangeDropped,
    UnitDetailsChanged,
    UnitClosed,
    CreditCodeReserved,
    CreditCodeReleased,
    CreditCodeTaken,
)
