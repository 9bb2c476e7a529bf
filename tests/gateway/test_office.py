"""The work list as its page shows it: counts, what is near and past its day, filters, and going on to the next case."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.collection import Collection

from gateway.views.work import work
from kernel.calendar import add_days
from kernel.clock import business_date, system_clock
from tests.gateway.conftest import Signer
from tests.journeys.clients import until

Browser = Callable[[str], FlaskClient]
MINE = "account-clerk"


@pytest.fixture
def waiting(app: Flask) -> str:
    """Three cases that wait: one late, one due today and claimed by the clerk, one due in a month by a colleague."""
    today = business_date(system_clock())
    rows = [
        _row("U1", "staff-add", add_days(today, -3), None),
        _row("U2", "staff-stop", today, MINE),
        _row("U3", "staff-stop", add_days(today, 30), "account-other"),
        _row("U4", "staff-add", add_days(today, 40), None),
    ]
    app.extensions["edge"].views.generations(work).serving().insert_many(rows)
    return today


def _row(name: str, matter: str, due_on: str, officer: str | None) -> dict[str, Any]:
    case_id = f"case-{name}"
    return {
        "_id": f"employer/{case_id}",
        **{"kind": "case", "service": "employer", "case_id": case_id, "matter": matter, "applicant": "10001"},
        **{"status": "under_review" if officer else "submitted", "summary": "", "officer": officer, "told": ""},
        **{"waiting": True, "open": True, "due_on": due_on, "due": f"{due_on}/case-{case_id}"},
        "opened": f"2026-01-01T00:00:00Z/{case_id}",
    }


def cases(text: str) -> list[str]:
    """The cases of a page, in its order."""
    return re.findall(r'href="/cases/case-(U\d)', text)


@pytest.mark.usefixtures("waiting")
def test_what_is_late_and_near_is_counted_and_stands_out_in_words(signed_in: Browser) -> None:
    text = signed_in("clerk").get("/office").text
    assert cases(text) == ["U1", "U2", "U3", "U4"]
    assert {"已超期3天", "今天到期", "还有30天"} <= set(re.findall("已超期3天|今天到期|还有30天", text))
    figures = re.findall(r'class="figure[^"]*">(\d+)<', text)
    assert figures == ["1", "1", "2", "1"]
    assert "职工参保登记（增员）（2，超期1）" in text


@pytest.mark.usefixtures("waiting")
def test_a_program_is_told_the_same_counts(client: FlaskClient, signer: Signer) -> None:
    headers = {"Authorization": f"Bearer {signer.token('clerk')}"}
    told = client.get("/api/v1/work-list/counts", headers=headers).get_json()
    kinds = {one.pop("matter_code"): one for one in told.pop("kinds")}
    assert told == {"all": 4, "overdue": 1, "soon": 1, "later": 2, "mine": 1, "unclaimed": 2}
    assert list(kinds) == ["staff-add", "staff-stop"]
    assert kinds["staff-stop"] | {"matter": ""} == {
        **{"matter": "", "all": 2, "overdue": 0, "soon": 1},
        **{"mine": 1, "unclaimed": 0},
    }


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("due=overdue", ["U1"]),
        ("due=soon", ["U2"]),
        ("due=later", ["U3", "U4"]),
        ("whose=mine", ["U2"]),
        ("whose=unclaimed&matter=staff-add", ["U1", "U4"]),
        ("matter=nothing", ["U1", "U2", "U3", "U4"]),
    ],
)
def test_the_list_is_narrowed(signed_in: Browser, asked: str, shown: list[str]) -> None:
    assert cases(signed_in("clerk").get(f"/office?{asked}").text) == shown


def test_the_next_case_is_the_next_by_its_day_that_no_colleague_has(signed_in: Browser, waiting: str) -> None:
    browser, after = signed_in("clerk"), f"{waiting}/case-case-U2"
    assert browser.get("/office/next").headers["Location"] == "/cases/case-U1"
    assert browser.get("/office/next", query_string={"after": after}).headers["Location"] == "/cases/case-U4"
    last = browser.get("/office/next", query_string={"after": after, "whose": "mine"})
    assert last.headers["Location"] == "/office?whose=mine"


@pytest.mark.usefixtures("waiting")
def test_the_next_case_is_never_the_one_just_decided_even_before_the_list_knows(signed_in: Browser) -> None:
    decided = {"wait_for": "employer/case-case-U1:4"}
    answer = signed_in("clerk").get("/office/next", query_string=decided)
    assert answer.headers["Location"] == "/cases/case-U2"


@pytest.mark.parametrize(
    ("matter", "named"),
    [("record-correction", "320102199003072810"), ("unit-contacts", "../10001"), ("refund", "单位")],
)
def test_an_officer_applies_for_nobody_who_was_not_found_first(signed_in: Browser, matter: str, named: str) -> None:
    clerk = signed_in("clerk")
    opened = clerk.get(f"/apply/{matter}", query_string={"applicant": named})
    sent = clerk.post(f"/apply/{matter}", data={"csrf": "csrf", "applicant": named, "do": "check"})
    for answer in (opened, sent):
        assert (answer.status_code, "没有找到申请人" in answer.text) == (422, True)


@pytest.fixture
def parked(app: Flask) -> Collection[dict[str, Any]]:
    """The views' inbox in which one stream is held back."""
    inbox = app.extensions["edge"].views.database["inbox_work_0"]
    error = {"event": "case-U1:2", "why": "KeyError in fold", "since": "2026-11-01T00:00:00Z"}
    inbox.insert_one({"_id": "employer/case-U1", "version": 1, "want": 2, "behind": True, "error": error})
    return inbox


def test_an_administrator_has_a_parked_event_tried_again_where_it_is_shown(
    signed_in: Browser, parked: Collection[dict[str, Any]]
) -> None:
    browser = signed_in("admin")
    until(lambda: "case-U1:2" in browser.get("/office/system").text, "it is shown")
    sent = {"csrf": "csrf", "service": "views", "subscription": "work", "stream": "employer/case-U1"}
    assert browser.post("/office/system/retries", data=sent).headers["Location"] == "/office/system"
    assert "error" not in parked.find_one({"_id": "employer/case-U1"})
    assert "已安排重试" in browser.get("/office/system").text
    until(lambda: "case-U1:2" not in browser.get("/office/system").text, "it goes on")


@pytest.mark.usefixtures("parked")
@pytest.mark.parametrize(
    ("given", "status", "code"),
    [({}, 409, "not_parked"), ({"service": "nobody"}, 404, "not_found"), ({"stream": ""}, 422, "invalid")],
)
def test_what_is_not_parked_is_not_tried_again(
    signed_in: Browser, given: dict[str, str], status: int, code: str
) -> None:
    sent = {"csrf": "csrf", "service": "views", "subscription": "work", "stream": "employer/case-U2", **given}
    answer = signed_in("admin").post("/office/system/retries", data=sent)
    assert (answer.status_code, f'data-code="{code}"' in answer.text) == (status, True)
