"""TRF-01 and TRF-02: asking for one's relation to be moved, and following it step by step."""

from typing import Any

import pytest

from tests.journeys.city import Known
from tests.journeys.clients import until
from tests.journeys.platform import Platform
from tests.journeys.test_staff_changes import enrolled

HERE, ELSEWHERE = "320100", "330100"


def wanted(**changed: Any) -> dict[str, Any]:
    return {"line": "pension", "direction": "in", "from_region": ELSEWHERE, "to_region": HERE, **changed}


def under_way(platform: Platform, **changed: Any) -> tuple[Known, str]:
    """Somebody insured here who has asked for a transfer, and its id."""
    who = enrolled(platform, lines=["pension", "medical"])
    asked = platform.person(who).post("/me/transfers", wanted(**changed))
    return who, asked.result["transfer_id"]


# ------------------------------------------------------------------ TRF-01


@pytest.mark.feature("TRF-01")
@pytest.mark.parametrize(("left_on", "warned"), [("2026-08-20", False), ("2026-08-19", True), (None, False)])
def test_an_application_is_taken_and_warns_after_the_policys_days(
    platform: Platform, left_on: str | None, warned: bool
) -> None:
    person = platform.person(enrolled(platform, lines=["pension"]))
    reply = person.post("/me/transfers", wanted(left_on=left_on))
    assert ("warning" in reply.result) is warned
    if warned:
        assert "90天" in reply.result["warning"]
    shown = person.after(reply, "/me/glance")["transfers"]
    assert [(one["line"], one["state"], one["next"]["due_on"]) for one in shown] == [
        ("pension", "under_way", "2026-12-09")
    ]


@pytest.mark.feature("TRF-01")
@pytest.mark.parametrize("line", ["injury", "maternity"])
def test_work_injury_and_maternity_do_not_move(platform: Platform, line: str) -> None:
    person = platform.person(platform.city.payer)
    problem = person.post("/me/transfers", wanted(line=line)).refused("records_line_not_transferable", 422)
    assert "重新参保" in problem["detail"]


@pytest.mark.feature("TRF-01")
def test_without_an_open_account_here_it_is_refused_and_says_what_to_do_first(platform: Platform) -> None:
    person = platform.person(enrolled(platform, lines=["injury"]))
    problem = person.post("/me/transfers", wanted()).refused("records_no_open_account", 409)
    assert "先由新单位" in problem["detail"]


@pytest.mark.feature("TRF-01")
def test_the_same_transfer_is_not_taken_twice_while_it_is_under_way(platform: Platform) -> None:
    who, _ = under_way(platform)
    person = platform.person(who)
    person.post("/me/transfers", wanted()).refused("records_transfer_under_way", 409)
    person.post("/me/transfers", wanted(line="medical")).ok  # noqa: B018


@pytest.mark.feature("TRF-01")
def test_who_is_still_insured_here_or_never_was_cannot_move_away(platform: Platform) -> None:
    away = wanted(direction="out", from_region=HERE, to_region=ELSEWHERE)
    platform.person(platform.city.payer).post("/me/transfers", away).refused("records_still_enrolled", 409)
    stranger = platform.person(enrolled(platform, lines=["injury"]))
    stranger.post("/me/transfers", away).refused("records_nothing_to_transfer", 409)


@pytest.mark.feature("TRF-01")
@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"from_region": HERE}, "records_transfer_same_place", "from_region"),
        ({"to_region": "310000"}, "records_transfer_same_place", "to_region"),
        ({"from_region": "33"}, "invalid", "from_region"),
        ({"left_on": "2026-11-19"}, "records_left_in_future", "left_on"),
        ({"left_on": "2026-02-30"}, "invalid", "left_on"),
        ({"line": "fire"}, "invalid", "line"),
    ],
)
def test_wrong_places_days_and_lines_are_refused(
    platform: Platform, changed: dict[str, Any], code: str, field: str
) -> None:
    problem = platform.person(platform.city.payer).post("/me/transfers", wanted(**changed)).refused(code, 422)
    assert field in problem["errors"]


# ------------------------------------------------------------------ TRF-02


