"""A transfer from its application to its end: every refusal, every step, every due day (TRF-01, TRF-02)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kernel.calendar import add_working_days
from services.records import contract as c
from services.records.transfers import domain
from services.records.transfers.domain import Standing, UnderWay, next_number, overdue, transfer
from tests.domain.records.worlds import ANN, TODAY, city, clerk
from tests.domain.specification import given

HANGZHOU, NANJING, SUZHOU = "330100", "320104", "320500"
ID = f"{ANN}-pension-in-1"
ENROLLED = Standing(active=True, known=True, retired=False)
LEFT = Standing(active=False, known=True, retired=False)
NOBODY = Standing(active=False, known=False, retired=False)
APPLICATION = c.RequestTransfer(ANN, "pension", "in", HANGZHOU, NANJING)
OUT = c.RequestTransfer(ANN, "pension", "out", NANJING, HANGZHOU)


def asking(wanted: c.RequestTransfer = APPLICATION, standing: Standing = ENROLLED):
    return lambda state: domain.request(wanted, ID, state, standing, city(), clerk())


def step(number: int, who: domain.Who, title: str, days: int, due_on: str) -> c.TransferStep:
    return {"step": number, "who": who, "title": title, "working_days": days, "due_on": due_on}


def steps(since: str = TODAY) -> list[c.TransferStep]:
    first = add_working_days(since, 15)
    second = add_working_days(first, 15)
    return [
        step(1, "new", "审核申请并发出联系函", 15, first),
        step(2, "old", "提供参保信息表并划转基金", 15, second),
        step(3, "new", "核对入账并告知本人", 15, add_working_days(second, 15)),
    ]


def requested(**changed: object) -> c.TransferRequested:
    event = c.TransferRequested(ID, ANN, "pension", "in", HANGZHOU, NANJING, None, TODAY, False, steps())
    return replace(event, **changed)  # type: ignore[arg-type]


def replied(accepted: bool = True, reason: str = "", on: str = TODAY) -> c.TransferReplied:
    return c.TransferReplied(ID, ANN, accepted, reason, on)


def advanced(number: int, remaining: list[c.TransferStep], on: str = TODAY, late: bool = False) -> c.TransferAdvanced:
    return c.TransferAdvanced(ID, ANN, number, on, late, remaining)


def first_done() -> list[c.TransferStep]:
    second = add_working_days(TODAY, 15)
    return [
        step(2, "old", "提供参保信息表并划转基金", 15, second),
        step(3, "new", "核对入账并告知本人", 15, add_working_days(second, 15)),
    ]


def test_an_application_gets_its_steps_and_the_days_they_are_due():
    given(transfer).when(asking()).then([requested()])


def test_three_times_fifteen_working_days_go_by_the_official_calendar():
    """Off from 1 to 3 January 2026, Sunday the 4th worked instead."""
    monday = datetime(2025, 11, 24, 4, tzinfo=UTC)
    decided = given(transfer).when(
        lambda state: domain.request(APPLICATION, ID, state, ENROLLED, city(), clerk(monday))
    )
    assert [s["due_on"] for s in decided.events[0].steps] == ["2025-12-15", "2026-01-06", "2026-01-27"]


def test_medical_moves_in_ten_and_five_working_days():
    wanted = replace(APPLICATION, line="medical")
    decided = given(transfer).when(asking(wanted))
    assert [(s["who"], s["working_days"]) for s in decided.events[0].steps] == [("old", 10), ("new", 5)]


def test_inside_a_province_no_money_moves():
    wanted = replace(APPLICATION, from_region=SUZHOU)
    assert "转移关系" in given(transfer).when(asking(wanted)).events[0].steps[1]["title"]


@pytest.mark.parametrize("line", ["injury", "maternity"])
def test_work_injury_and_maternity_do_not_move(line: c.Line):
    given(transfer).when(asking(replace(APPLICATION, line=line))).refused_with(
        c.LineNotTransferable, line=c.LINE_NAMES[line]
    )


def test_without_an_open_account_in_the_new_place_there_is_nothing_to_move_to():
    given(transfer).when(asking(standing=LEFT)).refused_with(c.NoOpenAccount, line="养老保险")


def test_the_same_transfer_is_not_taken_twice():
    given(transfer, requested()).when(asking()).refused_with(c.TransferUnderWay, since=TODAY)


def test_after_a_refusal_of_the_new_place_it_can_be_asked_for_again():
    past = [requested(), replied(False, "未在转入地参保")]
    given(transfer, *past).when(asking()).then([requested()])


def test_both_places_the_same_city_is_no_transfer():
    given(transfer).when(asking(replace(APPLICATION, from_region="320106"))).refused_with(c.SamePlace)


def test_a_transfer_between_two_other_cities_is_asked_for_there():
    given(transfer).when(asking(replace(APPLICATION, to_region=SUZHOU))).refused_with(c.SamePlace)


def test_who_draws_a_pension_does_not_move_it():
    given(transfer).when(asking(standing=replace(ENROLLED, retired=True))).refused_with(c.PensionDrawn)


def test_the_day_of_leaving_cannot_lie_ahead():
    given(transfer).when(asking(replace(APPLICATION, left_on="2026-11-23"))).refused_with(c.LeftInFuture)


def test_later_than_ninety_days_after_leaving_is_taken_and_marked():
    given(transfer).when(asking(replace(APPLICATION, left_on="2026-08-24"))).then([requested(left_on="2026-08-24")])
    given(transfer).when(asking(replace(APPLICATION, left_on="2026-08-23"))).then(
        [requested(left_on="2026-08-23", late=True)]
    )


def test_who_is_still_insured_here_stops_before_moving_away():
    given(transfer).when(asking(OUT, ENROLLED)).refused_with(c.StillEnrolled, line="养老保险")


def test_who_was_never_insured_here_has_nothing_to_move_away():
    given(transfer).when(asking(OUT, NOBODY)).refused_with(c.NothingToTransfer, line="养老保险")


def test_who_has_left_may_move_away():
    assert given(transfer).when(asking(OUT, LEFT)).events


def test_a_step_that_is_done_moves_the_days_of_the_next_ones():
    command = c.AdvanceTransfer(ID, 1)
    given(transfer, requested()).when(lambda state: domain.advance(command, state, clerk())).then(
        [replied(), advanced(1, first_done())]
    )


def test_the_last_step_completes_the_transfer():
    past = [requested(), replied(), advanced(1, first_done()), advanced(2, first_done()[1:])]
    given(transfer, *past).when(lambda state: domain.advance(c.AdvanceTransfer(ID, 3), state, clerk())).then(
        [advanced(3, []), c.TransferCompleted(ID, ANN, TODAY)]
    )


def test_a_step_done_late_is_marked():
    old = requested(requested_on="2026-09-01", steps=steps("2026-09-01"))
    decided = given(transfer, old).when(lambda state: domain.advance(c.AdvanceTransfer(ID, 1), state, clerk()))
    assert decided.events[1].overdue


def test_a_step_that_waits_beyond_its_day_is_late_from_the_day_after():
    state = transfer.after([requested()])
    assert isinstance(state, UnderWay)
    assert not overdue(state.next, state.next.due_on)
    assert overdue(state.next, "2027-01-04")


@pytest.mark.parametrize("number", [0, 2, 3])
def test_steps_are_recorded_in_their_order(number: int):
    given(transfer, requested()).when(
        lambda state: domain.advance(c.AdvanceTransfer(ID, number), state, clerk())
    ).refused_with(c.StepNotNext, expected=1)


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-23"])
def test_a_step_is_done_between_its_beginning_and_today(day: str):
    command = c.AdvanceTransfer(ID, 1, day)
    given(transfer, requested()).when(lambda state: domain.advance(command, state, clerk())).refused_with(
        c.StepDayInvalid, earliest=TODAY, latest=TODAY
    )


def test_nothing_is_recorded_on_a_transfer_that_has_ended():
    for ending in ([replied(False, "无账户")], [c.TransferCompleted(ID, ANN, TODAY)]):
        given(transfer, requested(), *ending).when(
            lambda state: domain.advance(c.AdvanceTransfer(ID, 1), state, clerk())
        ).refused_with(c.TransferEnded)


def test_a_transfer_that_nobody_asked_for_is_unknown():
    given(transfer).when(lambda state: domain.advance(c.AdvanceTransfer(ID, 1), state, clerk())).refused_with(
        c.TransferUnknown
    )


def test_the_new_places_written_refusal_ends_it():
    command = c.RefuseTransfer(ID, "未在转入地参保")
    given(transfer, requested()).when(lambda state: domain.decline(command, state, clerk())).then(
        [replied(False, "未在转入地参保")]
    )


def test_who_has_taken_a_relation_cannot_refuse_it_any_more():
    past = [requested(), replied(), advanced(1, first_done())]
    given(transfer, *past).when(
        lambda state: domain.decline(c.RefuseTransfer(ID, "晚了"), state, clerk())
    ).refused_with(c.StepNotNext)


def test_the_next_application_of_a_kind_has_the_next_number_once_the_one_before_has_ended():
    open_one, ended = transfer.after([requested()]), transfer.after([requested(), replied(False, "无账户")])
    assert [next_number(past) for past in ([], [open_one], [ended], [ended, open_one])] == [1, 1, 2, 2]
