"""A row of a payment feed or file: read as a payment, and what became of it in words (ENR-13). Pure."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from kernel.calendar import is_day, is_month
from kernel.money import fen, yuan
from kernel.refusals import Refused
from services.records import contract as c
from services.records.bills.decisions import TOTAL, Payment
from services.records.bills.state import Bill

NUMBER = re.compile(r"[A-Za-z0-9_.:]{1,60}")
LINE_WORDS: dict[str, str] = {
    "": TOTAL,
    TOTAL: TOTAL,
    "合计": TOTAL,
    **{line: line for line in c.LINES},
    **{name: line for line, name in c.LINE_NAMES.items()},
    **{name.removesuffix("保险"): line for line, name in c.LINE_NAMES.items()},
}
FIELD_NAMES = {"unit_id": "单位编号", "month": "费款所属期", "voucher": "凭证号", "arrived_on": "到账日期"}


def read_payment(row: Mapping[str, str], today: str) -> Payment:
    """A row as a payment. Raises the refusal of the first field that is wrong."""
    unit_id, month, voucher = (row[name].strip() for name in ("unit_id", "month", "voucher"))
    arrived_on = row["arrived_on"].strip()
    for name, right in (
        ("unit_id", NUMBER.fullmatch(unit_id)),
        ("month", is_month(month)),
        ("voucher", NUMBER.fullmatch(voucher)),
        ("arrived_on", is_day(arrived_on)),
    ):
        if not right:
            raise c.PaymentFieldInvalid(field=FIELD_NAMES[name])
    if arrived_on > today:
        raise c.ArrivalInFuture(today=today)
    line = LINE_WORDS.get(row["line"].strip())
    if line is None:
        raise c.PaymentLineInvalid()
    return Payment(unit_id, month, line, _amount(row["amount"]), arrived_on, voucher)


def _amount(text: str) -> int:
    try:
        amount = fen(text)
    except ValueError:
        amount = 0
    if amount <= 0:
        raise c.AmountInvalid()
    return amount


def voucher_id(payment: Payment) -> str:
    """The command id of a voucher's booking."""
    return f"voucher:{payment.voucher}"


def payment_hash(payment: Payment) -> str:
    """What a second booking of the voucher must be the same as."""
    p = payment
    content = f"{p.unit_id}|{p.period}|{p.line}|{p.amount}|{p.arrived_on}|{p.voucher}"
    return hashlib.sha256(content.encode()).hexdigest()


def told(payment: Payment, events: Iterable[Any], after: Bill) -> dict[str, str]:
    """What became of a payment, as a word and as a sentence."""
    arrived = next((event for event in events if isinstance(event, c.PaymentArrived)), None)
    if arrived is None:
        return {"outcome": "unmatched", "sentence": "该单位该月没有待缴账单，款项已挂账，核定后自动抵缴。"}
    wanted = [account for line, account in after.lines.items() if payment.line in (TOTAL, line)]
    still_open = sum(account.open for account in wanted)
    charged = sum(used["late_fee_charged"] for used in arrived.lines)
    days = max(used["late_days"] for used in arrived.lines)
    sentences = [f"已到账{yuan(payment.amount)}元" + (f"，尚欠{yuan(still_open)}元" if still_open else "，已缴清")]
    if days:
        fees = sum(account.fee_open for account in wanted)
        sentences.append(f"逾期{days}天，滞纳金{yuan(charged)}元由单位承担，尚欠滞纳金{yuan(fees)}元")
    if arrived.excess:
        sentences.append(f"多缴{yuan(arrived.excess)}元已挂账")
    outcome = "late" if days else "part" if still_open else "excess" if arrived.excess else "full"
    return {"outcome": outcome, "sentence": "。".join(sentences) + "。"}


def rejected(refused: Refused) -> dict[str, Any]:
    """The answer to a row that was not booked."""
    return {"amount": 0, "outcome": "rejected", "code": refused.code, "sentence": str(refused)}