@pytest.mark.feature("TRF-02")
def test_every_step_has_its_due_day_in_working_days(platform: Platform) -> None:
    who, transfer_id = under_way(platform)
    person = platform.person(who)
    shown = person.get(f"/me/transfers/{transfer_id}").ok
    steps = [(step["step"], step["who"], step["working_days"], step["due_on"]) for step in shown["steps"]]
    # 15 working days each; the third ends in a year whose holidays are not published yet.
    assert steps[:2] == [(1, "new", 15, "2026-12-09"), (2, "old", 15, "2026-12-30")]
    assert (steps[2][:3], shown["provisional"], shown["overdue"]) == ((3, "new", 15), True, False)
    medical = person.post("/me/transfers", wanted(line="medical")).result["steps"]
    assert [(step["working_days"], step["due_on"]) for step in medical] == [(10, "2026-12-02"), (5, "2026-12-09")]


@pytest.mark.feature("TRF-02")
def test_a_step_done_moves_the_days_of_those_that_follow_and_the_last_one_ends_it(platform: Platform) -> None:
    who, transfer_id = under_way(platform, line="medical")
    person, clerk = platform.person(who), platform.as_("clerk")
    clerk.post(f"/transfers/{transfer_id}/steps", {"step": 2}).refused("records_step_not_next", 409)
    early = {"step": 1, "done_on": "2026-11-17"}
    clerk.post(f"/transfers/{transfer_id}/steps", early).refused("records_step_day_invalid", 422)
    reply = clerk.post(f"/transfers/{transfer_id}/steps", {"step": 1})
    steps = person.get(f"/me/transfers/{transfer_id}").ok["steps"]
    assert [(step["done_on"], step["due_on"]) for step in steps] == [("2026-11-18", "2026-12-02"), (None, "2026-11-25")]
    shown = person.after(reply, "/me/glance")["transfers"][0]
    assert shown["next"]["due_on"] == "2026-11-25"
    clerk.post(f"/transfers/{transfer_id}/steps", {"step": 2}).ok  # noqa: B018
    assert person.get(f"/me/transfers/{transfer_id}").ok["state_name"] == "已办结"
    clerk.post(f"/transfers/{transfer_id}/steps", {"step": 3}).refused("records_transfer_ended", 409)


@pytest.mark.feature("TRF-02")
def test_a_late_step_is_shown_as_late_and_stands_first_in_the_work_list(platform: Platform) -> None:
    who, transfer_id = under_way(platform, line="medical")
    until(lambda: _in_work_list(platform, transfer_id), "the work list")
    with platform.at("2026-12-03"):
        shown = platform.person(who).get(f"/me/transfers/{transfer_id}").ok
        assert (shown["overdue"], [step["overdue"] for step in shown["steps"]]) == (True, [True, False])
        work = _in_work_list(platform, transfer_id)
        assert (work["overdue"], work["due_on"]) == (True, "2026-12-02")


def _in_work_list(platform: Platform, transfer_id: str) -> dict[str, Any]:
    work = platform.as_("clerk").get("/work-list", limit=200).ok["work"]
    return next((one for one in work if one.get("transfer_id") == transfer_id), {})


@pytest.mark.feature("TRF-02")
def test_the_new_places_refusal_ends_it_with_its_reason(platform: Platform) -> None:
    who, transfer_id = under_way(platform)
    clerk = platform.as_("clerk")
    clerk.post(f"/transfers/{transfer_id}/refusal", {"reason": "资料不全"}).ok  # noqa: B018
    shown = platform.person(who).get(f"/me/transfers/{transfer_id}").ok
    assert (shown["state"], shown["reason"], shown["ended_on"]) == ("declined", "资料不全", "2026-11-18")
    until(lambda: not _in_work_list(platform, transfer_id), "it has left the work list")
    platform.person(who).post("/me/transfers", wanted()).ok  # noqa: B018


@pytest.mark.feature("TRF-02")
def test_nobody_follows_anothers_transfer(platform: Platform) -> None:
    _, transfer_id = under_way(platform)
    platform.person(platform.city.payer).get(f"/me/transfers/{transfer_id}").refused("forbidden", 403)
    platform.person(platform.city.payer).get("/me/transfers/PX-pension-in-9").refused("records_transfer_unknown", 404)
