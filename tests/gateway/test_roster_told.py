"""How a unit's roster tells since when somebody is insured."""

from typing import Any

from gateway.web.pages.unit.roster import spans


def line(title: str, start: str | None = None, stop: str | None = None, confirmed: bool = True) -> dict[str, Any]:
    status = "stopped" if stop else "active"
    return {"title": title, "status": status, "start_month": start, "stop_month": stop, "confirmed": confirmed}


def test_lines_of_the_same_month_are_told_together() -> None:
    same = [line("养老保险", "2025-01"), line("医疗保险", "2025-01"), line("工伤保险", "2025-03")]
    assert spans(same) == "养老保险、医疗保险（2025-01起）；工伤保险（2025-03起）"


def test_what_has_ended_or_is_not_yet_confirmed_says_so() -> None:
    told = [
        line("养老保险", "2025-01", "2026-02"),
        line("医疗保险", "2025-01"),
        line("失业保险", "2025-01", confirmed=False),
    ]
    assert spans(told) == "养老保险（2026-02停）；医疗保险（2025-01起）；失业保险（2025-01起，登记中）"


def test_of_nobody_insured_nothing_is_told() -> None:
    assert spans([]) == ""
