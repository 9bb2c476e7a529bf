"""The books of the office: mass work with its progress, a month's closing, what was found twice (ENR-12 to ENR-23)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from gateway.web.acting import ask, ask_all, carry_out
from gateway.web.looking import today, unit_names
from gateway.web.looks import seen_persons
from gateway.web.pages import asked
from gateway.web.pages.forms import Form, choice, refused, see, show, whole
from gateway.web.rights import needs
from kernel.calendar import add_months
from kernel.refusals import NotFound, Refused
from kernel.schema import checked
from services.records import contract as records
from services.records.contract import adjustments, closing, doubles, draws, repairs, residents

ROWS = 50
DOUBLES = {"relations": "重复参保", "payments": "重复缴费", "entries": "重复档案", "final": "死亡或退休后仍参保"}
COUNTS = {
    "people": "参保人数",
    "assessed": "核定人数",
    "lines": "险种条数",
    "bills": "账单",
    "employer": "单位应缴",
    "individual": "个人应缴",
    "accounts": "个人账户",
    "interest": "利息",
    "payers": "缴费单位和个人",
    "announced": "已通知",
    "adjusted": "补差条数",
    "amount": "金额",
    "waiting": "等待通知期满",
    "lower": "应退条数",
    "units": "单位",
    "missing": "逾期未到账的单位",
    "opened": "新立核查办件",
    "draws": "扣款笔数",
    "relations": "重复参保",
    "payments": "重复缴费",
    "entries": "重复档案",
    "final": "死亡或退休后仍参保",
    "stopped": "停保人数",
}
"""What mass work counts. Those in fen are `AMOUNTS`."""
AMOUNTS = ("employer", "individual", "interest", "amount")


@dataclass(frozen=True)
class Work:
    """Mass work that an officer orders: for a `period` (month, year or, without asking, the day)."""

    title: str
    about: str
    matter: records.Matter
    period: str
    order: Callable[[str], Any]
    button: str = "开始"

    def usual(self) -> str:
        """The period that is probably meant."""
        day = today()
        return {"month": day[:7], "year": str(int(day[:4]) - 1), "day": day}[self.period]


def _of_month(message: type) -> Callable[[str], Any]:
    return lambda month: checked(message, {"month": month})


def _of_year(message: type) -> Callable[[str], Any]:
    return lambda year: checked(message, {"year": whole(year) or year})


WORKS: Mapping[str, Work] = {
    "assessments": Work(
        "月度核定",
        "为全部参保职工核定一个月的应缴金额。重复核定不会改变已经核定的金额。",
        "assessment",
        "month",
        _of_month(records.AssessMonth),
        "核定",
    ),
    "watches": Work(
        "到账检查",
        "检查一个月的账单，对逾期没有到账的单位立核查办件，每个单位只立一次。系统每天也会自动检查。",
        "watch",
        "month",
        _of_month(repairs.WatchMonth),
        "检查",
    ),
    "adjustment-notices": Work(
        "政策补差通知",
        "政策晚于核定公布的，先按新政策试算，把应补的金额通知单位和个人。",
        "adjustment_notice",
        "month",
        _of_month(adjustments.AnnounceAdjustments),
        "发出通知",
    ),
    "adjustments": Work(
        "政策补差核定",
        "通知期满后，把应补的金额计入账单。没有通知过的不会计入；重复核定不会多计。",
        "adjustment",
        "month",
        _of_month(adjustments.AdjustMonth),
        "核定补差",
    ),
    "interest": Work(
        "个人账户计息",
        "把一年的利息记入全部个人账户。重复计息不会多记。",
        "interest",
        "year",
        _of_year(records.CreditInterest),
        "计息",
    ),
    "draws": Work(
        "银行扣款",
        "向银行下达今天的扣款指令。系统每天会自动下达，重复下达不会多扣。",
        "draws",
        "day",
        lambda _: draws.OrderDraws(),
        "下达扣款指令",
    ),
    "doubles": Work(
        "查找重复参保",
        "查找全部人员的重复参保、重复缴费和重复档案。",
        "doubles",
        "day",
        lambda _: doubles.FindDoubles(),
        "开始查找",
    ),
    "residents": Work(
        "城乡居民年度核定",
        "为全部城乡居民核定一年的应缴金额；已就业或超过年龄的改为停保。重复核定不会多计。",
        "resident_year",
        "year",
        _of_year(residents.AssessResidentYear),
        "核定",
    ),
}


def add_to(pages: Blueprint) -> None:
    """Add these pages."""
    pages.get("/office/books")(books)
    pages.get("/office/books/<code>", endpoint="book_work")(book_work)
    pages.post("/office/books/<code>", endpoint="book_working")(book_working)
    pages.get("/office/closing", endpoint="closing")(closing_page)
    pages.get("/office/doubles/<kind>", endpoint="doubles")(doubles_page)


@needs("collect contributions")
def books() -> str:
    """All that is done for the books."""
    return render_template("office/books.html", works=WORKS, doubles=DOUBLES)


@needs("collect contributions")
def book_work(code: str) -> Response:
    """Order it, and see how far it has come."""
    return _work(code, Form({"of": request.args.get("of") or _known(code).usual()}))


@needs("collect contributions")
def book_working(code: str) -> Response:
    """Have it done."""
    work = _known(code)
    of = choice("of") if work.period != "day" else today()
    try:
        carry_out("records", work.order(of))
    except Refused as refusal:
        return _work(code, refused(refusal))
    flash(f"{work.title}已开始，进度显示在本页。", "good")
    return see("book_work", code=code, of=of)


def _work(code: str, form: Form) -> Response:
    work, of = _known(code), request.args.get("of", "")
    run = ask("records", records.GetRun(work.matter, of or work.usual()))
    errors = {"of" if name in ("month", "year") else name: told for name, told in form.errors.items()}
    form = Form(form.values, errors, form.problem, form.key)
    shown = [(COUNTS.get(name, name), count, name in AMOUNTS) for name, count in run["counts"].items()]
    return show("office/book_work.html", form, work=work, code=code, run=run, counts=shown)


def _known(code: str) -> Work:
    if code not in WORKS:
        raise NotFound()
    return WORKS[code]


@needs("collect contributions")
def closing_page() -> str:
    """月结: by line and fund, what does not agree, and unit by unit."""
    month = asked.month("month") or add_months(today()[:7], -1)
    by_unit = closing.GetClosingUnits(month, request.args.get("after") or None, ROWS)
    report, units = ask_all("records", closing.GetClosing(month), by_unit)
    names = unit_names(row["unit_id"] for row in (*units["rows"], *report["differences"]))
    return render_template("office/closing.html", month=month, report=report, units=units, names=names)


@needs("collect contributions")
def doubles_page(kind: str) -> str:
    """ENR-22: what was found and still stands, and the way to clear it."""
    after = request.args.get("after") or None
    if kind not in DOUBLES:
        raise NotFound()
    found = ask("records", checked(doubles.GetDoubles, {"kind": kind, "after": after, "limit": ROWS}))
    seen_persons([row["person_id"] for row in found["rows"]])
    lines = [each for row in found["rows"] for each in row.get("lines", row.get("months", []))]
    reported = [report["unit_id"] for row in found["rows"] for report in row.get("reports", [])]
    names = unit_names([*reported, *(unit_id for each in lines for unit_id in each["units"])])
    return render_template("office/doubles.html", kind=kind, kinds=DOUBLES, found=found, names=names)
