"""The latest policies 最新政策 (MSG-02): what the city's dated rules say, since when, and by which document."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, render_template, request

from gateway.web.acting import edge
from gateway.web.looking import today
from gateway.web.rights import needs
from gateway.web.words import money
from kernel.policy import Entry

TITLES: Mapping[str, str] = {
    "bounds/pension": "养老、失业、工伤保险缴费基数上下限",
    "bounds/medical": "医疗、生育保险缴费基数上下限",
    "rates/pension": "职工养老保险费率",
    "rates/pension/flexible": "灵活就业人员养老保险费率",
    "rates/medical": "职工医疗保险费率",
    "rates/medical/flexible": "灵活就业人员医疗保险费率",
    "rates/unemployment": "失业保险费率",
    "rates/maternity": "生育保险费率",
    "wage/minimum": "最低工资标准",
    "wage/pension_base": "养老金计发基数",
    "interest/pension": "养老保险个人账户记账利率",
    "late_fee": "滞纳金",
}
"""The rules that people ask about, by their series."""
AMOUNTS = {"floor": "下限", "ceiling": "上限", "monthly": "每月", "hourly": "每小时", "annual": "每年"}
PERCENTS = {"employer": "单位", "individual": "个人", "account": "记入个人账户", "percent": ""}
MARKS = {"illustrative": "示例", "known": "待核对原文", "seed": "待核对原文"}
"""What is told of a rule whose figures were not checked against their document."""
ROWS = 30
PAGE = re.compile(r"https?://[^\s;；，（()]+")
CHINESE = re.compile("[一-鿿]")


def add_to(pages: Blueprint) -> None:
    """Add this page."""
    pages.get("/policies", endpoint="policies")(policies)


@needs("look around")
def policies() -> str:
    """The newest first, or those that have the words that were asked for."""
    text = request.args.get("text", "").strip()
    listed = [row for row in _rows() if all(word in row["title"] + row["source"] for word in text.split())]
    listed.sort(key=lambda row: row["known_on"], reverse=True)
    return render_template("public/policies.html", text=text, listed=listed[:ROWS])


def _rows() -> Iterator[dict[str, Any]]:
    for series, title in TITLES.items():
        for entry in edge().city.policy.entries(series):
            if entry.effective_from <= today():
                yield _told(title, entry)


def _told(title: str, entry: Entry) -> dict[str, Any]:
    return {
        "title": title,
        "says": "，".join(
            _said(name, value) for name, value in entry.values.items() if name in {**AMOUNTS, **PERCENTS}
        ),
        "from": entry.effective_from,
        "to": entry.effective_to,
        "published_on": entry.published_on,
        "provisional": entry.provisional,
        "mark": MARKS.get(entry.mark, ""),
        "source": entry.source or "",
        **_source(entry.source or ""),
        "known_on": entry.published_on or entry.effective_from,
    }


def _source(told: str) -> dict[str, Any]:
    """The document in words, and where it can be read; notes of ours, in another language, are left out."""
    words = PAGE.sub("", told).strip("，；,; ")
    return {"document": words if CHINESE.search(words) else "", "pages": PAGE.findall(told)}


def _said(name: str, value: Any) -> str:
    return f"{AMOUNTS[name]}{money(value)}" if name in AMOUNTS else f"{PERCENTS[name]}{value}%"
