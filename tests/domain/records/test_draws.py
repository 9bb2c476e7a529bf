"""How one month of a payer is drawn, tried again, or paid by order (ENR-19)."""

import pytest

from kernel.refusals import Refused
from services.records.contract import draws as c
from services.records.draws import domain as d
from tests.domain.records.worlds import ANN

MONTH, AMOUNT = "2026-10", 160_000
RULE = {"tries": 2, "again_days": 3}
FIRST = f"{ANN}-{MONTH}-1"


def ordered(number: int = 1, on: str = "2026-11-20") -> c.DrawOrdered:
    return c.DrawOrdered(ANN, MONTH, f"{ANN}-{MONTH}-{number}", number, AMOUNT, on)


def failed(number: int = 1, again: str | None = "2026-11-24") -> c.DrawFailed:
    return c.DrawFailed(ANN, MONTH, f"{ANN}-{MONTH}-{number}", AMOUNT, "insufficient", "2026-11-21", again)


def issued(until: str = "2026-11-27") -> c.PaymentOrderIssued:
    return c.PaymentOrderIssued(ANN, MONTH, "JF1", AMOUNT, "2026-11-20", until)


def order(today: str, *past: d.DrawEvent, amount: int = AMOUNT) -> list[c.DrawOrdered]:
    return list(d.order_draw(ANN, MONTH, amount, d.draws.after(past), today))


def test_what_is_owed_is_asked_of_the_bank_once_until_it_answers() -> None:
    assert order("2026-11-20") == [ordered()]
    assert order("2026-11-21", ordered()) == []
    assert order("2026-11-20", amount=0) == []


def test_a_draw_that_failed_is_tried_again_on_its_day_and_one_that_is_over_is_not() -> None:
    assert order("2026-11-23", ordered(), failed()) == []
    assert order("2026-11-24", ordered(), failed()) == [ordered(2, "2026-11-24")]
    assert order("2027-01-24", ordered(), failed(again=None)) == []


def test_nothing_is_drawn_beside_an_order_that_is_still_good() -> None:
    assert order("2026-11-27", issued()) == []
    assert order("2026-11-28", issued()) == [ordered(1, "2026-11-28")]


@pytest.mark.parametrize(
    ("reason", "number", "again"),
    [
        ("insufficient", 1, "2026-11-24"),
        ("frozen", 1, "2026-11-24"),
        ("insufficient", 2, None),
        ("closed", 1, None),
        ("not_reached", 1, "2026-11-24"),
        ("not_reached", 2, "2026-11-24"),
    ],
)
def test_it_is_tried_again_where_the_reason_may_pass_and_tries_are_left(
    reason: c.DrawReason, number: int, again: str | None
) -> None:
    state = d.draws.after([ordered(number)])
    [told] = d.failed(f"{ANN}-{MONTH}-{number}", reason, "2026-11-21", RULE, state)
    assert (told.reason, told.again_on) == (reason, again)


def test_a_draw_that_ran_out_before_the_bank_was_reached_is_asked_anew_on_its_day() -> None:
    state = d.draws.after([ordered()])
    [told] = d.failed(FIRST, c.NOT_REACHED, "2026-12-21", RULE, state)
    assert told.again_on is not None
    assert order("2026-12-22", ordered(), told) == []
    assert order(told.again_on, ordered(), told) == [ordered(2, told.again_on)]


def test_what_was_drawn_arrives_under_a_voucher_of_its_own() -> None:
    paid = d.drawn(FIRST, "2026-11-21", d.draws.after([ordered()]))
    assert (paid.amount, paid.voucher) == (AMOUNT, f"{ANN}.2026.10.1")


@pytest.mark.parametrize(
    ("past", "of", "refusal"),
    [
        ([ordered(), failed()], FIRST, c.DrawAnswered),
        ([ordered()], f"{ANN}-{MONTH}-2", c.DrawUnknown),
        ([], FIRST, c.DrawUnknown),
        ([], "nonsense", c.DrawUnknown),
    ],
)
def test_an_answer_is_taken_once_and_for_a_draw_of_ours(
    past: list[d.DrawEvent], of: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        d.drawn(of, "2026-11-21", d.draws.after(past))


def test_an_order_is_issued_for_what_is_owed_and_the_same_one_while_it_is_good() -> None:
    def issue(amount: int, today: str, *past: d.DrawEvent) -> list[c.PaymentOrderIssued]:
        return list(d.issue_order(ANN, MONTH, amount, "JF1", 7, d.draws.after(past), today))

    assert issue(AMOUNT, "2026-11-20") == [issued()]
    assert issue(AMOUNT, "2026-11-27", issued()) == []
    assert issue(AMOUNT, "2026-11-28", issued()) != []
    with pytest.raises(c.NothingOwed):
        issue(0, "2026-11-20")
    with pytest.raises(c.DrawUnderWay):
        issue(AMOUNT, "2026-11-20", ordered())


WAITED = {**RULE, "answer_days": 20}


def test_a_draw_that_the_bank_never_answers_hinders_nobody_after_a_while() -> None:
    waiting = d.draws.after([ordered()])
    assert d.give_up(waiting, "2026-12-10", WAITED) == []
    [given_up] = d.give_up(waiting, "2026-12-11", WAITED)
    assert (given_up.reason, given_up.again_on) == (c.UNANSWERED, None)
    after = d.draws.after([ordered(), given_up])
    assert d.give_up(after, "2027-01-11", WAITED) == []
    assert order("2027-01-24", ordered(), given_up) == []
    [own] = d.issue_order(ANN, MONTH, AMOUNT, "JF1", 7, after, "2026-12-12")
    assert own.amount == AMOUNT


@pytest.mark.parametrize("reason", ["insufficient", "closed"])
def test_an_answer_that_comes_after_all_counts(reason: c.DrawReason) -> None:
    past = [ordered(), *d.give_up(d.draws.after([ordered()]), "2026-12-11", WAITED)]
    after = d.draws.after(past)
    assert d.drawn(FIRST, "2026-11-21", after).amount == AMOUNT
    [told] = d.failed(FIRST, reason, "2026-11-21", WAITED, after)
    assert (told.reason, told.again_on) == (reason, "2026-11-24" if reason == "insufficient" else None)
    with pytest.raises(c.DrawAnswered):
        d.drawn(FIRST, "2026-11-21", d.draws.after([*past, told]))
