"""Text messages 短信: placed as orders beside what causes them, sent by the provider `sms`, counted against a budget.

The provider is asked `POST /messages {"mobile", "text"}` and answers `{"message_id"}`; see ../proof/README.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.client_session import ClientSession

from kernel.calendar import add_minutes
from kernel.clock import business_date
from kernel.context import Context
from kernel.orders import Order
from kernel.partner import PartnerDown
from services.identity import contract as c
from services.identity.identity import Identity

KIND = "sms"
NOTICE_MINUTES = 24 * 60


@dataclass(frozen=True)
class Text:
    """What to tell a mobile, until when (UTC) it is of use. Without a mobile it is placed, and goes to nobody."""

    text_id: str
    mobile: str
    says: str
    until: str


def place(service: Identity, text: Text, session: ClientSession | None) -> None:
    """Have it sent, if the transaction of `session` holds."""
    said = {"mobile": text.mobile, "text": f"【{service.city['branding']['title']}】{text.says}"}
    service.orders.place(Order(text.text_id, KIND, said, text.until), session)


def notify(service: Identity, mobile: str, says: str, context: Context, session: ClientSession | None) -> None:
    """A notice: tell `mobile` what has happened, within a day. One command sends one notice of the same words."""
    until = add_minutes(context.instant, NOTICE_MINUTES)
    place(service, Text(context.new_id(f"notice {says}"), mobile, says, until), session)


def check_sms_works(service: Identity, context: Context) -> None:
    """Raises SmsUnavailable, to everybody alike, while messages are stuck or the month's budget is spent.

    The budget is read, not reserved: under load a few messages go beyond it.
    """
    budget = service.city.policy.at("sign_in/sms_budget", context.today).values
    if service.orders.failing(KIND) or _sent_in(service, context.month) * budget["each"] >= budget["monthly"]:
        raise c.SmsUnavailable()


def send(service: Identity, order_id: str, says: Mapping[str, Any]) -> None:
    """Carry out an order. Raises PartnerDown, PartnerRefused."""
    if not says["mobile"]:
        return
    if KIND not in service.partners:
        raise PartnerDown(KIND)
    service.partners[KIND].call("/messages", dict(says), order_id)
    month = business_date(service.clock())[:7]
    service.database["sms_months"].update_one({"_id": month}, {"$inc": {"sent": 1}}, upsert=True)


def _sent_in(service: Identity, month: str) -> int:
    counted = service.database["sms_months"].find_one({"_id": month})
    return int(counted["sent"]) if counted else 0
