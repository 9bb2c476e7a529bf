"""ENR-19: who pays for themself pays a month by the bank or by an order of their own, and is told what became of it."""

from typing import Any

import pytest
import requests

from kernel.money import yuan
from tests.journeys.clients import Api, until
from tests.journeys.platform import Platform
from tests.journeys.test_contributions import assess, book
from tests.journeys.test_individual import luhn, opened

MONTH, EARLIER = "2026-10", "2026-09"
DRAW_DAY = "2026-11-20"


def month_of(api: Api, month: str) -> dict[str, Any]:
    return next(one for one in api.get("/me/payments").ok["months"] if one["month"] == month)


def answered(platform: Platform, *rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    told = [dict(zip(("draw_id", "outcome", "answered_on"), row, strict=True)) for row in rows]
    reply: list[dict[str, Any]] = platform.as_("clerk").post("/draw-answers", {"rows": told}).result["rows"]
    return reply


def draws_ordered(platform: Platform, day: str) -> None:
    clerk = platform.as_("clerk")
    clerk.post("/draws").ok  # noqa: B018
    until(lambda: clerk.get(f"/draws/{day}").ok["state"] == "completed", "the draws are ordered")


def notices(api: Api, kind: str) -> list[str]:
    """About the month that the bank fails first."""
    found = api.get("/inbox", limit=200).ok["notices"]
    return [one["text"] for one in found if one["kind"] == kind and MONTH in one["text"]]


@pytest.mark.feature("ENR-19")
def test_a_month_is_paid_by_an_order_of_ones_own(platform: Platform) -> None:
    who = platform.city.drawn
    api = opened(platform, who)
    api.post("/me/payment-orders", {"month": "2026-01"}).refused("records_nothing_owed", 409)
    assess(platform, EARLIER)
    order = api.post("/me/payment-orders", {"month": EARLIER}).result
    shown = month_of(api, EARLIER)
    assert (shown["state_name"], shown["order"]) == ("待缴", order)
    assert api.post("/me/payment-orders", {"month": EARLIER}).result == order
    row = (who.id_number, EARLIER, "total", yuan(order["amount"]), "2026-11-18", order["order_no"])
    assert book(platform, row)[0]["outcome"] in ("full", "late")
    assert month_of(api, EARLIER)["state"] == "paid"
    api.post("/me/payment-orders", {"month": EARLIER}).refused("records_nothing_owed", 409)


@pytest.mark.feature("ENR-19")
def test_a_month_is_drawn_from_the_bank_tried_again_and_paid(platform: Platform) -> None:
    who = platform.city.drawn
    opened(platform, who)
    assess(platform, MONTH)
    platform.as_("clerk").post("/draws").refused("records_draw_day_ahead", 409)
    with platform.at(DRAW_DAY):
        api = platform.person(who)
        draws_ordered(platform, DRAW_DAY)
        asked = until(lambda: month_of(api, MONTH)["draw"], "the draw is shown")
        [at_the_bank] = until(lambda: at_bank(platform, asked["draw_id"]), "the bank has it")
        assert (at_the_bank["amount"], at_the_bank["month"]) == (asked["amount"], MONTH)
        assert month_of(api, MONTH)["state_name"] == "正在扣款"
        api.post("/me/payment-orders", {"month": MONTH}).refused("records_draw_under_way", 409)
        [told] = answered(platform, (asked["draw_id"], "余额不足", DRAW_DAY))
        assert told["outcome"] == "failed"
        assert "2026-11-23" in told["sentence"]
        failed = month_of(api, MONTH)
        assert (failed["state"], failed["failure"]["reason_name"], failed["failure"]["again_on"]) == (
            "failed",
            "余额不足",
            "2026-11-23",
        )
        [again] = answered(platform, (asked["draw_id"], "余额不足", DRAW_DAY))
        assert again["outcome"] == "repeated"
        [other] = answered(platform, (asked["draw_id"], "已扣款", DRAW_DAY))
        assert (other["outcome"], other["code"]) == ("rejected", "records_draw_answered")
    with platform.at("2026-11-23"):
        api = platform.person(who)
        draws_ordered(platform, "2026-11-23")
        second = until(lambda: month_of(api, MONTH)["draw"], "the second draw")
        assert second["draw_id"] != asked["draw_id"]
        [paid] = answered(platform, (second["draw_id"], "paid", "2026-11-23"))
        assert "已缴清" in paid["sentence"]
        assert month_of(api, MONTH)["state"] == "paid"
        rows = {"line": "pension", "from_month": MONTH, "to_month": MONTH}
        until(lambda: api.get("/me/contributions", **rows).ok["rows"][0]["arrived_on"] == "2026-11-23", "it counts")
        until(lambda: notices(api, "draw_paid"), "they are told")
        [why] = notices(api, "draw_failed")
        assert "余额不足" in why
        assert len(notices(api, "draw_ordered")) == 2


def at_bank(platform: Platform, draw_id: str) -> list[dict[str, Any]]:
    taken = requests.get(f"{platform.sandbox}/bank_draw/draws", timeout=5).json()["draws"]
    return [one for one in taken if one["draw_id"] == draw_id]


@pytest.mark.feature("ENR-19")
def test_rows_of_the_bank_that_cannot_be_are_named_one_by_one(platform: Platform) -> None:
    told = answered(
        platform,
        ("nobody-2026-10-1", "paid", "2026-11-18"),
        ("nonsense", "paid", "2026-11-18"),
        ("nobody-2026-10-1", "perhaps", "2026-11-18"),
        ("nobody-2026-10-1", "paid", "2026-12-18"),
    )
    assert [row["code"] for row in told] == ["records_draw_unknown"] * 2 + ["records_draw_answer_invalid"] * 2
    clerk = platform.as_("clerk")
    clerk.post("/draw-answers", {"rows": []}).refused("records_payment_file_empty", 422)
    content = "扣款编号,扣款结果,扣款日期\nnobody-2026-10-1,已扣款,2026-11-18\n".encode()
    [row] = clerk.upload("/draw-answer-files", content, "answers.csv").result["rows"]
    assert row["code"] == "records_draw_unknown"
    platform.as_("agent").post("/draws").refused("forbidden", 403)


@pytest.mark.feature("ENR-19")
def test_an_account_that_is_closed_is_told_at_once(platform: Platform) -> None:
    who = platform.city.shut
    api = platform.person(who)
    closed = {"bank_account": luhn("622902000000001"), "mobile": who.mobile}
    api.post("/matters/self-service/cases", {"form": closed}).ok  # noqa: B018
    assess(platform, "2026-11")
    with platform.at("2026-11-25"):
        api = platform.person(who)
        draws_ordered(platform, "2026-11-25")
        failed = until(lambda: month_of(api, "2026-11")["failure"], "the bank refuses it")
        assert (failed["reason_name"], failed["again_on"]) == ("账户已销户", None)
        assert api.post("/me/payment-orders", {"month": "2026-11"}).result["order_no"]
