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
UNMATCHED = "该单位该月没有待缴账单，款项已挂账，核定后自动抵缴；单位编号或所属期写错的，请向缴款人核对后办理退费。"


def read_payment(row: Mapping[str, str], today: str) -> Payment:
    """A row as a payment. Raises the refusal of the field that is wrong, or one that names all that are."""
    unit_id, month, voucher = (row[name].strip() for name in ("unit_id", "month", "voucher"))
    arrived_on, line, amount = row["arrived_on"].strip(), LINE_WORDS.get(row["line"].strip()), _amount(row["amount"])
    readable = {
        "单位编号": NUMBER.fullmatch(unit_id),
        "费款所属期": is_month(month),
        "凭证号": NUMBER.fullmatch(voucher),
        "到账日期": is_day(arrived_on),
    }
    wrong: dict[str, Refused] = {
        title: c.PaymentFieldInvalid(field=title) for title, is_right in readable.items() if not is_right
    }
    if readable["到账日期"] and arrived_on > today:
        wrong["到账日期"] = c.ArrivalInFuture(today=today)
    if line is None:
        wrong["险种"] = c.PaymentLineInvalid()
    if amount <= 0:
        wrong["金额"] = c.AmountInvalid()
    if len(wrong) > 1:
        raise c.PaymentFieldInvalid(field="、".join(wrong))
    for refusal in wrong.values():
        raise refusal
    return Payment(unit_id, month, str(line), amount, arrived_on, voucher)


def _amount(text: str) -> int:
    """In fen, 0 where it is none."""
    try:
        return fen(text)
    except ValueError:
        return 0


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
        return {"outcome": "unmatched", "sentence": UNMATCHED}
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
