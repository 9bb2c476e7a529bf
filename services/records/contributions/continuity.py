"""Whether a line was paid without a break, what breaks matter for, and what to do about them (QRY-12). Pure."""

from collections.abc import Iterable
from typing import Any

from kernel.calendar import month_spans, months_between
from services.records import contract as c
from services.records.contributions.history import Row
from services.records.contributions.rules import contribution_months

MATTERS_FOR = "购房、落户、子女入学等资格常要求连续缴费；退休看累计缴费年限。具体以本市办理部门的规定为准。"


def continuity(line: c.Line, rows: Iterable[Row]) -> dict[str, Any]:
    """Counted months, longest run, gaps, months on their way, not yet due, or missing; each with what to do.

    A gap lies between two counted months; months behind the last one are awaited, due or missing, not a gap yet.
    """
    rows = list(rows)
    counted = contribution_months(row.period for row in rows if row.counts)
    paid = {row.period for row in rows if row.counts}
    open_months = {row.period: row for row in rows if row.state != "paid" and row.period not in paid}
    missing = sorted(month for month, row in open_months.items() if row.state == "missing")
    awaited = sorted(month for month, row in open_months.items() if row.state == "awaited")
    due = sorted(month for month, row in open_months.items() if row.state == "due")
    gaps = [_gap(first, last, missing, awaited) for first, last in counted.gaps]
    return {
        "line": line,
        "line_name": c.LINE_NAMES[line],
        "months": counted.count,
        "first": counted.first,
        "last": counted.last,
        "longest_run": counted.longest_run,
        "gaps": gaps,
        "awaited": awaited,
        "due": due,
        "missing": [{"from": first, "to": last} for first, last in month_spans(missing)],
        "matters_for": MATTERS_FOR,
        "advice": _advice(bool(counted.count), bool(gaps), missing, awaited, due),
    }


def _gap(first: str, last: str, missing: Iterable[str], awaited: Iterable[str]) -> dict[str, Any]:
    unpaid = any(first <= month <= last for month in missing)
    on_its_way = any(first <= month <= last for month in awaited)
    why = "这段时间没有参保登记"
    if unpaid or on_its_way:
        why = "当时有参保登记，单位未缴或尚未到账" if unpaid else "费款尚在途中"
    enrolled = unpaid or on_its_way
    return {"from": first, "to": last, "months": months_between(first, last) + 1, "enrolled": enrolled, "why": why}


def _advice(known: bool, gaps: bool, missing: list[str], awaited: list[str], due: list[str]) -> list[str]:
    advice = []
    if awaited:
        advice.append(f"{_named(awaited)}的费款尚在途中，到账通常比所属期晚一至两个月，请过后再查。")
    if due:
        advice.append(f"{_named(due)}还没有到缴费期限：单位参保的由单位按期缴纳，个人缴费的请在期限前缴清。")
    if missing:
        advice.append(
            f"{_named(missing)}应缴未到账，请先向单位核实，或向税务部门查询；单位欠缴的，您可以要求单位补缴。"
        )
    if gaps:
        advice.append("中断的月份不计入连续缴费。确有工作而单位未参保的，可持劳动合同、工资记录要求单位补缴。")
    if not (known or missing or awaited or due):
        advice.append("没有查到缴费记录。可能单位尚未为您参保、费款在途，或关系未转入，请先向单位核实，或拨打12333。")
    return advice or ["缴费连续，没有需要办理的事项。"]


def _named(months: list[str]) -> str:
    spans = [first if first == last else f"{first}至{last}" for first, last in month_spans(months)]
    return "、".join(spans[-3:]) + ("等" if len(spans) > 3 else "")
